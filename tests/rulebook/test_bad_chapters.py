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


VARIANTS = b"""
```example
title: The rider
as-of: 2024-03-01
facts: {captive.kind: rider, captive.taken_on: 2024-02-01, captive.ransom: 2}
expect: {excluded: [captive.miller-held]}
variants:
  - but: he was a miller
    facts: {captive.kind: miller}
    expect: {established: [captive.miller-held]}
  - but: nobody knows what he was
    as-of: 2024-03-02
    facts: {captive.kind: unknown}
    expect: {open: [captive.miller-held]}
```
```example
title: The miller without a ransom
like: The rider; but he was a miller
facts: {captive.ransom: 0}
expect: {excluded: [captive.miller-held]}
```
"""


def test_a_variant_is_an_example_that_starts_from_the_one_it_stands_in(base):
    examples = {item.title: item for item in load_files({**base, "more.md": VARIANTS}).examples}
    first, second = examples["The rider; but he was a miller"], examples["The rider; but nobody knows what he was"]
    assert first.case["facts"] == {"captive.kind": "miller", "captive.taken_on": "2024-02-01", "captive.ransom": "2"}
    assert (first.case["as-of"], second.case["as-of"]) == ("2024-03-01", "2024-03-02")
    assert second.expect == {"open": ["captive.miller-held"]}
    assert (first.place.line, second.place.line) == (8, 11)
    assert examples["The miller without a ransom"].case["facts"]["captive.kind"] == "miller"
