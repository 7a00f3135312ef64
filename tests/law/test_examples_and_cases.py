"""Every worked example of a chapter and every case file comes out as it expects, on every engine."""

import pytest

from habeas.case.read import read_case
from habeas.evaluate.compare import differences
from habeas.evaluate.examples import case_of
from habeas.evaluate.expect import mismatches
from habeas.rulebook.folders import own_cases, own_rules

CHAPTERS = sorted(path.relative_to(own_rules()).as_posix() for path in own_rules().rglob("*.md"))
CASES = sorted(path.relative_to(own_cases()).as_posix() for path in own_cases().rglob("*.yaml"))


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_examples_hold_and_engines_agree(chapter, rulebook, engines):
    examples = [example for example in rulebook.examples if example.place.file == chapter]
    cases = [case_of(example, rulebook) for example in examples]
    by_proof = engines["proof"](cases)
    for example, values in zip(examples, by_proof, strict=True):
        assert mismatches(example.expect, rulebook, values) == [], example.place
    for name, engine in engines.items():
        for example, left, right in zip(examples, by_proof, engine(cases), strict=True):
            assert differences(left, right) == [], (name, example.place)


@pytest.mark.parametrize("file", CASES)
def test_cases_hold_and_engines_agree(file, rulebook, engines):
    case = read_case(own_cases() / file, rulebook)
    assert case.expect, "a case without expectation tests nothing"
    (values,) = engines["proof"]([case])
    assert mismatches(case.expect, rulebook, values) == []
    for name, engine in engines.items():
        assert differences(values, engine([case])[0]) == [], name


def test_every_rule_is_established_excluded_and_open_somewhere(rulebook, plan, engines):
    """Three-way coverage: a rule that no example or case decides both ways and leaves open is not tested."""
    cases = [case_of(example, rulebook) for example in rulebook.examples]
    cases += [read_case(own_cases() / file, rulebook) for file in CASES]
    seen: dict[str, set[str]] = {name: set() for name in plan.nodes}
    for values in engines["proof"](cases):
        for name, value in values.items():
            seen[name].add(str(value))
    kinds = ("issue", "duty", "disposition", "exception", "concept", "ground", "met", "breached")
    lacking = {
        name: sorted({"True", "False", "None"} - values)
        for name, values in seen.items()
        if plan.nodes[name].kind in kinds and len(values) < 3
    }
    assert lacking == {}
