"""Changing some atoms and evaluating what reads them gives what evaluating everything gives; so does compiled code."""

from random import Random

import pytest

from habeas.evaluate.program import Program
from habeas.evaluate.proof import walk
from habeas.evaluate.whatif import changed
from habeas.logic.from_rulebook import compile_plan
from habeas.logic.plan import And, Literal, Node, Or, Plan

TRUTHS = (True, False, None)


@pytest.fixture(scope="module")
def small(marches):
    return compile_plan(marches)


def drawn(plan, count):
    random = Random(7)
    return [{name: random.choice(TRUTHS) for name in plan.atoms} for _ in range(count)]


@pytest.mark.parametrize("presume", [True, False])
def test_the_compiled_plan_gives_what_a_walk_gives(small, presume):
    program = Program(small)
    for atoms in drawn(small, 200):
        assert program.values(atoms, presume) == walk(small, atoms, presume=presume)


def plan_of(atoms, formulas):
    nodes = [Node(f"law:{number}", "law", str(number), formula) for number, formula in enumerate(formulas)]
    return Plan("", dict.fromkeys(atoms), {node.name: node for node in nodes}, (tuple(nodes),) if nodes else ())


@pytest.mark.parametrize("atoms", [[], ["a"], ["a", "b"]])
def test_a_plan_may_have_few_atoms_or_none(atoms):
    leaves = tuple(Literal("atom", name) for name in atoms)
    plan = plan_of(atoms, [And(leaves), Or(leaves), *leaves])
    for values in drawn(plan, 12):
        assert Program(plan).values(values, True) == walk(plan, values)
    assert Program(plan_of(atoms, [])).values(dict.fromkeys(atoms, True), True) == dict.fromkeys(atoms, True)


def test_what_changes_is_what_differs_if_all_is_evaluated(small):
    random = Random(11)
    moved = set()
    for values in drawn(small, 120):
        here = walk(small, values)
        for number in (1, 1, 2, 6):
            other = {name: random.choice(TRUTHS) for name in random.sample(list(values), number)}
            there = walk(small, values | other)
            wanted = {name: value for name, value in there.items() if name in small.nodes and value is not here[name]}
            assert changed(small, here, other) == wanted
            moved |= wanted.keys()
    assert {"concept:feast", "issue:guest-kept", "breached:guest-fed-in-time"} <= moved


def test_the_same_answers_change_nothing(small):
    values = drawn(small, 1)[0]
    here = walk(small, values)
    assert changed(small, here, values) == {}
    assert changed(small, here, {}) == {}
