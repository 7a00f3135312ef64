"""Intervals of days: arithmetic against Polars, comparison against enumeration; narrowing never flips an answer."""

from datetime import date, timedelta
from typing import get_args

import polars
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from habeas.case.dates import (
    UNBOUNDED,
    Interval,
    add,
    add_to_day,
    compare,
    earlier_of,
    exactly,
    first_day,
    hull,
    last_day,
    later_of,
    overlap,
)
from habeas.rulebook.conditions import Comparison, Unit

UNITS: tuple[Unit, ...] = get_args(Unit)
COMPARISONS: tuple[Comparison, ...] = get_args(Comparison)
OFFSET = {"days": "d", "weeks": "w", "months": "mo", "years": "y"}
TESTS = {
    "<": date.__lt__,
    "<=": date.__le__,
    ">": date.__gt__,
    ">=": date.__ge__,
    "=": date.__eq__,
    "!=": date.__ne__,
}

days = st.dates(date(1900, 1, 1), date(2100, 1, 1))
amounts = st.integers(0, 600)


@st.composite
def intervals(draw: st.DrawFn, around: st.SearchStrategy[date] = days, width: int = 6) -> Interval:
    start = draw(around)
    end = start + timedelta(days=draw(st.integers(0, width)))
    side = draw(st.sampled_from(["both", "both", "both", "start", "end", "none"]))
    return Interval(start if side in ("both", "start") else None, end if side in ("both", "end") else None)


near = st.dates(date(2024, 2, 26), date(2024, 3, 4))


def allowed(interval: Interval) -> list[date]:
    """The days of an interval, with an open side cut off well beyond the days used here."""
    first = interval.earliest or date(2024, 1, 20)
    last = interval.latest or date(2024, 4, 10)
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def within(draw: st.DrawFn, interval: Interval) -> Interval:
    """Some interval inside another one."""
    first, last = allowed(interval)[0], allowed(interval)[-1]
    start = draw(st.dates(first, last))
    return Interval(start, draw(st.dates(start, last)))


@pytest.mark.parametrize(
    ("day", "amount", "unit", "expected"),
    [
        (date(2024, 1, 31), 1, "months", date(2024, 2, 29)),
        (date(2023, 1, 31), 1, "months", date(2023, 2, 28)),
        (date(2024, 1, 31), 2, "months", date(2024, 3, 31)),
        (date(2024, 2, 29), 1, "years", date(2025, 2, 28)),
        (date(2024, 2, 29), 4, "years", date(2028, 2, 29)),
        (date(2024, 12, 15), 1, "months", date(2025, 1, 15)),
        (date(2024, 2, 28), 2, "days", date(2024, 3, 1)),
        (date(2024, 2, 28), 1, "weeks", date(2024, 3, 6)),
        (date(2024, 3, 31), -1, "months", date(2024, 2, 29)),
        (date(2024, 3, 1), -1, "days", date(2024, 2, 29)),
        (date(2024, 3, 1), 0, "months", date(2024, 3, 1)),
        (date(9998, 5, 1), 1, "years", date(9999, 5, 1)),
        (date(9999, 12, 31), 1, "days", date.max),
        (date(2024, 1, 1), 10**12, "years", date.max),
        (date(2024, 1, 1), -(10**12), "weeks", date.min),
    ],
)
def test_adding_to_a_day(day: date, amount: int, unit: Unit, expected: date) -> None:
    assert add_to_day(day, amount, unit) == expected


@given(days, amounts, st.sampled_from(UNITS))
def test_adding_agrees_with_polars(day: date, amount: int, unit: Unit) -> None:
    shifted = polars.Series([day]).dt.offset_by(f"{amount}{OFFSET[unit]}")[0]
    assert add_to_day(day, amount, unit) == shifted


@given(days, days, amounts, st.sampled_from(UNITS))
def test_adding_keeps_the_order_of_days(one: date, other: date, amount: int, unit: Unit) -> None:
    first, last = sorted([one, other])
    assert add_to_day(first, amount, unit) <= add_to_day(last, amount, unit)


