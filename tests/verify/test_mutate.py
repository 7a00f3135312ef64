"""Mutants are what they say; what expects otherwise notices them, and nothing else; missing examples are found."""

import json
import re
import shutil
import subprocess
import sys
from random import Random

import pytest

from habeas.evaluate.atoms import compile_atoms
from habeas.evaluate.expect import mismatches
from habeas.evaluate.proof import evaluate
from habeas.logic.from_rulebook import compile_plan
from habeas.report.mutation import mutation_data, mutation_text, survivor_notes
from habeas.rulebook import conditions
from habeas.rulebook.conditions import All, AnyOf, Constant, DateTest, Holds, Not, NumberTest, OneOf, Point
from habeas.verify.evidence import gather
from habeas.verify.mutants import OPERATORS, mutants
from habeas.verify.mutate import Laboratory
from habeas.verify.score import Tally, mutate
from habeas.verify.table import Network, columns, packed, truth_at
from habeas.verify.trees import changes, with_limit, words

A, B, C = (Holds(concept=name) for name in "abc")
ADULT = conditions.Test(of=NumberTest(fact="age", comparison=">=", amount=18))


def changed(condition):
    return [(change.operator, words(change.condition)) for change in changes(condition)]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (A, [("drop condition", "always"), ("negate condition", "not a")]),
        (Constant(), []),
        (Not(of=A), [("drop condition", "always"), ("negate condition", "not not a")]),
        (
            All(of=(A, AnyOf(of=(B, C)))),
            [
                ("swap all and any", "any: [a, any: [b, c]]"),
                ("drop condition", "all: [any: [b, c]]"),
                ("negate condition", "all: [not a, any: [b, c]]"),
                ("drop condition", "all: [a]"),
                ("swap all and any", "all: [a, all: [b, c]]"),
                ("drop condition", "all: [a, any: [c]]"),
                ("negate condition", "all: [a, any: [not b, c]]"),
                ("drop condition", "all: [a, any: [b]]"),
                ("negate condition", "all: [a, any: [b, not c]]"),
            ],
        ),
        (
            ADULT,
            [
                ("drop condition", "always"),
                ("negate condition", "not age >= 18"),
                ("move limit", "age >= 17"),
                ("move limit", "age >= 19"),
            ],
        ),
        (
            conditions.Test(of=OneOf(fact="role", values=("x", "y"))),
            [
                ("drop condition", "always"),
                ("negate condition", "not role in [x, y]"),
                ("drop condition", "role is y"),
                ("drop condition", "role is x"),
            ],
        ),
        (
            conditions.Test(of=DateTest(left=Point(kind="fact", value="d"), comparison="<", right=Point(kind="as-of"))),
            [("drop condition", "always"), ("negate condition", "not d < as-of"), ("move limit", "d <= as-of")],
        ),
    ],
)
def test_the_changes_of_a_condition(condition, expected):
    assert changed(condition) == expected


def test_a_limit_that_stands_several_times_is_moved_everywhere(marches):
    duty = marches().duties["guest-fed-in-time"]
    moved = with_limit(duty.breached, 2, 1)
    assert words(moved) == words(duty.breached).replace("> 2", "> 3")
    assert with_limit(duty.breached, 5, 1) == duty.breached


def test_packed_values_read_back():
    truths = [True, False, None, None, True]
    assert [truth_at(packed(truths), number) for number in range(5)] == truths


def test_every_operator_has_its_mutants(marches):
    book = marches("binding: [CM 1]\n```\n```duty", 'binding: [CM 1, "TM 2(1)"]\n```\n```duty')
    assert {mutant.operator for mutant in mutants(book)} == set(OPERATORS)


def test_every_mutant_changes_one_entry_of_the_rulebook(marches):
    book = marches()
    for mutant in mutants(book):
        mutated = mutant.applied(book)
        table, original = getattr(mutated, mutant.table), getattr(book, mutant.table)
        assert [key for key in original if table[key] != original[key]] == [mutant.key]
        assert mutated.model_copy(update={mutant.table: original}) == book


def test_the_mutants_of_a_rule_are_these(marches):
    said = [(m.operator, m.text) for m in mutants(marches()) if m.rule in ("snow", "length-of-feast", "guest-leaves")]
    assert said == [
        ("flip default", "seven-days instead of three-days"),
        ("drop condition", "without horn.cracked"),
        ("negate condition", "the opposite of horn.cracked"),
        ("change source", "TM 1 instead of CM 1"),
        ("drop exception", "left out"),
        ("drop condition", "without position.length-of-feast is three-days"),
        ("negate condition", "the opposite of position.length-of-feast is three-days"),
        ("change source", "TM 1 instead of CM 1"),
        ("swap verdict", "release is prohibited instead of permitted"),
    ]


