"""The engines compute the same function: on random plans, by comparison with a naive evaluator and with each other."""

import random
from collections.abc import Mapping

import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from habeas.evaluate import proof
from habeas.evaluate.columns import evaluate_columns
from habeas.evaluate.compare import EnginesDiffer, differences, require_agreement
from habeas.evaluate.forward import ForwardEngine, available
from habeas.logic.plan import And, Formula, Literal, Node, Or, Plan
from habeas.logic.truth import Truth, conjunction, disjunction, negation
from habeas.rulebook.conditions import Answer

Values = dict[str, Truth]


def naive(plan: Plan, atoms: Mapping[str, Truth]) -> Values:
    """The definition, word for word."""
    values: Values = {}
    for stratum in plan.strata:
        for node in stratum:
            value = formula_value(node.formula, atoms, values)
            presumed = any(
                values[trigger] is True and values[until] is not True for trigger, until in node.presumptions
            )
            values[node.name] = True if value is None and presumed else value
    return values


def formula_value(formula: Formula, atoms: Mapping[str, Truth], nodes: Mapping[str, Truth]) -> Truth:
    if isinstance(formula, Literal):
        value = (atoms if formula.kind == "atom" else nodes)[formula.name]
        return value if formula.positive else negation(value)
    parts = [formula_value(part, atoms, nodes) for part in formula.of]
    return conjunction(parts) if isinstance(formula, And) else disjunction(parts)


class PlanMaker:
    """Random plans: `choose` gives a number below its argument."""

    def __init__(self, choose: random.Random, atoms: int, width: int) -> None:
        self.random, self.width = choose, width
        self.atoms = [f"a {number}" for number in range(atoms)]
        self.below: list[str] = []

    def plan(self, strata: int, each: int) -> Plan:
        levels = []
        for level in range(strata):
            levels.append(tuple(self.node(f"n {level}.{number}") for number in range(each)))
            self.below += [node.name for node in levels[-1]]
        nodes = {node.name: node for level in levels for node in level}
        return Plan("", {name: Answer(fact=name) for name in self.atoms}, nodes, tuple(levels))

    def node(self, name: str) -> Node:
        presumptions: list[tuple[str, str]] = []
        if self.below and self.random.random() < 0.3:
            presumptions = [self.pair() for _ in range(self.random.choice([1, 1, 2, 3, 7]))]
        return Node(name, "concept", f"rule {name}", self.formula(3), presumptions=tuple(presumptions))

    def pair(self) -> tuple[str, str]:
        return self.random.choice(self.below), self.random.choice(self.below)

    def formula(self, depth: int) -> Formula:
        if depth == 0 or self.random.random() < 0.4:
            return self.literal()
        wide = self.random.random() < 0.05
        width = self.width if wide else self.random.choice([0, 1, 2, 2, 3, 3, 4, 5])
        parts = tuple(self.formula(depth - 1) for _ in range(width))
        return And(parts) if self.random.random() < 0.5 else Or(parts)

    def literal(self) -> Literal:
        positive = self.random.random() < 0.6
        if self.below and self.random.random() < 0.5:
            return Literal("node", self.random.choice(self.below), positive)
        return Literal("atom", self.random.choice(self.atoms), positive)


def random_case(choose: random.Random, plan: Plan) -> Values:
    unknown, yes = choose.choice([0.0, 0.05, 0.3, 0.7, 1.0]), choose.choice([0.0, 0.2, 0.5, 0.8, 1.0])
    return {name: None if choose.random() < unknown else choose.random() < yes for name in plan.atoms}


def in_columns(plan: Plan, cases: list[Values]) -> list[Values]:
    schema = dict.fromkeys(plan.atoms, pl.Boolean)
    frame = evaluate_columns(plan, pl.DataFrame(cases, schema=schema, orient="row"))
    return frame.to_dicts()


def agree(plan: Plan, cases: list[Values]) -> None:
    columns = in_columns(plan, cases)
    forward = ForwardEngine(plan) if available() else None
    for number, case in enumerate(cases):
        expected = naive(plan, case)
        answers = {"naive": expected, "proof": proof.evaluate(plan, case), "columns": columns[number]}
        if forward:
            answers["durable_rules"] = forward.evaluate(case)
            assert answers["durable_rules"].keys() == plan.nodes.keys()
        require_agreement(plan, f"case {number}", answers)
        assert columns[number] == expected


# Random plans do not shrink to anything readable, so the first one that fails is shown at once.
@settings(max_examples=80, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.randoms(use_true_random=False), st.integers(1, 8), st.integers(1, 4), st.integers(1, 6))
def test_engines_agree_on_small_plans(choose: random.Random, atoms: int, strata: int, each: int) -> None:
    plan = PlanMaker(choose, atoms, 20).plan(strata, each)
    agree(plan, [random_case(choose, plan) for _ in range(12)])


@pytest.mark.parametrize("seed", range(2))
def test_engines_agree_on_plans_of_a_thousand_nodes(seed: int) -> None:
    choose = random.Random(seed)
    plan = PlanMaker(choose, 500, 40).plan(12, 84)
    agree(plan, [random_case(choose, plan) for _ in range(10)])


@pytest.fixture(scope="module")
def example() -> tuple[Plan, Values, Values]:
    choose = random.Random(4)
    plan = PlanMaker(choose, 20, 4).plan(4, 10)
    case = random_case(choose, plan)
    return plan, case, naive(plan, case)


@pytest.mark.parametrize("position", [0, 17, 39])
@pytest.mark.parametrize("change", [1, 2])
def test_a_value_changed_in_one_engine_is_noticed(
    example: tuple[Plan, Values, Values], position: int, change: int
) -> None:
    plan, case, values = example
    name = list(plan.nodes)[position]
    ring: list[Truth] = [True, False, None]
    wrong = values | {name: ring[(ring.index(values[name]) + change) % 3]}
    assert differences(values, wrong) == differences(wrong, values) == [name]
    with pytest.raises(EnginesDiffer) as caught:
        require_agreement(plan, "case-7", {"proof": case | values, "columns": values, "durable_rules": wrong})
    assert [item.node for item in caught.value.differences] == [name]
    assert caught.value.case == "case-7"
    for part in ("Case case-7", f"{name} (rule rule {name})", "proof says", "durable_rules says"):
        assert part in str(caught.value)


def test_a_missing_value_is_a_difference(example: tuple[Plan, Values, Values]) -> None:
    plan, _, values = example
    name = next(iter(values))
    fewer = {other: value for other, value in values.items() if other != name}
    assert differences(values, fewer) == differences(fewer, values) == [name]
    for answers in ({"proof": values, "columns": fewer}, {"proof": fewer, "columns": values}, {"proof": fewer}):
        with pytest.raises(EnginesDiffer, match="missing"):
            require_agreement(plan, "x", answers)


def test_agreement_is_silent(example: tuple[Plan, Values, Values]) -> None:
    plan, case, values = example
    require_agreement(plan, "x", {"proof": case | values, "columns": values})
    assert differences(values, dict(values)) == []
