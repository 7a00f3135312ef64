"""Facts of many cases as one table: which columns there are, how cases become rows, and what is wrong with a table.

Columns, for a rulebook (null means unknown everywhere):

- yes-no facts: Boolean; choice, country and text: String; number: Float64;
- dates that may be vague: two Date columns, `<key>.earliest` and `<key>.latest`. Both null: unknown; one null: open on
  that side; both equal: the day is known. The date of the check is `as-of.earliest` and `as-of.latest`;
- lists of dates: List of Struct(earliest, latest); lists of countries: List of String;
- `party.holder`, `party.adversary`, `party.territory`: String, the name of the State;
- `bound:<party>:<instrument>`: Boolean, for each pair that some rule asks about;
- `position.<id>`: String, the reading chosen; null is the default of the rulebook;
- `case`: String, the id, for whoever reads the result.
"""

from collections.abc import Iterable
from typing import Any

import polars as pl

from habeas.case.dates import Interval
from habeas.case.model import Case, Known
from habeas.case.participation import ParticipationTable
from habeas.logic.from_rulebook import compile_plan
from habeas.logic.plan import Plan
from habeas.rulebook.conditions import BoundBy, Party
from habeas.rulebook.errors import nearest
from habeas.rulebook.model import FactType, Rulebook

CASE, AS_OF = "case", "as-of"
PARTIES: tuple[Party, ...] = ("holder", "adversary", "territory")
EVENT = pl.Struct({"earliest": pl.Date, "latest": pl.Date})

_TYPES: dict[FactType, Any] = {
    "yes-no": pl.Boolean(),
    "choice": pl.String(),
    "country": pl.String(),
    "text": pl.String(),
    "number": pl.Float64(),
    "dates": pl.List(EVENT),
    "countries": pl.List(pl.String()),
}


class ColumnsError(Exception):
    """A table of facts does not fit the rulebook."""


def earliest(name: str) -> str:
    """The column of the first possible day of a date."""
    return f"{name}.earliest"


def latest(name: str) -> str:
    """The column of the last possible day of a date."""
    return f"{name}.latest"


def bound_column(atom: BoundBy) -> str:
    """The column that says whether a party is bound by an instrument.

    >>> bound_column(BoundBy(party="holder", instrument="AP I"))
    'bound:holder:AP I'
    """
    return f"bound:{atom.party}:{atom.instrument}"


def schema(plan: Plan, rulebook: Rulebook) -> dict[str, Any]:
    """The columns of a table of facts, with their Polars types."""
    columns: dict[str, Any] = {CASE: pl.String()}
    columns |= {f"party.{party}": pl.String() for party in PARTIES}
    for name in (AS_OF, *(fact.key for fact in rulebook.facts.values() if fact.type == "date")):
        columns |= {earliest(name): pl.Date(), latest(name): pl.Date()}
    columns |= {fact.key: _TYPES[fact.type] for fact in rulebook.facts.values() if fact.type != "date"}
    columns |= {f"position.{position}": pl.String() for position in rulebook.positions}
    columns |= {bound_column(atom): pl.Boolean() for atom in _bound_atoms(plan)}
    return columns


def facts_frame(rulebook: Rulebook, cases: Iterable[Case], plan: Plan | None = None) -> pl.DataFrame:
    """The facts of cases as a table, one row per case, in their order.

    `plan` saves compiling the rulebook again where the caller has it.
    """
    plan = plan or compile_plan(rulebook)
    table = ParticipationTable(rulebook.instruments.values(), rulebook.participation)
    bound = [(bound_column(atom), atom.party, atom.instrument) for atom in _bound_atoms(plan)]
    dated = {fact.key for fact in rulebook.facts.values() if fact.type == "date"}
    columns = schema(plan, rulebook)
    rows = []
    for case in cases:
        row = _row(case, dated)
        row |= {column: table.bound(party, instrument, case).value for column, party, instrument in bound}
        rows.append([row.get(column) for column in columns])
    return pl.DataFrame(rows, schema=columns, orient="row", infer_schema_length=None)


def conform(facts: pl.DataFrame, plan: Plan, rulebook: Rulebook) -> pl.DataFrame:
    """The table with exactly the columns of the rulebook; a column that is missing becomes unknown throughout.

    Raises:
        ColumnsError: a column that the rulebook does not have, a type that cannot be used, or a date that ends before
            it begins.
    """
    columns = schema(plan, rulebook)
    for name in facts.columns:
        if name not in columns:
            dated = earliest(name) in columns
            hint = f"A date has two columns, {earliest(name)} and {latest(name)}." if dated else nearest(name, columns)
            raise ColumnsError(
                f"Column {name}: no fact of the rulebook {rulebook.name} has this column. {hint}".rstrip()
            )
    given = dict(facts.schema)
    exprs = [_typed(name, given.get(name), dtype) for name, dtype in columns.items()]
    frame = facts.select(exprs) if facts.width else pl.DataFrame(schema=columns)
    for name in columns:
        if name.endswith(".earliest"):
            _check_order(frame, name, pl.col(name) > pl.col(latest(name.removesuffix(".earliest"))))
        elif columns[name] == pl.List(EVENT):
            event = pl.element().struct
            backwards = event.field("earliest") > event.field("latest")
            _check_order(frame, name, pl.col(name).list.eval(backwards).list.any())
    return frame


def interval(first: Any, last: Any) -> Interval | None:
    """The interval of two cells of a table, or None if nothing is known."""
    return None if first is None and last is None else Interval(first, last)


def _bound_atoms(plan: Plan) -> list[BoundBy]:
    return [atom for atom in plan.atoms.values() if isinstance(atom, BoundBy)]


def _row(case: Case, dated: set[str]) -> dict[str, object]:
    row: dict[str, object] = {CASE: case.id}
    row |= {f"party.{party}": case.parties.named(party) for party in PARTIES}
    row |= {f"position.{position}": reading for position, reading in case.positions.items()}
    dates = {AS_OF: case.as_of}
    for key, value in case.known.items():
        if key in dated:
            dates[key] = value if isinstance(value, Interval) else None
        else:
            row[key] = _cell(value)
    for name, when in dates.items():
        if when:
            row |= {earliest(name): when.earliest, latest(name): when.latest}
    return row


def _cell(value: Known) -> object:
    if isinstance(value, tuple):
        return [
            {"earliest": item.earliest, "latest": item.latest} if isinstance(item, Interval) else item for item in value
        ]
    return value


def _typed(name: str, given: pl.DataType | None, dtype: Any) -> pl.Expr:
    if given is None:
        return pl.lit(None, dtype=dtype).alias(name)
    numbers = dtype == pl.Float64() and given.is_numeric()
    texts = dtype == pl.String() and given in (pl.Categorical, pl.Enum)
    if given == dtype or given == pl.Null() or numbers or texts:
        column = pl.col(name).cast(dtype)
        return column.fill_nan(None) if dtype == pl.Float64() else column
    raise ColumnsError(f"Column {name} is {given}; it must be {dtype}. Convert it where the table is read.")


def _check_order(frame: pl.DataFrame, name: str, backwards: pl.Expr) -> None:
    rows = frame.select(backwards.fill_null(False)).to_series().arg_true()
    if len(rows):
        raise ColumnsError(f"Column {name}, row {rows[0] + 1}: the latest possible day is before the earliest one.")