def test_values_of_many_cases_at_once_are_those_of_the_engine(rulebook, plan, atoms):
    cases = [item.case for item in gather(rulebook)[0][::25]]
    rows = [atoms(case) for case in cases]
    values = Network(plan).values(columns(rows, plan.atoms), len(cases))
    for number, row in enumerate(rows):
        single = evaluate(plan, row)
        assert {name: truth_at(bits, number) for name, bits in values.items()} == single


def test_a_mutant_does_to_the_cases_what_its_rulebook_does(rulebook):
    """Changing nodes of a plan in place gives what compiling and evaluating the mutated rulebook gives."""
    laboratory = Laboratory(rulebook, gather(rulebook)[0][::80])
    made = list(mutants(rulebook))
    for mutant in Random(3).sample(made, 8):
        effect = laboratory.effect(mutant)
        found = laboratory.sample.changed(effect)
        try:
            plan = compile_plan(effect.rulebook)
        except ValueError:  # the change makes a cycle
            assert not list(laboratory.effects([mutant]))
            continue
        atoms = compile_atoms(plan, effect.rulebook)
        for number, case in enumerate(laboratory.cases):
            values = evaluate(plan, atoms(case))
            for name in plan.nodes:
                bits = found.get(name) or laboratory.values[name]
                assert truth_at(bits, number) is values[name], (mutant.rule, mutant.text, name)


def test_a_mutant_is_noticed_exactly_if_its_rulebook_fails_an_example(marches):
    book = marches()
    evidence = gather(book)[0]
    laboratory = Laboratory(book, evidence)
    judged = {id(mutant): laboratory.judge(mutant, effect) for mutant, effect in laboratory.effects(mutants(book))}
    assert len(judged) > 40
    for verdict in judged.values():
        mutated = verdict.mutant.applied(book)
        plan = compile_plan(mutated)
        atoms = compile_atoms(plan, mutated)
        failing = [e.title for e in evidence if mismatches(e.expect, mutated, evaluate(plan, atoms(e.case)))]
        assert verdict.noticed_by == (failing[0] if failing else ""), verdict.mutant.text


def fates(book):
    result = mutate(book, gather(book)[0])
    return {(item.mutant.rule, item.mutant.text): item for item in result.survivors}


def test_an_example_that_expects_nothing_notices_nothing(marches):
    noticed = mutate(marches(), gather(marches())[0]).total.noticed
    weak = marches("expect: {excluded: [guest-kept]}", "expect: {}")
    found = fates(weak)
    assert mutate(weak, gather(weak)[0]).total.noticed < noticed
    survivor = found["guest-kept", "days from guest.came_on to as-of > 2 instead of 3"]
    assert survivor.fate == "expect-more"
    assert survivor.evidence.title == "The smith came lately"
    assert survivor.telling.expectation == ("excluded", "guest-kept", "excluded")


def test_the_missing_example_is_found_and_notices_when_pasted(marches):
    """Every block that is printed reads as an example, holds by the law, and catches the mutants it is printed for."""
    book = marches()
    survivors = [item for item in mutate(book, gather(book)[0]).survivors if item.fate == "new-example"]
    assert len(survivors) > 5
    ((_, notes),) = survivor_notes(mutate(book, gather(book)[0]))
    blocks = re.findall(r"^```example\n.*?^```$", notes, re.M | re.S)
    assert blocks
    better = marches(added="\n" + "\n".join(blocks) + "\n")
    result = mutate(better, gather(better)[0])
    assert result.failing == ()
    left = {(item.mutant.rule, item.mutant.text) for item in result.survivors}
    assert not left & {(item.mutant.rule, item.mutant.text) for item in survivors}


def test_what_is_found_changes_no_more_of_an_example_than_it_needs(marches):
    found = fates(marches())["guest-kept", "without not guest.wishes_to_stay"].found
    assert set(found.edit) == {"guest.wishes_to_stay"}
    assert found.case.title.startswith(found.base.title)
    assert found.telling.expectation == ("excluded", "guest-kept", "excluded")
    ((_, notes),) = survivor_notes(mutate(marches(), gather(marches())[0]))
    assert f"like: {found.base.title}" in notes


def test_a_mutant_that_says_the_same_is_not_told_apart(marches):
    book = marches(
        "when: horn.cracked\nbinding", "when: {all: [horn.cracked, {any: [horn.cracked, horn.blown]}]}\nbinding"
    )
    assert fates(book)["snow", "without any: [horn.cracked, horn.blown]"].fate == "alike"


