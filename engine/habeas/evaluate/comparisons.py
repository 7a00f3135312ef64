"""Comparisons of facts as functions: each reads a case and gives true, false, or unknown.

A comparison is decided only if every day that the partial dates of the case allow gives the same answer.
"""

import operator
from collections.abc import Callable
from typing import cast

from habeas.case.dates import Interval, add, compare
from habeas.case.datetext import parse_interval
from habeas.case.model import Case, name_key
from habeas.evaluate.events import Events, each_followed, first_of, last_of, longest_gap
from habeas.logic.truth import Truth
from habeas.rulebook.conditions import (
    Answer,
    Comparison,
    Count,
    Country,
    DateTest,
    Elapsed,
    Followed,
    Includes,
    LongestGap,
    NumberTest,
    OneOf,
    Point,
    SameCountry,
)

Test = Callable[[Case], Truth]
When = Callable[[Case], Interval | None]
ComparisonAtom = (
    Answer | OneOf | SameCountry | Includes | NumberTest | DateTest | Elapsed | Count | LongestGap | Followed
)

_COMPARE: dict[Comparison, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}


def compile_comparison(atom: ComparisonAtom) -> Test:
    """A comparison of facts as a function from a case to its value."""
    match atom:
        case Answer():
            return _answer(atom)
        case OneOf():
            return _one_of(atom)
        case SameCountry():
            return _same_country(atom)
        case Includes():
            return _includes(atom)
        case NumberTest():
            return _number(atom)
        case DateTest():
            return _date(atom)
        case Elapsed():
            return _elapsed(atom)
        case Count():
            return _count(atom)
        case LongestGap():
            return _gap(atom)
        case Followed():
            return _followed(atom)


def _answer(atom: Answer) -> Test:
    key = atom.fact

    def test(case: Case) -> Truth:
        value = case.known.get(key)
        return None if value is None else value is True

    return test


def _one_of(atom: OneOf) -> Test:
    key, values = atom.fact, frozenset(atom.values)

    def test(case: Case) -> Truth:
        value = case.known.get(key)
        return None if value is None else value in values

    return test


def _same_country(atom: SameCountry) -> Test:
    left, right = _country(atom.left), _country(atom.right)

    def test(case: Case) -> Truth:
        one, other = left(case), right(case)
        return None if one is None or other is None else one == other

    return test


def _includes(atom: Includes) -> Test:
    key, country = atom.fact, _country(atom.country)

    def test(case: Case) -> Truth:
        names, name = case.known.get(key), country(case)
        if not isinstance(names, tuple):
            return None
        if not names:
            return False
        return None if name is None else name in {name_key(str(item)) for item in names}

    return test


def _number(atom: NumberTest) -> Test:
    key, amount, holds = atom.fact, atom.amount, _COMPARE[atom.comparison]

    def test(case: Case) -> Truth:
        value = case.known.get(key)
        return holds(value, amount) if isinstance(value, float | int) else None

    return test


def _date(atom: DateTest) -> Test:
    left, comparison, right = _when(atom.left), atom.comparison, _when(atom.right)

    def test(case: Case) -> Truth:
        one, other = left(case), right(case)
        return None if one is None or other is None else compare(one, comparison, other)

    return test


def _elapsed(atom: Elapsed) -> Test:
    """`days from A to B > 14` means: B comes after A plus 14 days."""
    start, end, comparison = _when(atom.start), _when(atom.end), atom.comparison
    amount, unit = atom.amount, atom.unit

    def test(case: Case) -> Truth:
        one, other = start(case), end(case)
        return None if one is None or other is None else compare(other, comparison, add(one, amount, unit))

    return test


def _count(atom: Count) -> Test:
    events, amount, holds = _events(atom.fact), atom.amount, _COMPARE[atom.comparison]

    def test(case: Case) -> Truth:
        dates = events(case)
        return None if dates is None else holds(len(dates), amount)

    return test


def _gap(atom: LongestGap) -> Test:
    events = _events(atom.fact)
    start, end = (_when(point) if point else None for point in (atom.start, atom.end))

    def test(case: Case) -> Truth:
        dates = events(case)
        ends = [at(case) if at else None for at in (start, end)]
        if dates is None or (start and ends[0] is None) or (end and ends[1] is None):
            return None
        return longest_gap(dates, ends[0], ends[1], atom.comparison, atom.amount, atom.unit)

    return test


def _followed(atom: Followed) -> Test:
    events, others = _events(atom.fact), _events(atom.by)

    def test(case: Case) -> Truth:
        dates, answers = events(case), others(case)
        if dates == ():
            return True
        return None if dates is None or answers is None else each_followed(dates, answers, atom.amount, atom.unit)

    return test


def _country(country: Country) -> Callable[[Case], str | None]:
    """The compared form of a country, or None if it is not known."""
    match country.kind:
        case "literal":
            name = name_key(country.value)
            return lambda case: name
        case "party":
            parties = operator.attrgetter(country.value)
            return lambda case: _key(parties(case.parties))
        case "fact":
            return lambda case: _key(case.known.get(country.value))


def _key(name: object) -> str | None:
    return name_key(name) if isinstance(name, str) else None


def _when(point: Point) -> When:
    """When a point in time is, or None if nothing is known about it."""
    key = point.value
    match point.kind:
        case "as-of":
            return lambda case: case.as_of
        case "literal":
            literal = parse_interval(key)
            return lambda case: literal
        case "fact":
            return lambda case: value if isinstance(value := case.known.get(key), Interval) else None
        case "first":
            events = _events(key)
            return lambda case: first_of(events(case))
        case "last":
            events = _events(key)
            return lambda case: last_of(events(case))


def _events(key: str) -> Callable[[Case], Events | None]:
    """The dates of a list, or None if the list is not known. An empty list is known."""

    def events(case: Case) -> Events | None:
        dates = case.known.get(key)
        return cast(Events, dates) if isinstance(dates, tuple) else None

    return events
