"""Small changes to a case: one answer given otherwise, a date moved to either side of a limit, a treaty, a reading."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from habeas.case.dates import Interval, add_to_day, exactly
from habeas.case.model import Case, FactValue, Known
from habeas.case.participation import BEGAN, BORN, ENDED, HOLDER_KIND
from habeas.rulebook.conditions import (
    Atom,
    BoundBy,
    Count,
    DateTest,
    Elapsed,
    Followed,
    LongestGap,
    NumberTest,
    Point,
    Reading,
    Unit,
)
from habeas.rulebook.model import Fact, Rulebook

Edit = Mapping[str, Known | None]
"""New answers by fact (None: forgotten). `treaty:INSTRUMENT:STATE` and `position:NAME` stand for the rest of a case."""

_STATES = ("State A", "State B", "State C")
_OPTIONS, _AROUND = 6, (-1, 0, 1)
_FORGOTTEN = FactValue(absence="unknown")


def inputs(atom: Atom | Reading) -> tuple[str, ...]:
    """What an atom reads, in the words of an edit; a treaty without the State."""
    if isinstance(atom, Reading):
        return (f"position:{atom.position}",)
    if isinstance(atom, BoundBy):
        return (f"treaty:{atom.instrument}", HOLDER_KIND, BEGAN, ENDED, BORN)
    return atom.facts


def edits_of(atom: Atom | Reading, case: Case, rulebook: Rulebook) -> Iterator[Edit]:
    """Changes that may give an atom another value in a case."""
    match atom:
        case Reading():
            for reading in rulebook.positions[atom.position].readings:
                yield {f"position:{atom.position}": reading}
        case BoundBy():
            state = case.parties.named(atom.party)
            for value in (True, False, None) if state else ():
                yield {f"treaty:{atom.instrument}:{state}": value}
        case Elapsed():
            yield from _apart(atom.start, atom.end, atom.amount, atom.unit, case)
        case DateTest():
            yield from _apart(atom.left, atom.right, 0, "days", case)
        case LongestGap() | Count() | Followed():
            yield from _lists(atom, case)
        case NumberTest():
            yield from ({atom.fact: float(atom.amount + step)} for step in _AROUND)
        case _:
            for key in atom.facts:
                yield from _answers(rulebook.facts[key])
    if not isinstance(atom, Reading):
        yield from ({key: None} for key in atom.facts if key in case.known)


def _answers(fact: Fact) -> Iterator[Edit]:
    match fact.type:
        case "yes-no":
            yield from ({fact.key: answer} for answer in (True, False))
        case "choice":
            yield from ({fact.key: option} for option in list(fact.options)[:_OPTIONS])
        case "country":
            yield from ({fact.key: state} for state in _STATES)
        case "countries":
            yield from ({fact.key: states} for states in ((), *((state,) for state in _STATES), _STATES[:2]))
        case _:
            return


def day_of(point: Point, case: Case) -> date | None:
    """The day a point stands for in a case, if it is known exactly."""
    value = case.as_of if point.kind == "as-of" else case.known.get(point.value)
    if point.kind == "literal":
        return date.fromisoformat(point.value)
    if isinstance(value, tuple):
        days = [item.earliest for item in value if isinstance(item, Interval) and item.exact and item.earliest]
        return (min(days) if point.kind == "first" else max(days)) if days else None
    return value.earliest if isinstance(value, Interval) and value.exact else None


def _apart(start: Point, end: Point, amount: int, unit: Unit, case: Case) -> Iterator[Edit]:
    """One of two dates moved so that just less, just as much, or just more lies between them than the limit."""
    first, last = day_of(start, case), day_of(end, case)
    if first is None and last is None and case.as_of and case.as_of.earliest:
        first = add_to_day(case.as_of.earliest, -amount, unit) - timedelta(days=40)
        known: Edit = _at(start, first)
    else:
        known = {}
    for step in _AROUND:
        if first is not None and end.facts:
            yield {**known, **_at(end, add_to_day(first, amount, unit) + timedelta(days=step))}
        if last is not None and start.facts:
            yield _at(start, add_to_day(last, -amount, unit) + timedelta(days=step))


def _at(point: Point, day: date) -> Edit:
    return {point.value: exactly(day) if point.kind == "fact" else (exactly(day),)}


def _lists(atom: LongestGap | Count | Followed, case: Case) -> Iterator[Edit]:
    today = case.as_of.earliest if case.as_of and case.as_of.earliest else date(2024, 6, 1)
    match atom:
        case Count():
            for number in {max(atom.amount + step, 0) for step in _AROUND}:
                days = [today - timedelta(days=30 * (number - place)) for place in range(number)]
                yield {atom.fact: tuple(map(exactly, days))}
        case Followed():
            first = add_to_day(today, -atom.amount, atom.unit) - timedelta(days=30)
            for step in _AROUND:
                after = add_to_day(first, atom.amount, atom.unit) + timedelta(days=step)
                yield {atom.fact: (exactly(first),), atom.by: (exactly(after),)}
            yield {atom.fact: (exactly(first),), atom.by: ()}
        case LongestGap():
            yield {atom.fact: ()}
            begin = day_of(atom.start, case) if atom.start else None
            end = (day_of(atom.end, case) if atom.end else None) or today
            begin = begin or add_to_day(end, -3 * atom.amount, atom.unit)
            for step in _AROUND:
                yield {atom.fact: tuple(map(exactly, _spaced(begin, end, atom, step)))}


def _spaced(begin: date, end: date, atom: LongestGap, step: int) -> list[date]:
    """Events from `begin` to `end` of which the first gap is the limit and a few days, and none is longer."""
    days = [begin] if atom.start is None else []
    day = add_to_day(begin, atom.amount, atom.unit) + timedelta(days=step)
    while day <= end and len(days) < 40:
        days.append(day)
        day = max(add_to_day(day, atom.amount, atom.unit) - timedelta(days=2), day + timedelta(days=1))
    return days


def edited(case: Case, edit: Edit) -> tuple[Case, set[str]]:
    """The case after a change, and the inputs that are different. An event that did not happen loses its date."""
    facts, treaties, positions = dict(case.facts), dict(case.treaties), dict(case.positions)
    touched: set[str] = set()
    for key, value in edit.items():
        section, colon, name = key.partition(":")
        if section == "position" and colon:
            positions[name] = str(value)
        elif section == "treaty" and colon:
            instrument, _, state = name.rpartition(":")
            others = {other: bound for other, bound in treaties.get(instrument, {}).items() if other != state}
            treaties[instrument] = others if value is None else {**others, state: value is True}
            key = f"treaty:{instrument}"
        else:
            touched.update(_answer(facts, key, value))
        touched.add(key)
    return replace(case, facts=facts, treaties=treaties, positions=positions, expect={}), touched


def _answer(facts: dict[str, FactValue], key: str, value: Known | None) -> Iterable[str]:
    """Give an answer; what would contradict it is put right. What else was touched."""
    if value is None:
        facts.pop(key, None)
    else:
        facts[key] = FactValue(value)
    dated, happened = f"{key}_on", key.removesuffix("_on")
    if value is not True and dated in facts:
        del facts[dated]
        return {dated}
    if happened != key and value is not None and happened in facts and facts[happened].known is False:
        facts[happened] = FactValue(True)
        return {happened}
    return ()
