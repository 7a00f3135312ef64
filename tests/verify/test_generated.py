"""A generated rulebook of a few dozen rules is proved sound, and an edit asks again only what it reaches."""

import importlib.util
from pathlib import Path

import pytest

pytest.importorskip("z3")

from habeas.evaluate.examples import failing_examples
from habeas.rulebook.load import load_files
from habeas.verify.prove import proof_plan
from habeas.verify.run import verify_rulebook

GENERATOR = Path(__file__).parents[2] / "benchmarks" / "generated_rulebook.py"
RULES = 36


@pytest.fixture(scope="module")
def files():
    spec = importlib.util.spec_from_file_location("generated_rulebook", GENERATOR)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.rulebook(RULES)


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("HABEAS_CACHE", str(tmp_path))


def proved(files):
    return verify_rulebook(load_files(files), lambda text: None)


def edited(files, chapter: str, old: str, new: str):
    text = files[chapter].decode()
    assert old in text
    return {**files, chapter: text.replace(old, new, 1).encode()}


def asked_again(report) -> int:
    return sum(report.counts.get(way, 0) for way in ("by example", "by proof"))


def test_it_has_about_as_many_rules_as_wanted_and_facts_of_all_kinds(files):
    book = load_files(files)
    tables = (book.concepts, book.presumptions, book.exceptions, book.issues, book.duties, book.dispositions)
    assert RULES - 3 <= sum(map(len, tables)) <= RULES + 6
    kinds = {fact.type for fact in book.facts.values()}
    assert kinds == {"yes-no", "choice", "number", "date", "dates", "country", "countries"}
    assert book.positions
    assert book.laws
    assert book.presumptions
    assert not list(failing_examples(book, proof_plan(book)))


def test_it_is_proved_sound_and_an_edit_asks_again_only_what_it_reaches(files):
    first = proved(files)
    assert not first.defects
    assert not first.undecided
    assert asked_again(proved(files)) == 0
    assert asked_again(proved(edited(files, "003-ferry.md", "What is owed", "What is due"))) == 0
    last = asked_again(proved(edited(files, "003-ferry.md", "as-of > ", "as-of > 1")))
    base = asked_again(proved(edited(files, "001-ferry.md", "kind is child,", "kind is pilgrim,")))
    assert 0 < last < base < asked_again(first)


def test_an_edit_of_one_chapter_that_breaks_another_is_found(files):
    proved(files)
    # Who is a ward of the first ferry is one of the second: if nobody can be, the first chapter is dead, no other.
    broken = edited(files, "001-ferry.md", "all: [guest-1], any", "all: [guest-1, not guest-1], any")
    found = {result.obligation.rules[0] for result in proved(broken).defects}
    assert {"ward-1", "f1.ward-waits", "crossing-1.ferry-1.required"} <= found
    assert not {name for name in found if name.endswith(("-3", "f3.ward-waits"))}
    clashing = edited(files, "002-ferry.md", "[smith-2, not f2.oath], none: [ward-2]", "[smith-2, not f2.oath]")
    assert "clash" in {result.obligation.code for result in proved(clashing).defects}
