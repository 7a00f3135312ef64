"""Every worked example of a chapter and every case file comes out as it expects, on every engine.

Each engine computes all of them in one go (a table for `columns`); the tests then look at one chapter or file each.
"""

import pytest

from habeas.case.read import read_case
from habeas.evaluate.compare import differences
from habeas.evaluate.examples import case_of
from habeas.evaluate.expect import mismatches
from habeas.rulebook.folders import own_cases, own_rules

CHAPTERS = sorted(path.relative_to(own_rules()).as_posix() for path in own_rules().rglob("*.md"))
CASES = sorted(path.relative_to(own_cases()).as_posix() for path in own_cases().rglob("*.yaml"))
ENGINES = ("proof", "columns", "forward")
pytestmark = pytest.mark.xdist_group("examples")  # all engines compute all cases once, not once per process


@pytest.fixture(scope="module")
def cases(rulebook):
    """All examples by id, and all case files by path."""
    found = {example.id: case_of(example, rulebook) for example in rulebook.examples}
    return found | {file: read_case(own_cases() / file, rulebook) for file in CASES}


@pytest.fixture(scope="module")
def computed(cases, engines):
    """By engine and name, the values of all nodes."""
    return {name: dict(zip(cases, engine(list(cases.values())), strict=True)) for name, engine in engines.items()}


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_examples_come_out_as_expected(chapter, rulebook, computed):
    for example in rulebook.examples:
        if example.place.file == chapter:
            assert mismatches(example.expect, rulebook, computed["proof"][example.id]) == [], example.place


@pytest.mark.parametrize("file", CASES)
def test_cases_come_out_as_expected(file, rulebook, cases, computed):
    assert cases[file].expect, "a case without expectation tests nothing"
    assert mismatches(cases[file].expect, rulebook, computed["proof"][file]) == []


@pytest.mark.parametrize("engine", ENGINES)
def test_engines_agree_on_examples_and_cases(engine, computed):
    if engine not in computed:
        pytest.skip("durable_rules cannot be used here")
    for name, values in computed["proof"].items():
        assert differences(values, computed[engine][name]) == [], name


def test_every_rule_is_established_excluded_and_open_somewhere(plan, computed):
    """Three-way coverage: a rule that no example or case decides both ways and leaves open is not tested."""
    seen: dict[str, set[str]] = {name: set() for name in plan.nodes}
    for values in computed["proof"].values():
        for name, value in values.items():
            seen[name].add(str(value))
    kinds = ("issue", "duty", "disposition", "exception", "concept", "ground", "met", "breached")
    lacking = {
        name: sorted({"True", "False", "None"} - values)
        for name, values in seen.items()
        if plan.nodes[name].kind in kinds and len(values) < 3
    }
    assert lacking == {}
