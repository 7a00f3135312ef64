"""What an example expects, and what is said if it comes out otherwise."""

import pytest

from habeas.evaluate.atoms import compile_atoms
from habeas.evaluate.examples import case_of, failing_examples
from habeas.evaluate.expect import mismatches
from habeas.evaluate.proof import evaluate
from habeas.logic.from_rulebook import compile_plan

VALUES = {
    "issue:guest-kept": True,
    "aggravation:guest-kept": False,
    "issue:barred-at-all": None,
    "issue:barred-twice": False,
    "concept:feast": True,
    "duty:guest-fed-in-time": True,
    "met:guest-fed-in-time": False,
    "breached:guest-fed-in-time": True,
    "disposition:guest-leaves": True,
}


@pytest.mark.parametrize(
    "expect",
    [
        {},
        {"established": ["guest-kept", "feast", "guest-leaves"]},
        {"established": "guest-kept", "open": ["barred-at-all"], "excluded": ["barred-twice"]},
        {"not-established": ["barred-at-all", "barred-twice"], "established": None},
        {"may": ["guest-kept", "barred-at-all", "barred-twice"]},
        {"duties": {"guest-fed-in-time": "breached"}, "courses": {"release": "permitted", "exile": "none"}},
        {"severities": {"guest-kept": "serious", "guest-fed-in-time": "breach"}},
    ],
)
def test_what_comes_out_as_expected(marches, expect):
    assert mismatches(expect, marches, VALUES) == []


@pytest.mark.parametrize(
    ("expect", "said"),
    [
        ({"open": ["guest-kept"]}, "guest-kept should be open, but is established"),
        ({"excluded": ["feast"]}, "feast should be excluded, but is established"),
        ({"established": ["barred-at-all"]}, "barred-at-all should be established, but is open"),
        ({"established": "barred-twice"}, "barred-twice should be established, but is excluded"),
        ({"not-established": ["guest-kept"]}, "guest-kept must not be established, but is"),
        ({"open": ["guest-kapt"]}, "no rule is called guest-kapt. Did you mean guest-kept or guest-leaves?"),
        ({"may": ["guest-kapt"]}, "no rule is called guest-kapt. Did you mean guest-kept or guest-leaves?"),
        ({"open": ["zzzzzzzz"]}, "no rule is called zzzzzzzz."),
        ({"opened": ["guest-kept"]}, "expect has no section opened. Did you mean open?"),
        ({"zzzzzzzz": []}, "expect has no section zzzzzzzz."),
        ({"duties": []}, "duties: a mapping of duty to verdict is needed"),
        (
            {"duties": {"guest-fed-in-tim": "met"}},
            "no duty is called guest-fed-in-tim. Did you mean guest-fed-in-time?",
        ),
        ({"duties": {"zzzzzzzz": "met"}}, "no duty is called zzzzzzzz."),
        (
            {"duties": {"guest-fed-in-time": "done"}},
            "done is no verdict on a duty; there are breached, pending, met, open, excluded",
        ),
        ({"duties": {"guest-fed-in-time": "met"}}, "guest-fed-in-time should be met, but is breached"),
        ({"courses": ["release"]}, "courses: a mapping of course to verdict is needed"),
        ({"courses": {"relase": "open"}}, "no course is called relase. Did you mean release?"),
        ({"courses": {"zzzzzzzz": "open"}}, "no course is called zzzzzzzz."),
        (
            {"courses": {"release": "allowed"}},
            "allowed is no verdict on a course; there are required, permitted, permitted-with-consent, prohibited, "
            "open, none, conflict",
        ),
        ({"courses": {"release": "required"}}, "the course release should be required, but is permitted"),
        ({"severities": []}, "severities: a mapping of issue or duty to severity is needed"),
        (
            {"severities": {"guest-kapt": "serious"}},
            "no issue or duty is called guest-kapt. Did you mean guest-kept?",
        ),
        ({"severities": {"zzzzzzzz": "serious"}}, "no issue or duty is called zzzzzzzz."),
        (
            {"severities": {"guest-kept": "dire"}},
            "dire is no severity; there are grave-breach, serious, breach, procedural, advisory",
        ),
        (
            {"severities": {"guest-kept": "breach"}},
            "guest-kept should be of severity breach, but is serious",
        ),
        (
            {"severities": {"barred-at-all": "breach"}},
            "barred-at-all should be of severity breach, but is no breach",
        ),
    ],
)
def test_what_does_not(marches, expect, said):
    assert mismatches(expect, marches, VALUES) == [said]


def test_everything_that_differs_is_said(marches):
    wrong = {"open": ["guest-kept", "feast"], "duties": {"guest-fed-in-time": "met"}, "courses": {"exile": "open"}}
    assert len(mismatches(wrong, marches, VALUES)) == 4
    wrong = {"duties": {"x": "met", "guest-fed-in-time": "x"}, "courses": {"x": "open", "release": "x"}}
    assert len(mismatches(wrong | {"severities": {"x": "breach", "guest-kept": "x"}}, marches, VALUES)) == 6


@pytest.fixture(scope="module")
def sound(marches):
    """The small rulebook with the smith in a war, in which the treaty applies."""
    examples = {example.title: example for example in marches.examples}
    for title in ("The smith", "The smith came lately"):
        told = examples[title].case
        case = {**told, "facts": {**told["facts"], "war.declared": "yes", "guest.fed": "no"}}
        examples[title] = examples[title].model_copy(update={"case": case})
    return marches.model_copy(update={"examples": tuple(examples.values())})


@pytest.fixture
def spoilt(sound):
    """One example expects what does not come out; another is no case at all."""
    examples = {example.title: example for example in sound.examples}
    late, singer = examples["The smith came lately"], examples["The singer"]
    examples[late.title] = late.model_copy(update={"expect": {"established": ["guest-kept"]}})
    examples[singer.title] = singer.model_copy(update={"case": {"facts": {"guest.rule": "singer"}}})
    return sound.model_copy(update={"examples": tuple(examples.values())})


def test_examples_that_fail_are_given_with_what_differs(spoilt, sound):
    plan = compile_plan(spoilt)
    assert list(failing_examples(sound, plan)) == []
    (late, differs), (singer, problem) = failing_examples(spoilt, plan)
    assert (late.title, differs) == ("The smith came lately", ["guest-kept should be established, but is excluded"])
    assert singer.title == "The singer"
    assert "guest.rule" in problem[0]
    assert f"{singer.place.file}:{singer.place.line}" in problem[0]


def test_examples_can_be_chosen_by_file_and_computed_otherwise(spoilt):
    plan = compile_plan(spoilt)
    assert list(failing_examples(spoilt, plan, "bars")) == []
    assert [example.title for example, _ in failing_examples(spoilt, plan, "more")] == [
        "The smith came lately",
        "The singer",
    ]
    atoms, asked = compile_atoms(plan, spoilt), []

    def compute(case):
        asked.append(case.title)
        return evaluate(plan, atoms(case))

    assert len(list(failing_examples(spoilt, plan, compute=compute))) == 2
    assert sorted(asked) == ["The gate", "The miller", "The smith", "The smith came lately"]


def test_the_case_of_an_example_has_its_name(marches):
    smith = next(example for example in marches.examples if example.title == "The smith")
    assert case_of(smith, marches).id == "more.md#The smith"
    assert case_of(smith, marches).known["guest.role"] == "smith"
