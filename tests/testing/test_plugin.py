"""`pytest --rulebook`: the battery passes and fails as the README of the example says, in words."""

import subprocess
import sys
from pathlib import Path

import pytest

ORDER = Path(__file__).parents[2] / "examples" / "invented-order"
BASE = str(ORDER / "invented_order")


def battery(*arguments: str, cwd: Path) -> tuple[int, str]:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:cov", "-rA", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=cwd)
    return done.returncode, done.stdout + done.stderr


def upper(folder: Path, chapter: str) -> str:
    folder.mkdir()
    (folder / "rulebook.yaml").write_text("name: Upper\nversion: 1\n")
    (folder / "upper.md").write_text(chapter)
    return str(folder)


def test_a_sound_rulebook_with_its_cases_passes(tmp_path):
    code, told = battery("--rulebook", BASE, str(ORDER / "cases"), cwd=tmp_path)
    assert code == 0, told
    assert "11 passed" in told
    for item in (
        "the rulebook loads",
        "hearth.md::The guest who stole",
        "the-long-winter.yaml",
        "learning never reverses",
    ):
        assert item in told


def test_a_layer_is_tested_on_what_lies_below(tmp_path):
    code, told = battery("--rulebook", BASE, "--rulebook", str(ORDER / "amendment"), cwd=tmp_path)
    assert code == 0, told
    assert "The guest in the storm" in told
    assert "The guest who stole" not in told


def test_a_failing_example_is_told_in_words(tmp_path):
    code, told = battery("--rulebook", BASE, "--rulebook", str(ORDER / "broken"), cwd=tmp_path)
    assert code == 1
    failure = (ORDER / "broken" / "failure.txt").read_text(encoding="utf-8")
    assert failure in told
    assert "Traceback" not in told and "Error" not in told.split("short test summary")[0]


def test_a_rulebook_that_does_not_load_is_told_with_all_defects(tmp_path):
    broken = upper(tmp_path / "upper", "```issue\nid: a\n```\n```fact\nkey: a.b\ntype: no-type\nquestion: q\n```\n")
    code, told = battery("--rulebook", BASE, "--rulebook", broken, cwd=tmp_path)
    assert code == 1
    assert "1 failed" in told
    for line in (
        "The rulebook does not load.",
        "+upper/upper.md:2: missing-key: title",
        "unknown-value: type: no-type",
    ):
        assert line in told


def test_a_broken_law_is_told_with_a_case(tmp_path):
    always = "id: always\ntitle: Always wrong\nwhen: always\nbinding: [LH 1]\nseverity: breach\nconsequence: Stop.\n"
    hasty = upper(tmp_path / "hasty", f"```issue\n{always}```\n")
    code, told = battery("--rulebook", BASE, "--rulebook", hasty, cwd=tmp_path)
    assert code == 1
    assert "1 failed" in told
    assert "A blank form establishes no issue; here it is not so:" in told
    assert "issue:always: open at most, but is established" in told


@pytest.mark.parametrize("name", ["no-such-rulebook"])
def test_an_unknown_rulebook_is_a_usage_error(tmp_path, name):
    code, told = battery("--rulebook", name, cwd=tmp_path)
    assert code == 4
    assert "neither a folder nor the name of an installed rulebook" in told
    assert "Installed rulebooks:" in told


def test_without_the_option_nothing_is_loaded(tmp_path):
    (tmp_path / "test_it.py").write_text(
        "import sys\ndef test_it():\n    assert 'habeas.testing.battery' not in sys.modules\n"
    )
    code, told = battery(cwd=tmp_path)
    assert code == 0, told
