"""What is known from before is never wrong: whatever reaches an answer makes it be asked again, however far away."""

import hashlib
import json
from pathlib import Path

import pytest

pytest.importorskip("z3")

from habeas.rulebook.files import read_folder
from habeas.rulebook.load import load_files
from habeas.verify.cache import ProofCache
from habeas.verify.decided import decided
from habeas.verify.digests import Digests
from habeas.verify.obligations import Obligations
from habeas.verify.passing import failing
from habeas.verify.prove import Prover, proof_plan
from habeas.verify.run import verify_rulebook

HERE = Path(__file__).parent
FAR = """
```concept
id: elder
title: First of the chain
when: captive.old
binding: [CM 1]
```
```concept
id: venerable
title: Second of the chain
when: elder
binding: [CM 1]
```
```concept
id: honoured
title: Third of the chain
when: {any: [venerable, captive.oath]}
binding: [CM 1]
```
"""
NEAR = """
```issue
id: captive.far-reached
title: What rests on the chain
when: {all: [honoured, war.declared]}
binding: [CM 1]
severity: breach
consequence: The holder must answer.
```
```example
title: Old in the war
facts: {war.declared: yes, captive.old: yes}
expect: {established: [captive.far-reached]}
```
"""
CHANGES = {
    "the first concept of a chain": ("when: captive.old", "when: {all: [captive.old], none: [captive.oath]}"),
    "an exception to it": (
        "when: captive.old\nbinding: [CM 1]\n```\n",
        "when: captive.old\nbinding: [CM 1]\n```\n```exception\nid: young\nexception-to: [elder]\ntitle: Young\n"
        "when: captive.freed\nbinding: [CM 1]\n```\n",
    ),
    "a presumption of it": (
        "when: captive.old\nbinding: [CM 1]\n```\n",
        "when: captive.old\nbinding: [CM 1]\n```\n```presumption\nid: old-presumed\nconcept: elder\ntitle: Old\n"
        "when: war.declared\nuntil: captive.freed\nbinding: [CM 1]\n```\n",
    ),
}


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("HABEAS_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def files():
    return {**read_folder(HERE / "base"), "far.md": FAR.encode(), "near.md": NEAR.encode()}


def proved(files):
    return verify_rulebook(load_files(files), lambda text: None)


def told(report):
    return sorted((item.obligation.name, item.outcome, str(item.case)) for item in report.results)


def afresh(files):
    return verify_rulebook(load_files(files), lambda text: None, cache=ProofCache(use=False))


@pytest.mark.parametrize(("old", "new"), CHANGES.values(), ids=CHANGES)
def test_a_change_far_away_makes_what_it_reaches_be_asked_again(files, old, new):
    proved(files)
    changed = {**files, "far.md": FAR.replace(old, new, 1).encode()}
    books = [load_files(files), load_files(changed)]
    digests = [Digests(book, proof_plan(book)) for book in books]
    for item in Obligations(books[0], proof_plan(books[0])).all():
        if "captive.far-reached" in item.rules:
            assert digests[0].question(item) != digests[1].question(item), item.name
        if "captive.set-free" in item.rules:
            assert digests[0].question(item) == digests[1].question(item), item.name
    after = proved(changed)
    assert 0 < after.counts["known from before"] < len(after.results)
    assert told(after) == told(afresh(changed))


def test_a_defect_that_a_change_far_away_makes_is_found(files):
    assert not proved(files).defects
    dead = FAR.replace("when: captive.old", "when: {all: [captive.old], none: [captive.old]}")
    found = {item.obligation.rules for item in proved({**files, "far.md": dead.encode()}).defects}
    assert ("elder",) in found and ("venerable",) in found


def test_what_may_be_answered_to_a_fact_reaches_what_reads_it(files):
    before = load_files(files)
    war = files["war.md"].decode().replace("healer: A healer}", "healer: A healer, singer: A singer}")
    after = load_files({**files, "war.md": war.encode()})
    one, other = (Digests(book, proof_plan(book)) for book in (before, after))
    assert one.of("concept:warrior") != other.of("concept:warrior")
    assert one.of("concept:honoured") == other.of("concept:honoured")


def test_an_example_runs_again_when_a_rule_far_away_changes(files):
    def failed(files):
        book, cache = load_files(files), ProofCache()
        found = [example.title for example, _ in failing(book, proof_plan(book), cache)]
        cache.keep()
        return found

    assert not failed(files)
    changed = {**files, "far.md": FAR.replace("when: captive.old", "when: captive.freed").encode()}
    for _ in range(2):  # what failed is not forgotten
        assert failed(changed) == ["Old in the war"]
    assert not failed(files)


DAMAGE = {
    "cut": lambda content: content[: len(content) // 2],
    "empty": lambda content: b"",
    "another letter": lambda content: content.replace(b"holds", b"h0lds", 1),
    "no JSON": lambda content: signed(b"{"),
    "other JSON": lambda content: signed(json.dumps({"results": {"a": 5}}).encode()),
    "a list": lambda content: signed(b"[]"),
    "no text": lambda content: b"\xff\xfe\n\xff",
}


def signed(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode() + b"\n" + content


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_cache_is_made_anew(files, tmp_path, damage):
    before = proved(files)
    (file,) = (tmp_path / "cache").glob("proofs-*")
    file.write_bytes(damage(file.read_bytes()))
    after = proved(files)
    assert "known from before" not in after.counts
    assert told(after) == told(before)
    assert "by proof" not in proved(files).counts


def test_a_cache_that_cannot_be_written_is_no_error(files, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("HABEAS_CACHE", str(tmp_path / "file" / "cache"))
    assert not proved(files).defects


def test_two_conditions_of_the_same_words_are_two_questions(files):
    when = "{any: [{all: [honoured, war.declared]}, {all: [captive.old, honoured, captive.freed]}]}"
    book = load_files({**files, "near.md": NEAR.replace("{all: [honoured, war.declared]}", when).encode()})
    names = [item.name for item in Obligations(book, proof_plan(book)).all()]
    assert sum("far-reached: honoured" in name for name in names) == 2
    assert len(set(names)) == len(names)


def test_what_is_decided_by_its_shape_is_proved_too():
    chapter = (HERE / "every_atom.md").read_bytes()
    book = load_files({**read_folder(HERE / "base"), "every_atom.md": chapter})
    plan = proof_plan(book)
    sure, prover = decided(plan, book), Prover(book, plan)
    asked = [
        item
        for item in Obligations(book, plan).one_sided("concept", "issue", "duty", "disposition")
        if {f"{kind}:{item.rules[0]}" for kind in ("concept", "issue", "duty", "met", "breached", "disposition")}
        & plan.nodes.keys()
        <= sure
    ]
    assert len(asked) >= 10
    assert {result.outcome for result in prover.settle(asked)} == {"holds"}
