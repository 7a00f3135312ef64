"""Each chapter under `broken/`, laid over the sound rulebook of `base/`, has a defect that is caught by its name."""

import re
from pathlib import Path

import pytest

pytest.importorskip("z3")

from habeas.case.read import read_case_text
from habeas.rulebook.errors import RulebookError
from habeas.rulebook.files import read_folder
from habeas.rulebook.load import load_files
from habeas.verify.cache import ProofCache
from habeas.verify.engine import Judge
from habeas.verify.prove import proof_plan
from habeas.verify.run import verify_rulebook
from habeas.verify.text import case_text, defect_text

HERE = Path(__file__).parent
BROKEN = sorted((HERE / "broken").glob("*.md"))


@pytest.fixture(scope="module")
def base():
    return read_folder(HERE / "base")


def expected(chapter: Path) -> tuple[str, tuple[str, ...]]:
    """The code and the rules that a chapter says are its defect."""
    found = re.search(r"<!-- expect: (\S+): (.*) -->", chapter.read_text(encoding="utf-8"))
    assert found, f"{chapter} does not say what is wrong with it"
    return found[1], tuple(found[2].split(", "))


def is_for_the_loader(chapter: Path) -> bool:
    return expected(chapter)[1] == ("load",)


def verified(files):
    return verify_rulebook(load_files(files), lambda text: None, cache=ProofCache(use=False))


def test_there_are_enough():
    assert len(BROKEN) >= 40
    assert len({expected(chapter)[0] for chapter in BROKEN}) >= 15


def test_the_base_is_proved_sound(base):
    report = verified(base)
    assert not report.defects
    assert not report.undecided
    assert sum(report.counts.values()) == len(report.results)


@pytest.mark.parametrize("chapter", [c for c in BROKEN if is_for_the_loader(c)], ids=lambda path: path.stem)
def test_the_loader_names_the_defect(base, chapter):
    with pytest.raises(RulebookError) as caught:
        load_files({**base, "broken.md": chapter.read_bytes()})
    assert expected(chapter)[0] in {defect.code for defect in caught.value.defects}


@pytest.mark.parametrize("chapter", [c for c in BROKEN if not is_for_the_loader(c)], ids=lambda path: path.stem)
def test_the_prover_names_the_defect(base, chapter):
    files = {**base, "broken.md": chapter.read_bytes()}
    report = verified(files)
    found = {(result.obligation.code, result.obligation.rules): result for result in report.defects}
    assert expected(chapter) in found
    assert not report.undecided
    rulebook = load_files(files)
    for result in report.defects:
        assert result.obligation.place.file == "broken.md", result.obligation.name
        assert result.obligation.name.partition(":")[0] in defect_text(result, rulebook)
        if result.case is not None:
            shows(result, rulebook)


def shows(result, rulebook):
    """The printed case file reads back, and the engine sees the defect in it."""
    case = read_case_text(case_text(result.case), rulebook)
    judge = Judge(rulebook, proof_plan(rulebook), result.obligation.query)
    assert judge.accepts(case), case_text(result.case)
    assert case.as_of is not None
    smaller = [key for key in case.facts if judge.accepts(case.with_facts({key: type(case.facts[key])()}))]
    assert not smaller, f"not minimal: {smaller}"
