"""Reading a case: every form that is accepted, and every defect with its code, place and way out."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from habeas.case.dates import UNBOUNDED, Interval, exactly
from habeas.case.errors import CaseError
from habeas.case.model import Case, FactValue, Parties
from habeas.case.read import case_from_plain, read_case, read_case_text
from habeas.rulebook.model import Rulebook

GOOD = """\
id: teacher
title: The teacher who kept teaching
as-of: 2024-06-01
parties: {holder: State B, adversary: " State   A", territory: unknown}
treaties:
  AP I: [State A, State B, unknown]
  ECHR: {State A: yes, State B: no, State C: unknown}
positions: {scope: narrow}
facts:
  detention.began_on: spring 2023
  detention.still_held: Yes
  detention.regime: internment
  person.age: {value: 34 years, source: family, reliability: B2, note: by phone, confidentiality: high}
  person.residence: State A
  person.nationalities: []
  person.story: "yes"
  review.held_on: [2023-09-01, 2023-10, unknown]
  card.sent:
    accounts: {family: no, authority: {value: yes, source: letter}, witness: unknown}
  card.sent_on: not applicable
  conflict.began_on: refused
  conflict.active_hostilities_ended:
expect:
  established: [no-card]
  open: []
  courses: {internment: prohibited}
source: {court: none, year: 2023}
narrative: A story.
tags: [teaching, occupation]
"""


def test_a_whole_case(rulebook: Rulebook) -> None:
    case = read_case_text(GOOD, rulebook, file="cases/teacher.yaml")
    assert (case.id, case.title, case.file) == ("teacher", "The teacher who kept teaching", "cases/teacher.yaml")
    assert case.as_of == exactly(date(2024, 6, 1))
    assert case.parties == Parties("State B", "State A", None)
    assert case.treaties == {"AP I": {"State A": True, "State B": True}, "ECHR": {"State A": True, "State B": False}}
    assert case.positions == {"scope": "narrow"}
    assert case.known == {
        "detention.began_on": Interval(date(2023, 3, 1), date(2023, 6, 21)),
        "detention.still_held": True,
        "detention.regime": "internment",
        "person.age": 34.0,
        "person.residence": "State A",
        "person.nationalities": (),
        "person.story": "yes",
        "review.held_on": (exactly(date(2023, 9, 1)), Interval(date(2023, 10, 1), date(2023, 10, 31)), UNBOUNDED),
    }
    assert case.disputed == ("card.sent",)
    assert case.accounts == ("authority", "family", "witness")
    assert case.facts["person.age"] == FactValue(34.0, None, (), "family", "B2", "by phone", "high")
    assert case.facts["card.sent_on"].absence == "not applicable"
    assert case.facts["conflict.began_on"].absence == "refused"
    assert case.facts["conflict.active_hostilities_ended"].absence == "unknown"
    assert case.expect == {"established": ["no-card"], "open": [], "courses": {"internment": "prohibited"}}
    assert (case.source, case.narrative, case.tags) == (
        "court: none; year: 2023",
        "A story.",
        ("teaching", "occupation"),
    )


def test_json_gives_the_same_case(rulebook: Rulebook) -> None:
    facts = {
        "detention.still_held": True,
        "person.age": 34,
        "person.nationalities": ["State A"],
        "review.held_on": "2023-09-01",
        "card.sent": None,
    }
    text = json.dumps({"id": "x", "as_of": "2024-06-01", "facts": facts})
    case = read_case_text(text, rulebook, notation="json")
    assert case == case_from_plain({"id": "x", "as-of": date(2024, 6, 1), "facts": facts}, rulebook)
    assert case.known == {
        "detention.still_held": True,
        "person.age": 34.0,
        "person.nationalities": ("State A",),
        "review.held_on": (exactly(date(2023, 9, 1)),),
    }


def test_an_option_is_meant_as_that_option(rulebook: Rulebook) -> None:
    assert case_from_plain({"facts": {"detention.regime": "refused"}}, rulebook).known == {
        "detention.regime": "refused"
    }


def test_an_empty_form_is_a_case(rulebook: Rulebook) -> None:
    assert case_from_plain({}, rulebook) == Case(id="case")
    assert read_case_text("facts:\nparties:\n", rulebook) == Case(id="case")


BAD_TEXTS = [
    ("a: [", "not-yaml"),
    ("facts: &x {}", "alias"),
    ("facts: *x", "alias"),
    ("facts: !!map {}", "tag"),
    ("id: a\nid: b", "repeated-key"),
    ("id: " + "[" * 40, "too-deep"),
    ("id: " + "a" * 1_000_000, "too-large"),
    ("[a, b]", "not-a-mapping"),
    ("", "not-a-mapping"),
    ("facts: [a]", "not-a-mapping"),
    ("as-of: 2024\nas_of: 2024", "repeated-key"),
    ("fakts: {}", "unknown-section"),
    ("detention.still_held: yes", "unknown-section"),
    ("title: [a]", "wrong-type"),
    ("as-of: soon", "wrong-type"),
    ("as-of: 03/04/2023", "ambiguous-date"),
    ("parties: {keeper: State A}", "unknown-party-role"),
    ("positions: {range: broad}", "unknown-position"),
    ("positions: {scope: brod}", "unknown-reading"),
    ("treaties: {AP 1: [State A]}", "unknown-instrument"),
    ("treaties: {AP I: {State A: perhaps}}", "wrong-type"),
    ("treaties: {AP I: {State A: yes, state a: no}}", "repeated-key"),
    ("expect: {proven: [no-card]}", "bad-expect"),
    ("expect: {established: [no-cards]}", "bad-expect"),
    ("expect: {duties: {no-card: met}}", "bad-expect"),
    ("expect: {courses: [internment]}", "bad-expect"),
    (b"id: \xff", "not-utf8"),
    (b"id: a\nid: \xe9" + b"a" * 1_000_100, "too-large"),
]


@pytest.mark.parametrize(("text", "code"), BAD_TEXTS, ids=lambda value: repr(value)[:40])
def test_what_is_wrong_with_a_file(rulebook: Rulebook, text: str | bytes, code: str) -> None:
    with pytest.raises(CaseError) as caught:
        read_case_text(text, rulebook, file="cases/bad.yaml")
    assert [defect.code for defect in caught.value.defects] == [code]
    assert all(
        defect.file == "cases/bad.yaml" and defect.line >= 1 and defect.reason for defect in caught.value.defects
    )


@pytest.mark.parametrize(
    ("text", "code"), [("{", "not-json"), ("[NaN]", "not-json"), ('{"a":1,"a":2}', "repeated-key")]
)
def test_what_is_wrong_with_json(rulebook: Rulebook, text: str, code: str) -> None:
    with pytest.raises(CaseError) as caught:
        read_case_text(text, rulebook, notation="json")
    assert [defect.code for defect in caught.value.defects] == [code]


BAD_FACTS: list[tuple[str, Any, str, str]] = [
    ("detention.begun_on", "2023", "unknown-fact", "detention.began_on"),
    ("as-of", "2023", "unknown-fact", "section"),
    ("party.holder", "State A", "unknown-fact", "section"),
    ("detention.still_held", "maybe", "wrong-type", "unknown"),
    ("detention.still_held", ["yes"], "wrong-type", "yes or no"),
    ("detention.still_held", 1, "wrong-type", "yes or no"),
    ("detention.regime", "interment", "unknown-option", "internment"),
    ("detention.regime", "Held for security", "unknown-option", "Write internment"),
    ("person.age", "twelve", "not-a-number", "years"),
    ("person.age", "12 days", "not-a-number", "years"),
    ("person.age", "1,000", "not-a-number", "years"),
    ("person.age", float("inf"), "not-a-number", "years"),
    ("person.age", float("nan"), "not-a-number", "years"),
    ("person.age", "1e999", "not-a-number", "years"),
    ("person.age", "9" * 400, "not-a-number", "years"),
    ("person.age", -1, "negative-number", "years"),
    ("detention.began_on", "2023-02-30", "impossible-date", "Check"),
    ("detention.began_on", "03/04/2023", "ambiguous-date", "2023-03-04 or 2023-04-03"),
    ("detention.began_on", "2023-05..2023-04", "empty-interval", "2023-04..2023-05"),
    ("detention.began_on", "a while ago", "wrong-type", "spring 2023"),
    ("detention.began_on", ["2023"], "wrong-type", "date"),
    ("review.held_on", ["2023", "later"], "wrong-type", "date"),
    ("review.held_on", [["2023"]], "wrong-type", "list of dates"),
    ("person.nationalities", ["State A", "unknown"], "wrong-type", "whole list"),
    ("person.nationalities", {"value": [""]}, "wrong-type", "names of countries"),
    ("person.story", ["a"], "wrong-type", "text"),
    ("person.age", {"amount": 3}, "unknown-section", "value"),
    ("person.age", {"value": 3, "accounts": {"family": 3}}, "wrong-type", "one of the two"),
    ("person.age", {"accounts": {}}, "wrong-type", "family"),
    ("person.age", {"accounts": ["family"]}, "wrong-type", "family"),
    ("person.age", {"accounts": {"family": {"accounts": {"son": 3}}}}, "wrong-type", "one answer"),
    ("person.age", {"accounts": {"family": "old"}}, "not-a-number", "years"),
    ("person.age", {"value": 3, "source": ["a"]}, "wrong-type", "text"),
    # A set is no plain data, and reads the same in every process that names this test.
    ("person.age", {3}, "not-plain", "plain data"),
]


@pytest.mark.parametrize(("key", "value", "code", "hint"), BAD_FACTS, ids=lambda value: str(value)[:30])
def test_what_is_wrong_with_a_fact(rulebook: Rulebook, key: str, value: Any, code: str, hint: str) -> None:
    with pytest.raises(CaseError) as caught:
        case_from_plain({"facts": {key: value}}, rulebook, file="book.md", line=12)
    (defect,) = caught.value.defects
    assert (defect.code, defect.file, defect.line) == (code, "book.md", 12)
    assert defect.key in (key, "")
    assert hint in f"{defect.expected} {defect.suggestion}"
    assert hint in str(caught.value)


INCOHERENT = [
    ({"detention.began_on": "2023-05", "detention.ended_on": "2023-04"}, "impossible-order", "detention.ended_on"),
    ({"detention.began_on": "2025"}, "impossible-order", "detention.began_on"),
    ({"person.born_on": "2024", "detention.began_on": "2023"}, "impossible-order", "detention.began_on"),
    ({"detention.still_held": "yes", "detention.ended_on": "2023"}, "contradiction", "detention.ended_on"),
    (
        {"conflict.active_hostilities_ended": "no", "conflict.active_hostilities_ended_on": "2023"},
        "contradiction",
        "conflict.active_hostilities_ended_on",
    ),
    ({"card.sent": "no", "card.sent_on": "2023"}, "contradiction", "card.sent_on"),
]
COHERENT = [
    {"detention.began_on": "2023-05-10", "detention.ended_on": "2023-05"},
    {"detention.began_on": "2024-06"},
    {"detention.began_on": "on or after 2023"},
    {"card.sent_on": "2025"},
    {"card.sent": "yes", "card.sent_on": "2023"},
    {"card.sent": "no", "card.sent_on": "not applicable"},
    {"card.sent": {"accounts": {"family": "no", "authority": "yes"}}, "card.sent_on": "2023"},
    {"detention.still_held": "no", "detention.ended_on": "2023"},
]


@pytest.mark.parametrize(("facts", "code", "key"), INCOHERENT)
def test_what_cannot_be_true_together(rulebook: Rulebook, facts: dict[str, str], code: str, key: str) -> None:
    with pytest.raises(CaseError) as caught:
        case_from_plain({"as-of": "2024-06-01", "facts": facts}, rulebook)
    assert [(defect.code, defect.key) for defect in caught.value.defects] == [(code, key)]


@pytest.mark.parametrize("facts", COHERENT)
def test_what_may_be_true_together(rulebook: Rulebook, facts: dict[str, Any]) -> None:
    case_from_plain({"as-of": "2024-06-01", "facts": facts}, rulebook)


def test_all_defects_come_at_once_with_their_lines(rulebook: Rulebook) -> None:
    text = """\
