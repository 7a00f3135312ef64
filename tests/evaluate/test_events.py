"""Lists of events against a plain calculation over every choice of days that the intervals allow."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise, product
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from habeas.case.dates import UNBOUNDED, Interval, add_to_day, exactly
from habeas.evaluate.events import Events, each_followed, first_of, last_of, longest_gap
from habeas.logic.truth import Truth
from habeas.rulebook.conditions import Comparison

COMPARISONS: tuple[Comparison, ...] = get_args(Comparison)
START = date(2024, 1, 1)


def day(number: int) -> date:
    return START + timedelta(days=number)


def span(first: int, last: int) -> Interval:
    return Interval(day(first), day(last))


intervals = st.builds(lambda first, width: span(first, first + width), st.integers(0, 12), st.integers(0, 3))
lists = st.lists(intervals, max_size=4).map(tuple)


def choices(events: Events) -> Iterator[tuple[date, ...]]:
    def days(event: Interval) -> list[date]:
        assert event.earliest and event.latest
        return [event.earliest + timedelta(days=number) for number in range((event.latest - event.earliest).days + 1)]

    return product(*(days(event) for event in events))


def gap_holds(days: list[date], comparison: Comparison, amount: int) -> bool:
    """The longest gap of known days, compared; with fewer than two days there is none."""
    gaps = [(after - before).days for before, after in pairwise(sorted(days))]
    more, same = any(gap > amount for gap in gaps), any(gap == amount for gap in gaps)
    return {
        ">": more,
        ">=": more or same,
        "<": not (more or same),
        "<=": not more,
        "=": same and not more,
        "!=": not (same and not more),
    }[comparison]


def settled(answers: set[bool]) -> Truth:
    return next(iter(answers)) if len(answers) == 1 else None


@settings(max_examples=400)
@given(lists, st.sampled_from([">", ">=", "<", "<="]), st.integers(1, 9))
def test_the_longest_gap_is_decided_exactly_if_all_days_agree(
    events: Events, comparison: Comparison, amount: int
) -> None:
    expected = settled({gap_holds(list(days), comparison, amount) for days in choices(events)})
    assert longest_gap(events, None, None, comparison, amount, "days") is expected


@settings(max_examples=300)
@given(lists, intervals, intervals, st.sampled_from(COMPARISONS), st.integers(1, 9))
def test_the_longest_gap_between_ends_is_never_wrong(
    events: Events, start: Interval, end: Interval, comparison: Comparison, amount: int
) -> None:
    found = longest_gap(events, start, end, comparison, amount, "days")
    for first, last, *days in choices((start, end, *events)):
        if first <= last:
            inside = [min(max(one, first), last) for one in days]
            assert found in (None, gap_holds([first, last, *inside], comparison, amount))


@settings(max_examples=300)
@given(lists, st.integers(0, 5), st.integers(5, 15), st.sampled_from([">", ">=", "<", "<="]), st.integers(1, 9))
def test_with_known_ends_and_known_events_the_gap_is_known(
    events: Events, first: int, last: int, comparison: Comparison, amount: int
) -> None:
    known = tuple(exactly(event.earliest) for event in events if event.earliest)
    days = [min(max(event.earliest, day(first)), day(last)) for event in known if event.earliest]
    found = longest_gap(known, exactly(day(first)), exactly(day(last)), comparison, amount, "days")
    assert found is gap_holds([day(first), day(last), *days], comparison, amount)


D = date.fromisoformat
HALF_YEAR = [
    (["2024-01-15", "2024-07-15"], False),
    (["2024-01-15", "2024-07-16"], True),
    (["2024-08-31", "2025-02-28"], False),
    (["2024-08-31", "2025-03-01"], True),
    (["2024-07-16", "2024-01-15"], True),
    (["2024-01-15"], False),
    ([], False),
    (["2024-01-15", "2024-04-01", "2024-09-30"], False),
    (["2024-01-15", "2024-04-01", "2024-10-02"], True),
]


@pytest.mark.parametrize(("days", "expected"), HALF_YEAR)
def test_months_are_months_of_the_calendar(days: list[str], expected: bool) -> None:
    events = tuple(exactly(D(text)) for text in days)
    assert longest_gap(events, None, None, ">", 6, "months") is expected


def test_an_empty_list_leaves_the_time_between_its_ends() -> None:
    ends = exactly(D("2024-01-01")), exactly(D("2024-07-02"))
    assert longest_gap((), *ends, ">", 6, "months") is True
    assert longest_gap((), exactly(D("2024-01-02")), ends[1], ">", 6, "months") is False


def test_events_outside_the_ends_do_not_matter() -> None:
    start, end = exactly(D("2024-01-01")), exactly(D("2024-06-01"))
    outside = (exactly(D("2020-01-01")), exactly(D("2030-01-01")))
    assert longest_gap(outside, start, end, ">", 5, "months") is False
    assert longest_gap(outside, start, end, ">=", 5, "months") is True


def test_an_event_of_unknown_date_leaves_the_gap_open() -> None:
    ends = exactly(D("2024-01-01")), exactly(D("2024-12-31"))
    assert longest_gap((UNBOUNDED,), *ends, ">", 6, "months") is None
    # Wherever it lies, more than five months remain on one side.
    assert longest_gap((UNBOUNDED,), *ends, ">", 5, "months") is True
    assert longest_gap((UNBOUNDED,), *ends, ">", 12, "months") is False


few = st.lists(intervals, max_size=2).map(tuple)


@settings(max_examples=400)
@given(few, few, st.integers(0, 6))
def test_following_is_never_wrong(events: Events, others: Events, amount: int) -> None:
    found = each_followed(events, others, amount, "days")
    answers = set()
    for days in choices((*events, *others)):
        firsts, seconds = days[: len(events)], days[len(events) :]
        answers.add(all(any(one <= other <= add_to_day(one, amount, "days") for other in seconds) for one in firsts))
    assert found in (None, settled(answers))
    if all(event.exact for event in (*events, *others)):
        assert found is settled(answers)


@pytest.mark.parametrize(
    ("events", "others", "expected"),
    [
        ([], [], True),
        ([span(0, 0)], [], False),
        ([span(0, 0)], [span(7, 7)], True),
        ([span(0, 0)], [span(8, 8)], False),
        ([span(5, 5)], [span(4, 4)], False),
        ([span(0, 0)], [span(5, 9)], None),
        ([span(0, 3)], [span(3, 7)], True),
        ([span(0, 3)], [span(2, 7)], None),
        ([span(0, 0), span(20, 20)], [span(1, 1)], False),
        ([span(0, 0), span(3, 3)], [span(4, 4)], True),
        ([span(0, 0)], [UNBOUNDED], None),
    ],
)
def test_following_within_a_week(events: list[Interval], others: list[Interval], expected: Truth) -> None:
    assert each_followed(tuple(events), tuple(others), 1, "weeks") is expected


@given(lists)
def test_the_first_and_the_last(events: Events) -> None:
    firsts = {min(days) for days in choices(events)} if events else set()
    lasts = {max(days) for days in choices(events)} if events else set()
    assert first_of(events) == (Interval(min(firsts), max(firsts)) if firsts else None)
    assert last_of(events) == (Interval(min(lasts), max(lasts)) if lasts else None)


def test_of_an_unknown_or_empty_list_there_is_no_first() -> None:
    assert first_of(None) is last_of(None) is first_of(()) is last_of(()) is None
