"""Atoms of many cases at once: the tests of `atoms.py` as Polars expressions over a table of facts.

Tests that walk through lists of dates are not written a second time: for the rows in which the list is known, the
single-case function is called.
"""

import operator
from collections.abc import Callable, Iterable
from typing import Any

import polars as pl

from habeas.case.dates import Interval
from habeas.case.datetext import parse_interval
from habeas.case.model import Case, FactValue, name_key
from habeas.case.participation import ParticipationTable
from habeas.evaluate.atoms import compile_atom
from habeas.evaluate.columns_facts import (
    AS_OF,
    PARTIES,
    ColumnsError,
    bound_column,
    conform,
    earliest,
    interval,
    latest,
)
from habeas.logic.plan import Plan
from habeas.rulebook.conditions import (
    Answer,
    Atom,
    BoundBy,
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
    Reading,
    SameCountry,
    Unit,
)
from habeas.rulebook.model import Rulebook

Span = tuple[pl.Expr, pl.Expr]

_COMPARE: dict[Comparison, Callable[[pl.Expr, Any], pl.Expr]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}
_OFFSETS: dict[Unit, str] = {"days": "d", "weeks": "w", "months": "mo", "years": "y"}
_FIRST_DAY, _LAST_DAY = pl.date(1, 1, 1), pl.date(9999, 12, 31)


def atom_columns(plan: Plan, rulebook: Rulebook, facts: pl.DataFrame) -> pl.DataFrame:
    """Every atom of a plan as a nullable Boolean column named by the atom; one row per row of `facts`.

    Args:
        plan: whose atoms are computed.
        rulebook: what the plan was compiled from.
        facts: a table as `columns_facts` describes it; columns that are missing count as unknown.

    Raises:
        ColumnsError: the table does not fit the rulebook.
    """
    frame = _with_name_keys(conform(facts, plan, rulebook), rulebook)
    walked = {name: atom for name, atom in plan.atoms.items() if _walks(atom)}
    exprs = [_expression(atom, rulebook).alias(name) for name, atom in plan.atoms.items() if name not in walked]
    series = [_walk(name, atom, rulebook, frame) for name, atom in walked.items()]
    return frame.select(*exprs, *series) if exprs or series else pl.DataFrame(height=frame.height)


def _with_name_keys(frame: pl.DataFrame, rulebook: Rulebook) -> pl.DataFrame:
    """Names of States in the form in which they are compared; each distinct name is converted once."""
    single = [f"party.{party}" for party in PARTIES]
    single += [fact.key for fact in rulebook.facts.values() if fact.type == "country"]
    lists = [fact.key for fact in rulebook.facts.values() if fact.type == "countries"]
    names = {name for column in single for name in frame[column].unique()}
    names |= {name for column in lists for name in frame[column].explode().unique()}
    keys = {name: name_key(name) for name in names if name is not None}
    if not keys:
        return frame
    return frame.with_columns(
        *(pl.col(column).replace(keys) for column in single),
        *(pl.col(column).list.eval(pl.element().replace(keys)) for column in lists),
    )


def _expression(atom: Atom | Reading, rulebook: Rulebook) -> pl.Expr:
    match atom:
        case Answer():
            return pl.col(atom.fact)
        case OneOf():
            return pl.col(atom.fact).is_in(atom.values)
        case SameCountry():
            return _country(atom.left) == _country(atom.right)
        case Includes():
            return _includes(atom)
        case NumberTest():
            return _COMPARE[atom.comparison](pl.col(atom.fact), atom.amount)
        case Count():
            return _COMPARE[atom.comparison](pl.col(atom.fact).list.len(), atom.amount)
        case DateTest():
            return _compared(_span(atom.left), atom.comparison, _span(atom.right))
        case Elapsed():
            limit = _added(_span(atom.start), atom.amount, atom.unit)
            return _compared(_span(atom.end), atom.comparison, limit)
        case BoundBy():
            return pl.col(bound_column(atom))
        case Reading():
            default = rulebook.positions[atom.position].default
            return pl.col(f"position.{atom.position}").fill_null(default) == atom.reading
        case _:
            raise ColumnsError(f"Test {atom}: it has no expression and must be walked.")


def _includes(atom: Includes) -> pl.Expr:
    names, name = pl.col(atom.fact), _country(atom.country)
    found = pl.when(name.is_not_null()).then(names.list.contains(name))
    return pl.when(names.list.len() == 0).then(pl.lit(False)).otherwise(found)


