"""Atoms of many cases at once: the tests of `atoms.py` as Polars expressions over a table of facts.

Tests that walk through lists of dates are not written a second time: for the rows in which the list is known, the
single-case function is called.
"""

import operator
from collections.abc import Callable
from typing import Any

import polars as pl

from habeas.case.dates import UNBOUNDED, Interval
from habeas.case.datetext import parse_interval
from habeas.case.model import Case, FactValue, Known, name_key
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
from habeas.logic.truth import Truth
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
_ROW = "row"
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
    walked = {name: atom for name, atom in plan.atoms.items() if not isinstance(atom, Reading) and _walks(atom)}
    exprs = [_expression(atom, rulebook).alias(name) for name, atom in plan.atoms.items() if name not in walked]
    return frame.select(*exprs, *(_walk(walked, rulebook, frame) if walked else ())).select(list(plan.atoms))


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


def _walks(atom: Atom) -> bool:
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


def _walk(walked: dict[str, Atom], rulebook: Rulebook, frame: pl.DataFrame) -> list[pl.Series]:
    """The single-case tests for each row in which some list that they need is known; null elsewhere."""
    keys = list(dict.fromkeys(key for atom in walked.values() for key in atom.facts))
    lists = [key for key in keys if rulebook.facts[key].type == "dates"]
    dates = [AS_OF, *(key for key in keys if key not in lists)]
    table = ParticipationTable((), ())
    tests = {name: compile_atom(atom, rulebook, table) for name, atom in walked.items()}
    values: dict[str, list[Truth]] = {name: [None] * frame.height for name in walked}
    columns = [*lists, *(column for name in dates for column in (earliest(name), latest(name)))]
    rows = frame.select(columns).with_row_index(_ROW).filter(pl.any_horizontal(pl.col(lists).is_not_null()))
    for row in rows.iter_rows(named=True):
        case = _case(row, lists, dates)
        for name, test in tests.items():
            values[name][row[_ROW]] = test(case)
    return [pl.Series(name, column, dtype=pl.Boolean) for name, column in values.items()]


def _case(row: dict[str, Any], lists: list[str], dates: list[str]) -> Case:
    """As much of a case as the row tells about these facts."""
    known: dict[str, Known | None] = {key: _events(row[key]) for key in lists}
    known |= {name: interval(row[earliest(name)], row[latest(name)]) for name in dates}
    as_of = known.pop(AS_OF)
    assert as_of is None or isinstance(as_of, Interval)
    facts = {key: FactValue(value=value) for key, value in known.items() if value is not None}
    return Case(id="", as_of=as_of, facts=facts)


def _events(cell: list[dict[str, Any] | None] | None) -> tuple[Interval, ...] | None:
    """An empty element is an event on an unknown day."""
    if cell is None:
        return None
    return tuple(Interval(event["earliest"], event["latest"]) if event else UNBOUNDED for event in cell)