parties:
  keeper: State A
facts:
  person.age: twelve
  detention.began_on: 2023-05
  detention.ended_on: 2023-04
  detention.regim: other
"""
    with pytest.raises(CaseError) as caught:
        read_case_text(text, rulebook, file="case.yaml")
    found = [(defect.line, defect.code) for defect in caught.value.defects]
    assert found == [(2, "unknown-party-role"), (4, "not-a-number"), (6, "impossible-order"), (7, "unknown-fact")]
    assert "case.yaml:4: not-a-number: person.age: twelve" in str(caught.value)


def test_a_file_full_of_unknown_names_is_refused_quickly(rulebook: Rulebook) -> None:
    facts = {f"detention.begun_{number}": "yes" for number in range(20_000)}
    with pytest.raises(CaseError) as caught:
        case_from_plain({"facts": facts | {"detention.began_on" * 10_000: "yes"}}, rulebook)
    defects = caught.value.defects
    assert len(defects) == 20_001
    # The first ones get a suggestion; looking for all of them would take minutes with a large rulebook.
    assert 0 < sum(bool(defect.suggestion) for defect in defects) <= 50


def test_files_by_their_names(rulebook: Rulebook, tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text("\ufeffas-of: 2024\n", encoding="utf-8")
    (tmp_path / "two.json").write_text('{"as-of": "2024"}', encoding="utf-8")
    one, two = (read_case(tmp_path / name, rulebook) for name in ("one.yaml", "two.json"))
    assert (one.id, two.id) == ("one", "two")
    assert one.as_of == two.as_of == Interval(date(2024, 1, 1), date(2024, 12, 31))


def test_files_that_cannot_be_opened(rulebook: Rulebook, tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.yaml"):
        with pytest.raises(CaseError) as caught:
            read_case(path, rulebook)
        assert caught.value.defects[0].code == "unreadable"
    large = tmp_path / "large.yaml"
    large.write_bytes(b"id: " + b"a" * 2_000_000)
    with pytest.raises(CaseError) as caught:
        read_case(large, rulebook)
    assert caught.value.defects[0].code == "too-large"


mutations = st.lists(
    st.tuples(
        st.integers(0, len(GOOD)),
        st.integers(0, 4),
        st.sampled_from(["", "[", "{", "}", ":", "- ", "\n", "yes", "é", '"']),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=300)
@given(mutations, st.sampled_from(["yaml", "json"]))
def test_a_damaged_file_gives_nothing_but_case_errors(rulebook: Rulebook, changes: Any, notation: Any) -> None:
    text = GOOD
    for position, removed, inserted in changes:
        text = text[:position] + inserted + text[position + removed :]
    try:
        case = read_case_text(text, rulebook, notation=notation)
    except CaseError as error:
        assert error.defects
        assert str(error)
    else:
        assert isinstance(case, Case)


anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.dates(), st.binary()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["value", "accounts", "x"]), inner),
    max_leaves=5,
)
sections = st.sampled_from(
    ["id", "as-of", "parties", "treaties", "positions", "facts", "expect", "tags", "source", "x"]
)


@settings(max_examples=300)
@given(st.data())
def test_any_data_gives_nothing_but_case_errors(rulebook: Rulebook, data: st.DataObject) -> None:
    content: dict[str, Any] = data.draw(st.dictionaries(sections, anything, max_size=4))
    facts = data.draw(st.dictionaries(st.sampled_from(list(rulebook.facts)), anything, max_size=4))
    try:
        case_from_plain({**content, "facts": facts}, rulebook)
    except CaseError as error:
        assert str(error)
