"""From what the solver found to a case: written, confirmed by the engine, and made as small as it can be."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

from habeas.case.coherence import incoherences
from habeas.case.dates import Interval, add_to_day, exactly
from habeas.case.model import Case, FactValue, Known, Parties
from habeas.rulebook.conditions import Atom, BoundBy, Followed, LongestGap, Party, Point, Reading
from habeas.rulebook.model import Rulebook
from habeas.verify.facts import ROLES, Facts, undatable

AS_OF = exactly(date(2024, 6, 1))
NAMES = ("State A", "State B", "State C", "State D")
_LISTS_TRIED = 64

Accepts = Callable[[Case], bool]


def names_of(size: int) -> tuple[str, ...]:
    """Names for countries: State A, State B and so on."""
    return tuple(f"State {chr(ord('A') + index)}" if index < 26 else f"State {index}" for index in range(size))


def found_case(facts: Facts, rulebook: Rulebook, atoms: Mapping[str, Atom | Reading]) -> Case:
    """The case found last, as far as these atoms read it. Lists have only their first and last date."""
    keys = {key for atom in atoms.values() if not isinstance(atom, Reading) for key in atom.facts}
    if any(isinstance(atom, BoundBy) for atom in atoms.values()) and "holder.kind" in facts.choices:
        keys.add("holder.kind")
    keys |= {happened for _, happened, _ in undatable(keys) if happened in facts.yes_no}
    values = {key: _value(facts, key) for key in sorted(keys)}
    answers = {key: FactValue(value) for key, value in values.items() if value is not None}
    positions = {atom.position: _reading(facts, atom.position) for atom in atoms.values() if isinstance(atom, Reading)}
    return Case(
        id="counterexample",
        as_of=facts.calendar.found(facts.as_of),
        parties=Parties(*(_country(facts, f"party.{role}") for role in ROLES)),
        treaties=_treaties(facts, (atom for atom in atoms.values() if isinstance(atom, BoundBy))),
        positions={name: reading for name, reading in positions.items() if reading},
        facts=answers,
    )


def _value(facts: Facts, key: str) -> Known | None:
    holds = facts.solver.is_true
    if key in facts.yes_no:
        rails = facts.yes_no[key]
        return True if holds(rails.true) else False if holds(rails.false) else None
    for options in (facts.choices.get(key), facts.numbers.get(key)):
        if options is not None:
            return next((value for value, term in options.items() if holds(term)), None)
    if key in facts.dates:
        return facts.calendar.found(facts.dates[key])
    if key in facts.lists:
        return _ends(facts, key)
    if key in facts.countries:
        return _country(facts, key)
    if key in facts.names:
        return _members(facts, key)
    return None


def _country(facts: Facts, key: str) -> str | None:
    pairs = zip(names_of(facts.size), facts.countries[key], strict=True)
    return next((name for name, term in pairs if facts.solver.is_true(term)), None)


def _members(facts: Facts, key: str) -> tuple[str, ...] | None:
    names = facts.names[key]
    if not facts.solver.is_true(names.known):
        return None
    pairs = zip(names_of(facts.size), names.members, strict=True)
    members = tuple(name for name, term in pairs if facts.solver.is_true(term))
    return members or (("State Z",) if facts.solver.is_true(names.some) else ())


def _ends(facts: Facts, key: str) -> tuple[Interval, ...] | None:
    dates = facts.lists[key]
    if not facts.solver.is_true(dates.known):
        return None
    count = min(facts.solver.value(dates.count), 40)
    first, last = facts.calendar.found(dates.first), facts.calendar.found(dates.last)
    if count == 0 or first is None or last is None:
        return ()
    if count == 1:
        return (first,)
    return (first, *spread(first, last, count - 2), last)


def spread(first: Interval, last: Interval, count: int) -> tuple[Interval, ...]:
    """Some exact dates between two others, as even as they can be."""
    low, high = first.latest or first.earliest, last.earliest or last.latest
    if low is None or high is None or count <= 0:
        return ()
    step = (high - low) / (count + 1)
    return tuple(exactly(low + timedelta(days=(step * (index + 1)).days)) for index in range(count))


def _treaties(facts: Facts, atoms: Iterable[BoundBy]) -> dict[str, dict[str, bool]]:
    named = {_country(facts, f"party.{role}") for role in ROLES}
    found: dict[str, dict[str, bool]] = {}
    for instrument in sorted({atom.instrument for atom in atoms}):
        for name, rails in zip(names_of(facts.size), facts.said_of(instrument), strict=True):
            yes, no = facts.solver.is_true(rails.true), facts.solver.is_true(rails.false)
            if name in named and (yes or no):
                found.setdefault(instrument, {})[name] = yes
    return found


def _reading(facts: Facts, position: str) -> str:
    terms = facts.positions[position]
    return next((name for name, term in terms.items() if facts.solver.is_true(term)), "")


def variants(case: Case, atoms: Mapping[str, Atom | Reading]) -> Iterator[Case]:
    """The case, and the same case with other lists of dates where only the engine can tell which fits."""
    yield case
    keys = {
        key
        for atom in atoms.values()
        if isinstance(atom, LongestGap | Followed)
        for key in ((atom.fact, atom.by) if isinstance(atom, Followed) else (atom.fact,))
        if isinstance(case.known.get(key), tuple)
    }
    days = _days(case)
    choices = [
        [(key, dates) for dates in (*_between(case, atoms, key), *_lists(days, atoms, key))] for key in sorted(keys)
    ]
    for number, chosen in enumerate(product(*choices)):
        if number >= _LISTS_TRIED:
            return
        yield case.with_facts({key: FactValue(dates) for key, dates in chosen})


def _between(case: Case, atoms: Mapping[str, Atom | Reading], key: str) -> Iterator[tuple[Interval, ...]]:
    """As many dates as the solver found, spread evenly between the ends of each gap that is asked for."""
    dates = case.known.get(key)
    count = len(dates) if isinstance(dates, tuple) else 0
    for atom in atoms.values():
        if isinstance(atom, LongestGap) and atom.fact == key and atom.start and atom.end:
            first, last = _day(case, atom.start), _day(case, atom.end)
            if first and last and first.earliest and last.earliest and first.earliest < last.earliest:
                yield spread(first, last, count)


def _day(case: Case, point: Point) -> Interval | None:
    value = case.as_of if point.kind == "as-of" else case.known.get(point.value)
    return value if isinstance(value, Interval) else None


def _days(case: Case) -> list[date]:
    values = [case.as_of, *case.known.values()]
    return sorted({value.earliest for value in values if isinstance(value, Interval) and value.earliest})


def _lists(days: list[date], atoms: Mapping[str, Atom | Reading], key: str) -> list[tuple[Interval, ...]]:
    """Lists worth trying: none, one at each day of the case, and a steady rhythm between any of them."""
    found: list[tuple[Interval, ...]] = [(), *((exactly(day),) for day in days[-4:])]
    if len(days) >= 2:
        gaps = [atom for atom in atoms.values() if isinstance(atom, LongestGap) and atom.fact == key]
        for gap in sorted(gaps, key=lambda atom: add_to_day(days[0], atom.amount, atom.unit))[:2]:
            found.append(_rhythm(days[0], days[-1], gap))
    return found


def _rhythm(day: date, end: date, gap: LongestGap) -> tuple[Interval, ...]:
    dates: list[Interval] = []
    while day <= end and len(dates) < 60:
        dates.append(exactly(day))
        day = add_to_day(day, gap.amount, gap.unit)
    return tuple(dates)


def readable(case: Case, rulebook: Rulebook) -> bool:
    """Whether the reader of cases takes the case."""
    return next(incoherences(case, rulebook), None) is None


def smallest(case: Case, rulebook: Rulebook, accepts: Accepts) -> Case:
    """The case with everything dropped that it does not need. Each step is confirmed by the engine."""
    dated = replace(case, as_of=AS_OF)
    case = dated if accepts(dated) and readable(dated, rulebook) else case
    usual = replace(case, positions={})
    case = usual if accepts(usual) else case
    keys = list(case.facts)
    for size in (len(keys) // 2, len(keys) // 4, len(keys) // 8, 1):
        for start in range(0, len(keys), max(size, 1)):
            dropped = set(keys[start : start + max(size, 1)])
            smaller = replace(case, facts={key: value for key, value in case.facts.items() if key not in dropped})
            if len(smaller.facts) < len(case.facts) and accepts(smaller):
                case = smaller
    return _without_parties(_without_treaties(_without_positions(case, accepts), accepts), accepts)


def _without_positions(case: Case, accepts: Accepts) -> Case:
    for name in list(case.positions):
        smaller = replace(case, positions={key: value for key, value in case.positions.items() if key != name})
        case = smaller if accepts(smaller) else case
    return case


def _without_treaties(case: Case, accepts: Accepts) -> Case:
    for instrument, states in list(case.treaties.items()):
        for state in list(states):
            left = {name: value for name, value in case.treaties[instrument].items() if name != state}
            treaties = {**case.treaties, instrument: left}
            smaller = replace(case, treaties={name: said for name, said in treaties.items() if said})
            if accepts(smaller):
                case = smaller
                if instrument not in case.treaties:
                    break
    return case


def _without_parties(case: Case, accepts: Accepts) -> Case:
    roles: dict[Party, str | None] = {role: case.parties.named(role) for role in ROLES}
    for role in ROLES:
        smaller = replace(case, parties=Parties(**{**roles, role: None}))
        if accepts(smaller):
            case, roles = smaller, {**roles, role: None}
    return case