def _country(country: Country) -> pl.Expr:
    match country.kind:
        case "literal":
            return pl.lit(name_key(country.value))
        case "party":
            return pl.col(f"party.{country.value}")
        case "fact":
            return pl.col(country.value)


def _span(point: Point) -> Span:
    """The first and the last possible day of a point in time."""
    if point.kind == "literal":
        literal = parse_interval(point.value)
        return pl.lit(literal.earliest, dtype=pl.Date), pl.lit(literal.latest, dtype=pl.Date)
    name = AS_OF if point.kind == "as-of" else point.value
    return pl.col(earliest(name)), pl.col(latest(name))


def _added(span: Span, amount: int, unit: Unit) -> Span:
    """Some whole units later. Beyond the calendar of `dates.py` nothing is known any more."""
    first, last = (day.dt.offset_by(f"{amount}{_OFFSETS[unit]}") for day in span)
    first = pl.when(first > _FIRST_DAY).then(pl.min_horizontal(first, _LAST_DAY))
    last = pl.when(last < _LAST_DAY).then(pl.max_horizontal(last, _FIRST_DAY))
    return first, last


def _compared(left: Span, comparison: Comparison, right: Span) -> pl.Expr:
    match comparison:
        case "<":
            return _before(left, right)
        case ">":
            return _before(right, left)
        case "<=":
            return ~_before(right, left)
        case ">=":
            return ~_before(left, right)
        case "=":
            return _same_day(left, right)
        case "!=":
            return ~_same_day(left, right)


def _before(left: Span, right: Span) -> pl.Expr:
    """As `dates.is_before`: a condition that is null, because a side is open, decides nothing."""
    return pl.when(left[1] < right[0]).then(pl.lit(True)).when(left[0] >= right[1]).then(pl.lit(False))


def _same_day(left: Span, right: Span) -> pl.Expr:
    """As `dates.is_same_day`."""
    same = (left[0] == left[1]) & (right[0] == right[1]) & (left[0] == right[0])
    apart = (left[1] < right[0]) | (right[1] < left[0])
    return pl.when(same).then(pl.lit(True)).when(apart).then(pl.lit(False))


def _walks(atom: Atom | Reading) -> bool:
    """Whether a test walks through a list of dates."""
    match atom:
        case LongestGap() | Followed():
            return True
        case DateTest():
            return _in_list(atom.left) or _in_list(atom.right)
        case Elapsed():
            return _in_list(atom.start) or _in_list(atom.end)
        case _:
            return False


def _in_list(point: Point) -> bool:
    return point.kind in ("first", "last")


def _walk(name: str, atom: Atom | Reading, rulebook: Rulebook, frame: pl.DataFrame) -> pl.Series:
    """The single-case test for each row in which a list that it needs is known; null elsewhere."""
    assert not isinstance(atom, Reading)
    keys = tuple(dict.fromkeys(atom.facts))
    lists = [key for key in keys if rulebook.facts[key].type == "dates"]
    read = [*(key for key in keys if key in lists), *_ends([AS_OF, *(key for key in keys if key not in lists)])]
    known = frame.select(pl.any_horizontal(pl.col(lists).is_not_null())).to_series().arg_true()
    test = compile_atom(atom, rulebook, ParticipationTable((), ()))
    cases = (_case(row, keys, lists) for row in frame[known].select(read).iter_rows(named=True))
    values = pl.Series(name, [None] * frame.height, dtype=pl.Boolean)
    return values.scatter(known, pl.Series([test(case) for case in cases], dtype=pl.Boolean)) if len(known) else values


def _ends(names: Iterable[str]) -> list[str]:
    return [column for name in names for column in (earliest(name), latest(name))]


def _case(row: dict[str, Any], keys: Iterable[str], lists: list[str]) -> Case:
    """As much of a case as the row tells about these facts."""
    facts = {}
    for key in keys:
        value = _events(row[key]) if key in lists else interval(row[earliest(key)], row[latest(key)])
        if value is not None:
            facts[key] = FactValue(value=value)
    return Case(id="", as_of=interval(row[earliest(AS_OF)], row[latest(AS_OF)]), facts=facts)


def _events(cell: list[dict[str, Any]] | None) -> tuple[Interval, ...] | None:
    return None if cell is None else tuple(Interval(event["earliest"], event["latest"]) for event in cell)
