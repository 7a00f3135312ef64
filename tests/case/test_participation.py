"""Whether a party is bound by an instrument: by the case, by custom, by universality, by dated data, or not known."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.case.dates import Interval, exactly
from habeas.case.model import Case, FactValue, Parties
from habeas.case.participation import ParticipationTable, bound, time_of_detention
from habeas.case.read import case_from_plain
from habeas.rulebook.model import Participation, Rulebook

SINCE_1990 = {"state": "State A", "instrument": "AP I", "party": True, "bound_from": "1990-05-01"}
NEVER = {"state": "State B", "instrument": "AP I", "party": False}
UNTIL_2022 = {**SINCE_1990, "bound_until": "2022-09-16"}
AGAIN_2024 = {**SINCE_1990, "bound_from": "2024-01-01"}
UNDATED = {**SINCE_1990, "bound_from": ""}
SINCE_THEN = {**SINCE_1990, "bound_from": "2022-09-16"}


def made(facts: dict[str, Any], as_of: str = "2024-06-01", holder: str = "State A", **sections: Any) -> dict[str, Any]:
    return {"as-of": as_of, "parties": {"holder": holder}, "facts": facts, **sections}


HELD_2023 = made({"detention.began_on": "2023-03"})
DATED = [
    ([SINCE_1990], HELD_2023, True),
    ([SINCE_1990], made({"detention.began_on": "2023-03"}, holder=" state  a"), True),
    ([SINCE_1990], made({"detention.began_on": "2023-03"}, holder="State C"), None),
    ([NEVER], made({}, holder="State B"), False),
    ([SINCE_1990], made({"detention.began_on": "1990-05-01"}), True),
    ([SINCE_1990], made({"detention.began_on": "1990-04-30"}), None),
    # The time of the detention decides, not the time of the check.
    ([UNTIL_2022], HELD_2023, False),
    ([UNTIL_2022], made({"detention.began_on": "2022-03"}), None),
    ([UNTIL_2022], made({"detention.began_on": "2021", "detention.ended_on": "2022-09-15"}), True),
    ([UNTIL_2022], made({"detention.began_on": "2021", "detention.ended_on": "2022-09-16"}), None),
    ([UNTIL_2022], made({"detention.began_on": "2022-09-15", "detention.ended_on": "2022-09-15"}), True),
    ([UNTIL_2022], made({"detention.began_on": "2022-09-16"}), None),
    ([UNTIL_2022], made({"detention.began_on": "2022-09-17"}), False),
    ([UNTIL_2022], made({"detention.began_on": "2022"}), None),
    ([UNTIL_2022, AGAIN_2024], made({"detention.began_on": "2024-02"}), True),
    ([UNTIL_2022, AGAIN_2024], made({"detention.began_on": "2023-02", "detention.ended_on": "2023-05"}), False),
    ([UNTIL_2022, AGAIN_2024], made({"detention.began_on": "2021"}), None),
    # Two spans that leave no day between them.
    ([{**UNTIL_2022, "bound_until": "2022-09-17"}, SINCE_THEN], made({"detention.began_on": "2021"}), True),
    # Dates that are not known matter only if the rows differ over the possible time.
    ([SINCE_1990], made({}), None),
    ([SINCE_1990], made({"person.born_on": "1995"}), True),
    ([SINCE_1990], made({"person.born_on": "1985"}), None),
    ([AGAIN_2024], made({}, as_of="2023-12-31"), False),
    ([SINCE_1990], made({"detention.began_on": "1995"}, as_of="unknown"), True),
    ([UNTIL_2022], made({"detention.began_on": "1995"}, as_of="unknown"), None),
    ([UNDATED], HELD_2023, None),
    ([UNDATED, SINCE_1990], HELD_2023, True),
]


@pytest.mark.parametrize(("rows", "data", "expected"), DATED)
def test_participation_over_the_time_of_the_detention(
    with_participation: Any, rows: list[dict[str, Any]], data: dict[str, Any], expected: bool | None
) -> None:
    rulebook = with_participation(*rows)
    assert bound("holder", "AP I", rulebook, case_from_plain(data, rulebook)).value is expected


@pytest.mark.parametrize(
    ("treaties", "expected"),
    [
        ({"AP I": ["State A"]}, (True, "case")),
        ({"AP I": {"state a": "no"}}, (False, "case")),
        ({"AP I": {"State A": "unknown"}}, (True, "data")),
        ({"AP I": ["State B"]}, (True, "data")),
        ({"ECHR": {"State A": "no"}}, (True, "data")),
    ],
)
def test_the_case_itself_comes_first(with_participation: Any, treaties: Any, expected: tuple[bool, str]) -> None:
    rulebook = with_participation(SINCE_1990)
    found = bound("holder", "AP I", rulebook, case_from_plain({**HELD_2023, "treaties": treaties}, rulebook))
    assert (found.value, found.basis) == expected
    assert bool(found.rows) == (found.basis == "data")


@pytest.mark.parametrize(
    ("party", "instrument", "parties", "kind", "expected"),
    [
        ("holder", "CIHL", {}, "armed-group", (True, "custom")),
        ("holder", "GC IV", {"holder": "State X"}, "unknown", (True, "universal")),
        ("holder", "GC IV", {}, "state", (True, "universal")),
        ("holder", "GC IV", {"holder": "The Group"}, "armed-group", (False, "armed-group")),
        ("holder", "GC IV", {}, "unknown", (None, "none")),
        ("adversary", "GC IV", {"adversary": "State X"}, "armed-group", (True, "universal")),
        ("adversary", "GC IV", {}, "state", (None, "none")),
        ("territory", "GC IV", {}, "unknown", (True, "universal")),
        ("holder", "ECHR", {"holder": "The Group"}, "armed-group", (False, "armed-group")),
        ("holder", "ECHR", {"holder": "State X"}, "state", (None, "none")),
        ("territory", "ECHR", {"territory": "State X"}, "armed-group", (None, "none")),
    ],
)
def test_custom_universal_treaties_and_armed_groups(
    rulebook: Rulebook, party: Any, instrument: str, parties: Any, kind: str, expected: tuple[bool | None, str]
) -> None:
    case = case_from_plain({"parties": parties, "facts": {"holder.kind": kind}}, rulebook)
    found = bound(party, instrument, rulebook, case)
    assert (found.value, found.basis) == expected


def test_rows_from_memory_are_marked(with_participation: Any) -> None:
    for certainty, unverified in (("memory", True), ("source", False)):
        rulebook = with_participation({**SINCE_1990, "certainty": certainty}, {**SINCE_1990, "certainty": "source"})
        found = bound("holder", "AP I", rulebook, case_from_plain(HELD_2023, rulebook))
        assert found.unverified is unverified
        assert [row.state for row in found.rows] == ["State A", "State A"]


@pytest.mark.parametrize(
    ("data", "missing"),
    [
        ({}, ("party.holder",)),
        ({"parties": {"holder": "State A"}}, ("detention.began_on", "as-of")),
        (made({"detention.began_on": "2022-01-01"}, as_of="2023"), ("detention.ended_on",)),
        (made({"detention.began_on": "2022"}), ("detention.began_on",)),
        (made({"detention.began_on": "2022-01-01", "detention.ended_on": "2022-12-01"}), ()),
        (made({"detention.began_on": "2023-01-01"}), ()),
    ],
)
def test_what_is_missing(with_participation: Any, data: dict[str, Any], missing: tuple[str, ...]) -> None:
    rulebook = with_participation(UNTIL_2022)
    assert bound("holder", "AP I", rulebook, case_from_plain(data, rulebook)).missing == missing


def test_the_time_of_a_detention(rulebook: Rulebook) -> None:
    case = case_from_plain(made({"detention.began_on": "2023", "detention.ended_on": "after 2023-05"}), rulebook)
    assert time_of_detention(case) == (date(2023, 1, 1), date(2024, 6, 1))
    assert time_of_detention(Case(id="blank")) == (date.min, date.max)


years = st.integers(2000, 2010)


@st.composite
def spans(draw: st.DrawFn) -> dict[str, Any]:
    first, last = sorted([draw(years), draw(years)])
    return {**SINCE_1990, "bound_from": f"{first}-01-01", "bound_until": draw(st.sampled_from(["", f"{last}-07-01"]))}


@given(st.lists(spans(), max_size=3), st.data())
def test_knowing_the_dates_better_never_flips_the_answer(rows: list[dict[str, Any]], data: st.DataObject) -> None:
    table = ParticipationTable([], [Participation(**row) for row in rows])
    first, last = sorted(data.draw(st.lists(st.dates(date(1999, 1, 1), date(2011, 1, 1)), min_size=2, max_size=2)))
    began, ended = (data.draw(st.dates(first, last)) for _ in range(2))
    vague, sharp = (
        Case(
            id="case",
            as_of=exactly(last),
            parties=Parties(holder="State A"),
            facts={"detention.began_on": FactValue(begins), "detention.ended_on": FactValue(ends)},
        )
        for begins, ends in [
            (Interval(first, last), Interval(first, last)),
            (exactly(min(began, ended)), exactly(max(began, ended))),
        ]
    )
    before = table.bound("holder", "AP I", vague).value
    assert before is None or table.bound("holder", "AP I", sharp).value is before
