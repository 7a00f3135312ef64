"""The proof of a node is the values of its leaves; what is only presumed is told from what is firm."""

from random import Random

import pytest

from habeas.evaluate import proof
from habeas.evaluate.proof import Step, evaluate, node_value, presumed_by, prove, value_of, walk
from habeas.logic.from_rulebook import compile_plan
from habeas.logic.plan import And, Literal, Or, literals

TRUTHS = (True, False, None)


@pytest.fixture(scope="module")
def small(marches):
    return compile_plan(marches)


def drawn(plan, count, seed=1):
    random = Random(seed)
    return [{name: random.choice(TRUTHS) for name in plan.atoms} for _ in range(count)]


def test_each_step_shows_the_leaves_from_which_the_value_follows(small):
    for atoms in drawn(small, 60):
        found = prove(small, atoms)
        assert list(found.steps) == list(small.nodes)
        for name, step in found.steps.items():
            assert step.node is small.nodes[name]
            assert step.value is found.values[name]
            assert step.leaves == tuple(found.values[leaf.name] for leaf in literals(step.node.formula))
            leaves = {leaf.name: value for leaf, value in zip(literals(step.node.formula), step.leaves, strict=True)}
            doubtful = step.node.presumptions and value_of(step.node.formula, leaves) is None
            assert step.presumed == (presumed_by(step.node, found.values) if doubtful else "")
            assert step.value is (True if step.presumed else value_of(step.node.formula, leaves))


def test_what_is_presumed_is_marked_and_what_is_firm_is_not(small):
    marked = set()
    for atoms in drawn(small, 60):
        found = prove(small, atoms)
        assert found.values == walk(small, atoms)
        assert found.firm == walk(small, atoms, presume=False)
        for name in small.nodes:
            rests = found.rests_on_presumption(name)
            assert rests == (found.values[name] is not found.firm[name])
            marked |= {name} if rests else set()
            assert isinstance(found.steps[name], Step)
    assert {"concept:feast", "concept:barred"} < marked
    assert "ground:feast/by-horn" not in marked


def test_the_trigger_of_a_presumption_is_named_only_in_doubt(small):
    seen = set()
    node = small.nodes["concept:feast"]
    for atoms in drawn(small, 200):
        found = prove(small, atoms)
        trigger = found.presumed(node)
        in_doubt = value_of(node.formula, found.values) is None
        assert trigger == (presumed_by(node, found.values) if in_doubt else "")
        assert found.presumed(small.nodes["concept:at-war"]) == ""
        seen.add(trigger)
    assert seen == {"", "trigger:feast-presumed"}


@pytest.mark.parametrize(
    ("trigger", "until", "operates"),
    [(True, False, True), (True, None, True), (True, True, False), (None, False, False), (False, False, False)],
)
def test_a_presumption_operates_from_its_trigger_until_its_end_is_known(small, trigger, until, operates):
    node = small.nodes["concept:feast"]
    values = {"trigger:feast-presumed": trigger, "until:feast-presumed": until}
    assert presumed_by(node, values) == ("trigger:feast-presumed" if operates else "")
    for grounds in TRUTHS:
        leaves = {leaf.name: grounds for leaf in literals(node.formula)}
        wanted = True if grounds is None and operates else value_of(node.formula, leaves)
        assert node_value(node, values | leaves) is wanted
        assert node_value(node, values | leaves, presume=False) is value_of(node.formula, leaves)


A, B = Literal("atom", "a"), Literal("atom", "b")


@pytest.mark.parametrize("a", TRUTHS)
@pytest.mark.parametrize("b", TRUTHS)
def test_kleene_values_of_formulas(a, b):
    values = {"a": a, "b": b}
    order = {False: 0, None: 1, True: 2}
    least, most = sorted((a, b), key=order.__getitem__)
    assert value_of(And((A, B)), values) is least
    assert value_of(Or((A, B)), values) is most
    assert value_of(Literal("atom", "a", positive=False), values) is (None if a is None else not a)
    assert value_of(And((A, Or((A, B)))), values) is a
    assert (value_of(And(()), values), value_of(Or(()), values)) == (True, False)


def test_many_cases_are_computed_by_code_and_the_first_by_walking(small, monkeypatch):
    proof._evaluator.cache_clear()
    made = []
    monkeypatch.setattr(proof, "Program", lambda plan: made.append(plan) or Program(plan))
    from habeas.evaluate.program import Program

    cases = drawn(small, proof._Evaluator.walks + 5)
    for number, atoms in enumerate(cases, start=1):
        presume = number % 2 == 0
        assert evaluate(small, atoms, presume=presume) == walk(small, atoms, presume=presume)
        assert len(made) == (number > proof._Evaluator.walks)
    proof._evaluator.cache_clear()