@given(intervals(), amounts, st.sampled_from(UNITS))
def test_adding_to_an_interval_moves_both_ends(interval: Interval, amount: int, unit: Unit) -> None:
    moved = add(interval, amount, unit)
    assert (moved.earliest is None) == (interval.earliest is None)
    assert (moved.latest is None) == (interval.latest is None)
    if interval.earliest:
        assert moved.earliest == add_to_day(interval.earliest, amount, unit)


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("2024-03-01..2024-03-01", "2024-03-01..2024-03-01", True),
        ("2024-03-01..2024-03-01", "2024-03-02..2024-03-02", False),
        ("2024-03-01..2024-03-02", "2024-03-01..2024-03-02", None),
        ("2024-03-01..2024-03-02", "2024-03-03..2024-03-04", False),
    ],
)
def test_the_same_day(left: str, right: str, same: bool | None) -> None:
    one, other = (Interval(*map(date.fromisoformat, text.split(".."))) for text in (left, right))
    assert compare(one, "=", other) is same
    assert compare(one, "!=", other) is (None if same is None else not same)


def test_beyond_the_calendar_the_end_is_open() -> None:
    assert add(exactly(date(9999, 12, 1)), 1, "years") == Interval(date.max, None)


@settings(max_examples=400)
@given(intervals(near), intervals(near), st.sampled_from(COMPARISONS))
def test_a_comparison_is_decided_exactly_if_all_days_agree(
    left: Interval, right: Interval, comparison: Comparison
) -> None:
    answers = {TESTS[comparison](one, other) for one in allowed(left) for other in allowed(right)}
    assert compare(left, comparison, right) is (answers.pop() if len(answers) == 1 else None)


@given(st.data(), intervals(near), intervals(near), st.sampled_from(COMPARISONS))
def test_narrowing_never_flips_an_answer(
    data: st.DataObject, left: Interval, right: Interval, comparison: Comparison
) -> None:
    before = compare(left, comparison, right)
    after = compare(within(data.draw, left), comparison, within(data.draw, right))
    assert before is None or after is before


@given(intervals(near), intervals(near))
def test_the_earlier_and_the_later_of_two(left: Interval, right: Interval) -> None:
    pairs = [(one, other) for one in allowed(left) for other in allowed(right)]
    for found, choose in ((earlier_of(left, right), min), (later_of(left, right), max)):
        chosen = sorted(choose(pair) for pair in pairs)
        assert first_day(found) in (chosen[0], date.min)
        assert last_day(found) in (chosen[-1], date.max)


@given(intervals(near), intervals(near))
def test_hull_and_overlap(left: Interval, right: Interval) -> None:
    both = hull(left, right)
    assert (both.earliest is None) == (left.earliest is None or right.earliest is None)
    assert (both.latest is None) == (left.latest is None or right.latest is None)
    assert first_day(both) == min(first_day(left), first_day(right))
    assert last_day(both) == max(last_day(left), last_day(right))
    assert overlap(left, right) == bool(set(allowed(left)) & set(allowed(right)))


def test_an_interval_cannot_be_empty() -> None:
    with pytest.raises(ValueError, match="cannot end"):
        Interval(date(2024, 1, 2), date(2024, 1, 1))


@pytest.mark.parametrize(
    ("interval", "words"),
    [
        (exactly(date(2023, 3, 15)), "2023-03-15"),
        (Interval(date(2023, 3, 1), date(2023, 3, 31)), "between 2023-03-01 and 2023-03-31"),
        (Interval(None, date(2023, 3, 31)), "on or before 2023-03-31"),
        (Interval(date(2023, 3, 1), None), "on or after 2023-03-01"),
        (UNBOUNDED, "at an unknown date"),
    ],
)
def test_intervals_in_words(interval: Interval, words: str) -> None:
    assert str(interval) == words
