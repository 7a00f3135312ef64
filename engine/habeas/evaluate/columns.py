"""The column engine: a plan evaluated for many cases at once, in Polars.

Nullable Booleans are Kleene logic already: `&`, `|` and `~` on null behave as unknown does. Import this module only
where a batch is run: importing Polars takes longer than checking a case.

One `with_columns` per stratum, so that every value is computed once and nothing is inlined. Elimination of common
subexpressions is off: there are none left to find, and looking for them costs more than it saves.

Measured with 1,158 atoms and 1,550 nodes on 2 cores: 0.2 s for any small batch; for 100,000 cases 1.1 s for the atoms
and 0.35 s for the nodes. A row in which lists of dates are known adds about 0.4 ms: those are walked one by one.
"""

from importlib import import_module
from typing import Any, TypeVar

import polars as pl

from habeas.evaluate.columns_atoms import atom_columns
from habeas.evaluate.columns_facts import CASE, ColumnsError, facts_frame, schema
from habeas.logic.plan import And, Formula, Literal, Node, Plan
from habeas.rulebook.model import Rulebook

__all__ = [
    "OPTIMIZATIONS",
    "ColumnsError",
    "atom_columns",
    "evaluate_batch",
    "evaluate_columns",
    "facts_frame",
    "schema",
]

Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)
OPTIMIZATIONS = pl.QueryOptFlags(comm_subexpr_elim=False)
"""For `collect` of a lazy result."""


def evaluate_columns(plan: Plan, atoms: Frame) -> Frame:
    """The value of every node for many cases.

    Args:
        plan: what is computed.
        atoms: one nullable Boolean column per atom of the plan, named by the atom; one row per case. Other columns
            are ignored.

    Returns:
        One nullable Boolean column per node, in the order of the plan, one row per case. Lazy if `atoms` is: collect
        it with `OPTIMIZATIONS`.

    Raises:
        ColumnsError: an atom has no column, or one that is not Boolean.
    """
    _check(plan, dict(atoms.collect_schema()))
    # Where all values are unknown, the type of a column may be Null, on which Polars has no logic.
    frame = atoms.lazy().select(pl.col(name).cast(pl.Boolean) for name in plan.atoms)
    for stratum in plan.strata:
        frame = frame.with_columns(_value(node).alias(node.name) for node in stratum)
    frame = frame.select(list(plan.nodes))
    return frame if isinstance(atoms, pl.LazyFrame) else frame.collect(optimizations=OPTIMIZATIONS)


def evaluate_batch(rulebook: Rulebook, plan: Plan, batch: Any) -> Any:
    """One Arrow record batch of facts in, one of verdicts out: a pure function, fit for Spark's `mapInArrow`.

    Args:
        rulebook: what the plan was compiled from.
        plan: what is computed.
        batch: a `pyarrow.RecordBatch` with the columns of `schema`; missing ones count as unknown.

    Returns:
        A `pyarrow.RecordBatch` with the column `case` if it was given, and one nullable Boolean column per node.

    Raises:
        ColumnsError: the batch does not fit the rulebook.
        ImportError: pyarrow is not installed.
    """
    pyarrow = import_module("pyarrow")

    facts = pl.from_arrow(batch)
    assert isinstance(facts, pl.DataFrame)
    values = evaluate_columns(plan, atom_columns(plan, rulebook, facts))
    columns = [*([facts[CASE]] if CASE in facts.columns else []), *values.iter_columns()]
    arrays = [column.rechunk().to_arrow(compat_level=pl.CompatLevel.oldest()) for column in columns]
    return pyarrow.RecordBatch.from_arrays(arrays, names=[column.name for column in columns])


def _check(plan: Plan, given: dict[str, pl.DataType]) -> None:
    for name in plan.atoms:
        if name not in given:
            raise ColumnsError(
                f"Atom {name}: no such column. Compute the atoms with `atom_columns` from the same plan."
            )
        if given[name] not in (pl.Boolean(), pl.Null()):
            raise ColumnsError(f"Atom {name}: the column is {given[name]}; an atom is true, false or null.")


def _value(node: Node) -> pl.Expr:
    value = _formula(node.formula)
    if not node.presumptions:
        return value
    raised = (
        pl.col(trigger).fill_null(False) & ~pl.col(until).fill_null(False) for trigger, until in node.presumptions
    )
    return pl.when(value.is_null() & pl.any_horizontal(raised)).then(pl.lit(True)).otherwise(value)


def _formula(formula: Formula) -> pl.Expr:
    if isinstance(formula, Literal):
        return pl.col(formula.name) if formula.positive else ~pl.col(formula.name)
    if not formula.of:
        return pl.lit(isinstance(formula, And))
    parts = [_formula(part) for part in formula.of]
    return pl.all_horizontal(parts) if isinstance(formula, And) else pl.any_horizontal(parts)
