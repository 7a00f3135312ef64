"""The forms in which a partial date may be written, and those that are refused."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.case.dates import Interval
from habeas.case.datetext import DATE_PATTERN, DateTextError, parse_interval

ACCEPTED = [
    ("2023", "2023-01-01", "2023-12-31"),
    ("2023-02", "2023-02-01", "2023-02-28"),
    ("2024-02", "2024-02-01", "2024-02-29"),
    ("2023-03-15", "2023-03-15", "2023-03-15"),
    ("before 2023-05-01", "", "2023-04-30"),
    ("before 2023", "", "2022-12-31"),
    ("after 2023-05-01", "2023-05-02", ""),
    ("after 2023-05", "2023-06-01", ""),
    ("on or before 2023-05-01", "", "2023-05-01"),
    ("on or before 2023-05", "", "2023-05-31"),
    ("on or after 2023-05", "2023-05-01", ""),
    ("after spring 2023", "2023-06-22", ""),
    ("about 2023-03-15", "2023-02-28", "2023-03-30"),
    ("about 2023-01", "2022-12-01", "2023-02-28"),
    ("about 2023-12", "2023-11-01", "2024-01-31"),
    ("about 2023", "2022-07-01", "2024-06-30"),
    ("2023-03-01..2023-03-20", "2023-03-01", "2023-03-20"),
    ("2023-03-01..2023-03-01", "2023-03-01", "2023-03-01"),
    ("2023-03 .. 2023-05", "2023-03-01", "2023-05-31"),
    ("between 2023-03-01 and late 2023-05", "2023-03-01", "2023-05-31"),
    ("spring 2023", "2023-03-01", "2023-06-21"),
    ("summer 2023", "2023-06-01", "2023-09-23"),
    ("autumn 2023", "2023-09-01", "2023-12-21"),
    ("fall 2023", "2023-09-01", "2023-12-21"),
    ("winter 2023/24", "2023-12-01", "2024-03-20"),
    ("winter 1999/2000", "1999-12-01", "2000-03-20"),
    ("winter 1999/00", "1999-12-01", "2000-03-20"),
    ("early 2023-03", "2023-03-01", "2023-03-10"),
    ("mid-2023-03", "2023-03-10", "2023-03-20"),
    ("late 2023-02", "2023-02-20", "2023-02-28"),
    ("early 2023", "2023-01-01", "2023-04-30"),
    ("mid 2023", "2023-04-01", "2023-09-30"),
    ("late 2023", "2023-09-01", "2023-12-31"),
]
REFUSED = [
    ("03/04/2023", "ambiguous-date", "2023-03-04 or 2023-04-03"),
    ("3.4.2023", "ambiguous-date", "2023-03-04 or 2023-04-03"),
    ("15-03-2023", "ambiguous-date", "Write 2023-03-15."),
    ("03/04/23", "ambiguous-date", "four digits"),
    ("31/31/2023", "ambiguous-date", "such as"),
    ("winter 2023", "ambiguous-date", "winter 2022/23 or winter 2023/24"),
    ("winter 2023/25", "ambiguous-date", "winter 2023/24"),
    ("2023-02-30", "impossible-date", ""),
    ("2023-02-29", "impossible-date", ""),
    ("2023-13", "impossible-date", ""),
    ("2023-00", "impossible-date", ""),
    ("2023-03-00", "impossible-date", ""),
    ("0000", "impossible-date", ""),
    ("9999-12-31", "impossible-date", "unknown"),
    ("before 0001", "impossible-date", ""),
    ("late 2023-13", "impossible-date", ""),
    ("2023-05..2023-04", "empty-interval", "2023-04..2023-05"),
    ("between 2024 and 2023", "empty-interval", "2023..2024"),
    ("", "not-a-date", "2023-03-15"),
    ("yesterday", "not-a-date", "2023-03-15"),
    ("2023/03/04", "not-a-date", ""),
    ("20230304", "not-a-date", ""),
    ("about spring 2023", "not-a-date", ""),
    ("about before 2023", "not-a-date", ""),
    ("spring 2023/24", "not-a-date", "spring 2023"),
    ("2023-3-4", "not-a-date", ""),
    ("٢٠٢٣", "not-a-date", ""),
]


def bound(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(("text", "earliest", "latest"), ACCEPTED)
def test_accepted_forms(text: str, earliest: str, latest: str) -> None:
    assert parse_interval(text) == Interval(bound(earliest), bound(latest))
    assert parse_interval(f"  {text.upper()} ") == parse_interval(text)
    assert re.search(DATE_PATTERN, text)


@pytest.mark.parametrize(("text", "code", "hint"), REFUSED)
def test_refused_forms(text: str, code: str, hint: str) -> None:
    with pytest.raises(DateTextError) as caught:
        parse_interval(text)
    assert caught.value.code == code
    assert hint in caught.value.suggestion
    # What the schema lets through is at most a day that does not exist, a range or a winter that does not fit.
    assert code != "not-a-date" or not re.search(DATE_PATTERN, text)


days = st.dates(date(1800, 1, 1), date(2199, 12, 31))


@given(days, days, st.sampled_from(["day", "range", "before", "after"]))
def test_what_is_written_reads_back(one: date, other: date, kind: str) -> None:
    first, last = sorted([one, other])
    interval = {
        "day": Interval(first, first),
        "range": Interval(first, last),
        "before": Interval(None, last),
        "after": Interval(first, None),
    }[kind]
    assert parse_interval(interval.notation) == interval
    assert parse_interval(str(interval)) == interval


WORDS = [
    "about",
    "before",
    "after",
    "on or",
    "between",
    "and",
    "..",
    "winter",
    "mid",
    "2023",
    "-02",
    "-30",
    "/",
    "é",
    " ",
]


@given(
    st.one_of(st.text(), st.lists(st.sampled_from(WORDS)).map(" ".join), st.lists(st.sampled_from(WORDS)).map("".join))
)
def test_nothing_but_a_date_error_comes_out(text: str) -> None:
    try:
        interval = parse_interval(text)
    except DateTextError as error:
        assert error.reason
        assert error.suggestion
    else:
        assert interval.earliest or interval.latest