def test_what_no_case_tells_apart_is_proved_or_told_apart_by_the_solver(marches):
    pytest.importorskip("z3")
    same = "when: {all: [horn.cracked, {any: [horn.cracked, horn.blown]}]}\nbinding"
    book = marches("when: horn.cracked\nbinding", same)
    result = mutate(book, gather(book)[0], search=False, prove=True)
    found = {(item.mutant.rule, item.mutant.text): item for item in result.survivors}
    assert found["snow", "without any: [horn.cracked, horn.blown]"].fate == "same"
    # Only formulas can be asked of the solver, and only of comparisons that the law makes.
    assert found["guest-fed-in-time", "procedural instead of breach"].fate == "alike"
    assert found["guest-fed-in-time", "3 days instead of 2"].fate == "alike"
    shown = found["feast/by-song", "guest.role without the value child"]
    assert shown.fate == "new-example"
    # The solver may choose any case that tells them apart: what is fixed is the rule that the example must name.
    assert shown.found.telling.expectation[1] == "feast/by-song"
    assert {"guest.role"} <= set(shown.found.case.facts) <= {"guest.role", "guest.fed"}
    assert mutate(book, gather(book)[0], prove=True).total.same >= 1


def test_an_example_that_fails_by_itself_is_left_out_and_named(marches):
    book = marches("expect: {excluded: [guest-kept]}", "expect: {established: [guest-kept]}")
    result = mutate(book, gather(book)[0], search=False)
    assert result.evidence == 2
    assert [text.partition(": ")[2] for text in result.failing] == ["The smith came lately"]
    assert "does not come out as it expects" in mutation_text(result)


def test_tallies_add_up_and_alike_does_not_count_against_the_score(marches):
    total = mutate(marches(), gather(marches())[0])
    assert total.total.made == len(list(mutants(marches())))
    assert total.total.noticed + len(total.survivors) == total.total.made
    for place in ("chapter", "operator"):
        assert sum(total.by(place).values(), Tally()) == total.total
    assert Tally(10, 6, 2).score == 0.75
    assert Tally(10, 6, 2).strict == 0.6
    assert Tally(10, 6, 0, 2).score == Tally(10, 6, 0, 2).strict == 0.75


def test_operators_can_be_left_out_and_chapters_chosen(marches):
    book = marches()
    evidence = gather(book)[0]
    result = mutate(book, evidence, without=("lower severity",), search=False)
    assert "lower severity" not in result.by("operator")
    assert mutate(book, evidence, chapter="other", search=False).total.made == 0
    assert set(mutate(book, evidence, chapter="march", search=False).by("chapter")) == {"marches.md"}


def test_the_data_names_each_survivor_and_what_would_notice_it(marches):
    data = json.loads(json.dumps(mutation_data(mutate(marches(), gather(marches())[0]))))
    assert data["format"] == "mutation.v1"
    assert data["total"]["made"] - data["total"]["noticed"] == len(data["survivors"])
    for survivor in data["survivors"]:
        assert ("example" in survivor, "case" in survivor) == {
            "expect-more": (True, False),
            "new-example": (False, True),
            "alike": (False, False),
            "same": (False, False),
        }[survivor["fate"]]


def habeas(*arguments):
    command = [sys.executable, "-m", "habeas", "rules", "mutate", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_the_command(marches_folder, tmp_path):
    done = habeas("--rulebook", marches_folder, "--fail-under", "99", "--notes", tmp_path / "notes")
    assert done.returncode == 1, done.stderr
    assert "marches.md" in done.stdout
    assert "The score is below 99 %" in done.stderr
    assert "```example" in (tmp_path / "notes" / "marches.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--without", "drop everything"], "drop everything is none of"),
        (["--only", "no-such-chapter"], "No rule stands in a file whose path begins with no-such-chapter"),
        (["--cases", "no-such-folder"], "no file or folder no-such-folder"),
    ],
)
def test_bad_input_is_named(marches_folder, arguments, said):
    done = habeas("--rulebook", marches_folder, *arguments)
    assert done.returncode == 2
    assert said in re.sub(r"[\s│]+", " ", done.stderr)
    assert "Traceback" not in done.stderr


def test_without_examples_there_is_no_score(marches_folder, tmp_path):
    folder = tmp_path / "bare"
    shutil.copytree(marches_folder, folder)
    chapter = folder / "marches.md"
    chapter.write_text(chapter.read_text(encoding="utf-8").partition("```example")[0], encoding="utf-8")
    done = habeas("--rulebook", folder)
    assert done.returncode == 2
    assert "There is no example and no case" in done.stderr
