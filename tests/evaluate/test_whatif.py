"""Changing some atoms and evaluating what reads them gives what evaluating everything gives; so does compiled code."""

from random import Random

import pytest

from habeas.evaluate.examples import case_of
from habeas.evaluate.program import Program
from habeas.evaluate.proof import walk
from habeas.evaluate.whatif import changed

TRUTHS = (True, False, None)


@pytest.fixture(scope="module")
def given(rulebook, atoms):
    """Atoms of some examples, and some that are drawn."""
    random = Random(7)
    told = [atoms(case_of(example, rulebook)) for example in rulebook.examples[::60]]
    drawn = [{name: random.choice(TRUTHS) for name in told[0]} for _ in range(12)]
    return told + drawn


@pytest.mark.parametrize("presume", [True, False])
def test_the_compiled_plan_gives_what_a_walk_gives(plan, given, presume):
    program = Program(plan)
    for values in given:
        assert program.values(values, presume) == walk(plan, values, presume=presume)


def test_what_changes_is_what_differs_if_all_is_evaluated(plan, given):
    random = Random(11)
    for values in given:
        here = walk(plan, values)
        for number in (1, 1, 3, 40):
            other = {name: random.choice(TRUTHS) for name in random.sample(list(values), number)}
            there = walk(plan, values | other)
            wanted = {name: value for name, value in there.items() if name in plan.nodes and value is not here[name]}
            assert changed(plan, here, other) == wanted


def test_the_same_answers_change_nothing(plan, given):
    here = walk(plan, given[0])
    assert changed(plan, here, given[0]) == {}
