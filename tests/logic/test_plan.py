"""A plan says what the rules say: every node has the value that a plain reading of the rulebook gives."""

import doctest
import importlib.util
import itertools
from pathlib import Path
from random import Random

import pytest

from habeas.evaluate.proof import walk
from habeas.logic import truth
from habeas.logic.from_rulebook import compile_part, compile_plan
from habeas.logic.plan import And, Literal, Or, literals
from habeas.rulebook.conditions import All, AnyOf, Binds, Constant, Holds, Not, Reading, leaves

HERE = Path(__file__).parent
_spec = importlib.util.spec_from_file_location("reference", HERE / "reference.py")
_module = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_module)
Reference = _module.Reference
TRUTHS = (True, False, None)


def drawn(plan, number, shares=(1, 1, 1)):
    random = Random(number)
    return {name: random.choices(TRUTHS, shares)[0] for name in plan.atoms}


@pytest.mark.parametrize("presume", [True, False])
@pytest.mark.parametrize("shares", [(1, 1, 1), (6, 1, 1), (1, 6, 1), (1, 1, 6)])
def test_a_small_plan_says_what_its_rules_say(marches, presume, shares):
    plan = compile_plan(marches)
    for number in range(300):
        atoms = drawn(plan, number, shares)
        wanted = Reference(marches, atoms, presume).values()
        found = walk(plan, atoms, presume=presume)
        assert {name: found[name] for name in plan.nodes} == wanted


@pytest.mark.parametrize("shares", [(1, 1, 1), (8, 1, 1), (1, 8, 1), (1, 1, 8)])
def test_the_plan_of_our_law_says_what_its_rules_say(rulebook, plan, shares):
    for number in range(4):
        atoms = drawn(plan, number, shares)
        found = walk(plan, atoms)
        assert {name: found[name] for name in plan.nodes} == Reference(rulebook, atoms).values()


def test_a_node_stands_one_stratum_above_the_highest_that_it_reads(plan):
    stratum = {node.name: number for number, level in enumerate(plan.strata) for node in level}
    assert stratum.keys() == plan.nodes.keys()
    for node in plan.nodes.values():
        names = [leaf.name for leaf in literals(node.formula) if leaf.kind == "node"]
        names += [name for pair in node.presumptions for name in pair]
        assert node.stratum == stratum[node.name] == 1 + max((stratum[name] for name in names), default=-1)
    assert list(plan.nodes) == [node.name for level in plan.strata for node in level]


def test_a_node_knows_of_what_it_is_made(marches):
    """The explanation of a verdict is read from these parts."""
    plan = compile_plan(marches)
    kept = plan.nodes["issue:guest-kept"]
    assert (kept.kind, kept.subject) == ("issue", "guest-kept")
    assert kept.sources == ("binds:TM",)
    assert kept.exceptions == ("exception:snow",)
    assert kept.when == And(
        (
            Literal("atom", "guest.role is smith"),
            Literal("atom", "days from guest.came_on to as-of > 3"),
            Literal("atom", "guest.wishes_to_stay", positive=False),
        )
    )
    assert kept.formula == And(
        (*kept.when.of, Literal("node", "binds:TM"), Literal("node", "exception:snow", positive=False))
    )
    feast = plan.nodes["concept:feast"]
    assert feast.presumptions == (("trigger:feast-presumed", "until:feast-presumed"),)
    assert feast.when == Or((Literal("node", "ground:feast/by-horn"), Literal("node", "ground:feast/by-song")))
    assert plan.nodes["aggravation:guest-kept"].sources == ("binds:CM",)
    assert plan.nodes["ground:feast/by-horn"].sources == ("binds:TM 1",)
    barred = plan.nodes["ground:barred/twice"]
    assert barred.exceptions == ("exception:open-gate",)
    assert plan.nodes["ground:at-war"].exceptions == ()
    assert plan.nodes["concept:at-war"].exceptions == ("exception:truce",)
    assert plan.rulebook_hash == marches.hash


def test_a_node_is_named_by_its_kind_and_its_subject(marches):
    plan = compile_plan(marches, {"x": Constant()})
    assert {(node.kind, node.subject) for node in plan.nodes.values()} == {
        (name.partition(":")[0], name.partition(":")[2]) for name in plan.nodes
    }
    assert len({node.kind for node in plan.nodes.values()}) == 13


