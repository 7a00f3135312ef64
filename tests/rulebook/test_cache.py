"""The cache gives what the text gives: whatever in it is broken, stale or of another rulebook is rebuilt silently."""

import hashlib
import shutil
from pathlib import Path

import pytest

from habeas.rulebook import load
from habeas.rulebook.cache import load_rulebook

BASE = Path(__file__).parent / "base"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("HABEAS_CACHE", str(tmp_path / "cache"))
    shutil.copytree(BASE, tmp_path / "base")
    return tmp_path / "base"


@pytest.fixture
def parsed(monkeypatch):
    """How often the text was read."""
    counted = []
    original = load.read_rulebook
    monkeypatch.setattr(load, "read_rulebook", lambda files: counted.append(1) or original(files))
    return counted


def entries(folder):
    return {path.suffix: path for path in (folder.parent / "cache").iterdir()}


def with_checksum(content):
    return hashlib.sha256(content).hexdigest().encode() + b"\n" + content


def test_the_second_load_reads_no_text_and_gives_the_same(folder, parsed):
    first = load_rulebook(folder)
    assert first.examples
    assert load_rulebook(folder) == first
    assert len(parsed) == 1
    assert load_rulebook(folder, use_cache=False) == first


@pytest.mark.parametrize("again", [False, True])
def test_without_examples_only_the_examples_are_missing(folder, parsed, again):
    if again:
        load_rulebook(folder)
    bare = load_rulebook(folder, examples=False)
    assert bare.examples == ()
    whole = load_rulebook(folder)
    assert whole.model_copy(update={"examples": ()}) == bare
    assert whole.examples
    assert len(parsed) == 1


@pytest.mark.parametrize("suffix", [".rulebook", ".examples"])
@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: content[:-5],
        lambda content: content.replace(b"miller", b"killer"),
        lambda content: with_checksum(b"{}"),
        lambda content: with_checksum(b"no JSON"),
        lambda content: with_checksum(content.partition(b"\n")[2].replace(b'"hash":"', b'"hash":"0')),
    ],
    ids=["empty", "cut off", "altered", "other content", "no JSON", "of another rulebook"],
)
def test_a_damaged_entry_is_rebuilt(folder, parsed, suffix, damage):
    whole = load_rulebook(folder)
    entry = entries(folder)[suffix]
    entry.write_bytes(damage(entry.read_bytes()))
    assert load_rulebook(folder) == whole
    assert len(parsed) == 2
    assert load_rulebook(folder) == whole
    assert len(parsed) == 2


def test_a_missing_entry_is_rebuilt(folder, parsed):
    whole = load_rulebook(folder)
    entries(folder)[".examples"].unlink()
    assert load_rulebook(folder) == whole
    assert len(parsed) == 2


def test_an_edited_chapter_is_read_again(folder, parsed):
    whole = load_rulebook(folder)
    chapter = folder / "war.md"
    chapter.write_text(chapter.read_text(encoding="utf-8").replace("A miller is held", "A miller is kept"), "utf-8")
    edited = load_rulebook(folder)
    assert edited.hash != whole.hash
    assert edited.issues["captive.miller-held"].title == "A miller is kept"
    assert len(parsed) == 2


def test_where_nothing_can_be_kept_the_text_is_read_each_time(folder, parsed, monkeypatch):
    (folder.parent / "file").write_text("no folder", encoding="utf-8")
    monkeypatch.setenv("HABEAS_CACHE", str(folder.parent / "file"))
    assert load_rulebook(folder) == load_rulebook(folder)
    assert len(parsed) == 2
