"""The column engine: nulls as unknown, presumptions, Arrow in and out."""

from itertools import product

import polars as pl
import pytest

from habeas.evaluate.columns import OPTIMIZATIONS, ColumnsError, evaluate_batch, evaluate_columns
from habeas.logic.plan import And, Formula, Literal, Node, Or, Plan
from habeas.logic.truth import Truth
from habeas.rulebook.conditions import Answer
from habeas.rulebook.model import Fact, Place, Rulebook


def plan_of(atoms: list[str], *nodes: Node) -> Plan:
    """Each node is a stratum of its own."""
    named = {name: Answer(fact=name) for name in atoms}
    return Plan("", named, {node.name: node for node in nodes}, tuple((node,) for node in nodes))


def atom(name: str, positive: bool = True) -> Literal:
    return Literal("atom", name, positive)


TABLE = {"y": [True] * 3, "n": [False] * 3, "u": [None] * 3, "v": [True, False, None]}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (And(()), [True, True, True]),
        (Or(()), [False, False, False]),
        (And((atom("v"), atom("u"))), [None, False, None]),
        (Or((atom("v"), atom("u"))), [True, None, None]),
        (And((atom("v"), atom("y"))), [True, False, None]),
        (Or((atom("v"), atom("n"))), [True, False, None]),
        (atom("v", False), [False, True, None]),
        (Or((And((atom("v", False), atom("y"))), And((atom("v"), atom("u"))))), [None, True, None]),
    ],
)
@pytest.mark.parametrize("lazy", [False, True])
def test_null_is_unknown(formula: Formula, expected: list[Truth], lazy: bool) -> None:
    plan = plan_of(list(TABLE), Node("n 1", "issue", "", formula))
    table = pl.DataFrame({**TABLE, "other": ["x"] * 3})
    found = (
        evaluate_columns(plan, table.lazy()).collect(optimizations=OPTIMIZATIONS)
        if lazy
        else evaluate_columns(plan, table)
    )
    assert found.to_dict(as_series=False) == {"n 1": expected}


def test_a_concept_in_doubt_is_presumed() -> None:
    truths: tuple[Truth, ...] = (True, False, None)
    rows = list(product(truths, repeat=3))
    names = ["fact", "raised", "ended"]
    nodes = [Node(f"node {name}", "trigger", name, atom(name)) for name in names]
    pair = (("node raised", "node ended"),)
    nodes.append(Node("concept", "concept", "", Literal("node", "node fact"), presumptions=pair))
    plan = plan_of(names, *nodes)
    found = evaluate_columns(plan, pl.DataFrame(rows, schema=dict.fromkeys(names, pl.Boolean), orient="row"))["concept"]
    for (known, raised, ended), value in zip(rows, found, strict=True):
        assert value is (known if known is not None else (True if raised is True and ended is not True else None))


def test_atoms_that_do_not_fit_the_plan_are_refused() -> None:
    plan = plan_of(["yes"], Node("n", "issue", "", atom("yes")))
    with pytest.raises(ColumnsError, match="Atom yes: no such column"):
        evaluate_columns(plan, pl.DataFrame({"no": [True]}))
    with pytest.raises(ColumnsError, match="Atom yes: the column is String"):
        evaluate_columns(plan, pl.DataFrame({"yes": ["yes"]}))


def test_arrow_in_arrow_out() -> None:
    pyarrow = pytest.importorskip("pyarrow")
    plan = plan_of(["yes"], Node("issue:n", "issue", "n", atom("yes", False)))
    fact = Fact(key="yes", type="yes-no", question="?", place=Place(file="x.md", line=1))
    rulebook = Rulebook.model_construct(
        name="test", facts={"yes": fact}, positions={}, instruments={}, participation=()
    )
    batch = pyarrow.RecordBatch.from_pydict({"case": ["a", "b", "c"], "yes": [True, False, None]})
    found = evaluate_batch(rulebook, plan, batch)
    assert isinstance(found, pyarrow.RecordBatch)
    assert found.to_pydict() == {"case": ["a", "b", "c"], "issue:n": [False, True, None]}
    assert evaluate_batch(rulebook, plan, batch.slice(0, 0)).num_rows == 0
    with pytest.raises(ColumnsError, match="no fact of the rulebook"):
        evaluate_batch(rulebook, plan, batch.rename_columns(["case", "nothing"]))