def test_sources_of_one_instrument_are_asked_once(marches):
    node = compile_plan(marches).nodes["issue:barred-twice"]
    assert node.sources == ("binds:CM", "binds:TM 1", "binds:TM")
    asked = [leaf.name for leaf in literals(node.formula) if leaf.name.startswith("binds:")]
    assert asked == ["binds:TM", "binds:CM", "binds:TM 1", "binds:TM"]


def test_questions_know_when_they_have_a_point(marches):
    plan = compile_plan(marches)
    assert plan.asks == {"bar.height": Literal("atom", "bar.shut")}


def test_a_law_is_a_node_that_nothing_reads(marches):
    plan = compile_plan(marches, {"no-feast-in-war": Not(of=All(of=(Holds(concept="feast"), Holds(concept="at-war"))))})
    node = plan.nodes["law:no-feast-in-war"]
    assert node.kind == "law"
    assert node.formula == Or(
        (Literal("node", "concept:feast", positive=False), Literal("node", "concept:at-war", positive=False))
    )
    assert plan.nodes.keys() - compile_plan(marches).nodes.keys() == {"law:no-feast-in-war"}


def test_a_part_has_its_own_nodes_with_the_exceptions_of_the_whole(marches):
    part = marches.model_copy(
        update={
            "issues": {"guest-kept": marches.issues["guest-kept"]},
            **{key: {} for key in ("concepts", "presumptions", "exceptions", "duties", "dispositions")},
        }
    )
    nodes, atoms = compile_part(marches, part)
    whole = compile_plan(marches)
    kept = {name for name in nodes if not name.startswith("binds:")}
    assert kept == {"issue:guest-kept", "aggravation:guest-kept"}
    assert nodes["issue:guest-kept"].formula == whole.nodes["issue:guest-kept"].formula
    assert atoms == {name: whole.atoms[name] for name in atoms}
    assert "guest.role is smith" in atoms


def test_the_atoms_are_those_that_the_rules_name(marches):
    plan = compile_plan(marches)
    issue = marches.issues["barred-twice"]
    named = {f"position.{leaf.position} is {leaf.reading}" for leaf in leaves(issue.when) if isinstance(leaf, Reading)}
    assert named == {"position.how-a-gate-is-shut is barred"}
    assert named <= plan.atoms.keys()
    assert plan.atoms["bar.height > 2"].fact == "bar.height"


@pytest.mark.parametrize(
    ("condition", "formula"),
    [
        (Constant(value=True), And(())),
        (Constant(value=False), Or(())),
        (Not(of=Constant(value=False)), And(())),
        (Not(of=Constant(value=True)), Or(())),
        (All(of=()), And(())),
        (AnyOf(of=()), Or(())),
        (Not(of=Not(of=Holds(concept="feast"))), Literal("node", "concept:feast")),
        (Binds(instrument="TM"), Literal("node", "binds:TM")),
        (Binds(instrument="TM", article="1"), Literal("node", "binds:TM 1")),
        (Not(of=Binds(instrument="TM", article="2")), Literal("node", "binds:TM", positive=False)),
        (All(of=(AnyOf(of=(Holds(concept="feast"),)),)), Literal("node", "concept:feast")),
        (
            Not(of=AnyOf(of=(Holds(concept="feast"), AnyOf(of=(Holds(concept="at-war"), Holds(concept="barred")))))),
            And(tuple(Literal("node", f"concept:{name}", positive=False) for name in ("feast", "at-war", "barred"))),
        ),
    ],
)
def test_negation_goes_to_the_leaves_and_nested_lists_are_one(marches, condition, formula):
    assert compile_plan(marches, {"x": condition}).nodes["law:x"].formula == formula


def test_kleene_logic():
    for values in itertools.chain.from_iterable(itertools.product(TRUTHS, repeat=n) for n in range(4)):
        assert truth.conjunction(iter(values)) is _module.kleene_all(values)
        assert truth.disjunction(iter(values)) is _module.kleene_any(values)
    assert [truth.negation(value) for value in TRUTHS] == [False, True, None]
    assert doctest.testmod(truth).failed == 0
