"""Each file under `bad/` is a chapter with a defect; beside it the exact message. `base/` is a sound rulebook."""

from pathlib import Path

import pytest

from habeas.rulebook.errors import RulebookError
from habeas.rulebook.files import read_folder
from habeas.rulebook.load import load_files

HERE = Path(__file__).parent
BAD = sorted((HERE / "bad").glob("*.md"))


@pytest.fixture(scope="module")
def base():
    return read_folder(HERE / "base")


def test_the_base_is_sound(base):
    rulebook = load_files(base)
    assert rulebook.name == "The Marches"
    assert set(rulebook.issues) == {"captive.miller-held"}


@pytest.mark.parametrize("chapter", BAD, ids=lambda path: path.stem)
def test_a_bad_chapter_gives_its_message(base, chapter):
    with pytest.raises(RulebookError) as caught:
        load_files({**base, "bad.md": chapter.read_bytes()})
    assert str(caught.value) + "\n" == chapter.with_suffix(".txt").read_text(encoding="utf-8")


def test_there_are_many_kinds(base):
    codes = set()
    for chapter in BAD:
        with pytest.raises(RulebookError) as caught:
            load_files({**base, "bad.md": chapter.read_bytes()})
        codes |= {defect.code for defect in caught.value.defects}
    assert len(codes) >= 45


def test_all_defects_of_a_file_are_reported_at_once(base):
    chapter = (HERE / "bad" / "several-at-once.md").read_bytes()
    with pytest.raises(RulebookError) as caught:
        load_files({**base, "bad.md": chapter})
    assert {defect.code for defect in caught.value.defects} == {
        "unknown-name",
        "unknown-article",
        "unknown-value",
        "missing-key",
    }


DATA = {
    "no-such-article": ("instruments.yaml", b'TM: {title: T, applies: always, parts: {"7": always}}\n', "bad-articles"),
    "overlap": (
        "instruments.yaml",
        b'TM: {title: T, applies: always, parts: {"1": always, "1-2": always}}\n',
        "overlapping-parts",
    ),
    "no-instruments": ("instruments.yaml", b"- TM\n", "wrong-type"),
    "misspelt key": ("instruments.yaml", b"TM: {title: T, aplies: always}\n", "unknown-key"),
    "headings": ("participation.csv", b"state,party\n", "wrong-headings"),
    "a date": (
        "participation.csv",
        b"state,instrument,party,bound_from,bound_until,certainty,note\nNorthmarch,TM,yes,1.5.1202,,source,\n",
        "bad-participation",
    ),
    "a treaty": (
        "participation.csv",
        b"state,instrument,party,bound_from,bound_until,certainty,note\nNorthmarch,TX,yes,,,source,\n",
        "unknown-instrument",
    ),
    "too few columns": (
        "participation.csv",
        b"state,instrument,party,bound_from,bound_until,certainty,note\nNorthmarch,TM\n",
        "bad-participation",
    ),
    "no name": ("rulebook.yaml", b"version: 1\ncourses: {release: set free, exile: sent away}\n", "missing-key"),
    "not text": ("war.md", b"# \xff\xfe war", "not-utf8"),
    "large": ("war.md", b"# war\n" + b"x" * 1_000_001, "too-large"),
}


@pytest.mark.parametrize(("file", "content", "code"), DATA.values(), ids=DATA.keys())
def test_bad_data_files_are_named(base, file, content, code):
    with pytest.raises(RulebookError) as caught:
        load_files({**base, file: content})
    assert (file, code) in {(defect.file, defect.code) for defect in caught.value.defects}


def test_a_folder_without_rulebook_is_named(tmp_path):
    with pytest.raises(RulebookError) as caught:
        read_folder(tmp_path)
    assert caught.value.defects[0].code == "no-rulebook"
