"""The laws of the semantics on generated cases: engines agree; learning never reverses; names and order do not matter.

At least 2,000 cases in every run; 50,000 with `HYPOTHESIS_PROFILE=nightly`.
"""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from habeas.evaluate.compare import EnginesDiffer
from habeas.evaluate.program import Program
from habeas.evaluate.proof import evaluate, walk
from habeas.evaluate.whatif import changed
from habeas.explain.examine import Examiner
from habeas.testing.laws import Laws

GENERATED = 2_000
RULES = ("issue", "duty", "disposition")


@pytest.fixture(scope="module")
def laws(rulebook):
    return Laws(rulebook, tries=max(GENERATED, settings.default.max_examples))


@pytest.fixture(scope="module")
def cases(laws):
    return laws.cases


def test_the_engines_agree(laws):
    laws.engines_agree(examples=False)  # on examples they are compared where these are tested


def test_learning_a_fact_never_reverses_a_settled_verdict(laws):
    laws.learning_never_reverses()


def test_party_names_do_not_matter(laws):
    laws.parties_do_not_matter()


def test_the_order_of_facts_does_not_matter(laws):
    laws.order_does_not_matter()


def test_a_blank_form_establishes_no_issue(laws):
    laws.blank_form_establishes_no_issue()


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


@pytest.fixture(scope="module")
def examiner_to_sabotage(rulebook):
    examiner = Examiner(rulebook)
    if examiner.missing_engine:
        pytest.skip(examiner.missing_engine)
    return examiner, examiner.forward


@given(data=st.data())
def test_a_sabotaged_engine_is_caught(data, examiner_to_sabotage, plan, atoms, cases):
    """Whatever single value the second engine gets wrong, no finding is given, and the error names rule and case."""
    examiner, forward = examiner_to_sabotage
    case = data.draw(cases.any())
    name = data.draw(st.sampled_from(sorted(plan.nodes)))
    right = forward.evaluate(atoms(case))
    wrong = data.draw(st.sampled_from([value for value in (True, False, None) if value is not right[name]]))

    class Saboteur:
        def evaluate(self, truths):
            return {**right, name: wrong}

    examiner.__dict__["forward"] = Saboteur()
    with pytest.raises(EnginesDiffer) as caught:
        examiner.examine(case)
    assert plan.nodes[name].subject in str(caught.value)
    assert case.id in str(caught.value)


def test_code_and_changes_give_what_a_walk_gives(plan):
    """The fast ways to evaluate our law, held against the plain one."""
    random, program = Random(7), Program(plan)
    for _ in range(12):
        values = {name: random.choice((True, False, None)) for name in plan.atoms}
        here = walk(plan, values)
        assert program.values(values, True) == here
        assert program.values(values, False) == walk(plan, values, presume=False)
        for number in (1, 3, 40):
            other = {name: random.choice((True, False, None)) for name in random.sample(list(values), number)}
            there = walk(plan, values | other)
            wanted = {name: value for name, value in there.items() if name in plan.nodes and value is not here[name]}
            assert changed(plan, here, other) == wanted
