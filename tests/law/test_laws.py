"""The laws of the semantics on generated cases: engines agree; learning never reverses; names and order do not matter."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from habeas.evaluate.compare import EnginesDiffer, differences
from habeas.evaluate.proof import evaluate, prove
from habeas.explain.examine import Examiner
from habeas.testing.strategies import Cases, mirrored, reordered

GENERATED = 2_000
RULES = ("issue", "duty", "disposition")


@pytest.fixture(scope="module")
def cases(rulebook):
    return Cases(rulebook)


def test_engines_agree_on_generated_cases(cases, engines):
    drawn = []

    @settings(max_examples=GENERATED, database=None)
    @given(cases.any())
    def draw(case):
        drawn.append(case)

    draw()
    assert len(drawn) >= GENERATED
    by_proof = engines["proof"](drawn)
    for name, engine in engines.items():
        for case, left, right in zip(drawn, by_proof, engine(drawn), strict=True):
            assert differences(left, right) == [], (name, case)


def test_generated_cases_reach_the_rules(cases, plan, atoms):
    """The law tests mean something only if the generated cases decide rules both ways."""
    reached = {True: set(), False: set(), None: set()}

    @settings(max_examples=GENERATED, database=None)
    @given(cases.any())
    def draw(case):
        for name, value in evaluate(plan, atoms(case)).items():
            if name in plan.nodes and plan.nodes[name].kind in RULES:
                reached[value].add(name)

    draw()
    rules = [name for name, node in plan.nodes.items() if node.kind in RULES]
    for value in reached:
        assert len(reached[value]) > len(rules) / 2, value


def test_learning_a_fact_never_reverses_a_settled_verdict(cases, plan, atoms):
    @settings(max_examples=GENERATED, database=None)
    @given(cases.refined())
    def check(pair):
        before, after = (prove(plan, atoms(case)) for case in pair)
        for name in plan.nodes:
            settled = before.values[name]
            if settled is not None and not before.rests_on_presumption(name):
                # Once settled firmly, the value stays; a presumption may at most add to what is open.
                assert after.values[name] is settled, name

    check()


def test_party_names_do_not_matter(cases, plan, atoms):
    @settings(max_examples=GENERATED, database=None)
    @given(cases.any())
    def check(case):
        left, right = evaluate(plan, atoms(case)), evaluate(plan, atoms(mirrored(case)))
        assert differences(left, right) == []

    check()


def test_the_order_of_facts_does_not_matter(cases, plan, atoms):
    @settings(max_examples=GENERATED, database=None)
    @given(cases.any())
    def check(case):
        assert differences(evaluate(plan, atoms(case)), evaluate(plan, atoms(reordered(case)))) == []

    check()


@given(data=st.data())
def test_a_sabotaged_engine_is_caught(data, rulebook, plan, atoms, cases):
    """Whatever single value the second engine gets wrong, no finding is given, and the error names rule and case."""
    examiner = Examiner(rulebook)
    if examiner.missing_engine:
        pytest.skip(examiner.missing_engine)
    case = data.draw(cases.any())
    name = data.draw(st.sampled_from(sorted(plan.nodes)))
    right = examiner.forward.evaluate(atoms(case))
    wrong = data.draw(st.sampled_from([value for value in (True, False, None) if value is not right[name]]))

    class Saboteur:
        def evaluate(self, truths):
            return {**right, name: wrong}

    examiner.__dict__["forward"] = Saboteur()
    with pytest.raises(EnginesDiffer) as caught:
        examiner.examine(case)
    assert plan.nodes[name].subject in str(caught.value)
    assert case.id in str(caught.value)
