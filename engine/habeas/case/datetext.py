"""How people write a date they only partly know: a small grammar, which never guesses.

A *period* is `2023`, `2023-03`, `2023-03-15`, a season, or `early`, `mid`, `late` of a month or year. A date is a
period, or

- `before P`, `after P`, `on or before P`, `on or after P` (open on the other side);
- `P..P` or `between P and P`;
- `about P` for a day (15 days either way), a month (one month either way) or a year (six months either way).

Seasons are those of the northern hemisphere and cover both the meteorological and the astronomical reading: spring
1 March to 21 June, summer 1 June to 23 September, autumn (fall) 1 September to 21 December, winter 1 December to
20 March. A winter needs both years (`winter 2023/24`). `early`, `mid`, `late` of a month are its days 1-10, 10-20,
20-end; of a year its months 1-4, 4-9, 9-12. Wide on purpose: a date that is too wide leaves a question open, one that
is too narrow answers it wrongly.
"""

import re
from datetime import date
from functools import lru_cache

from habeas.case.dates import Interval, add_to_day

ACCEPTED = (
    "2023, 2023-03, 2023-03-15, before 2023-05-01, after 2023-05-01, on or before 2023-05, on or after 2023-05, "
    "about 2023-03-15, 2023-03-01..2023-03-20, early 2023-03, mid 2023, late 2023, spring 2023, winter 2023/24"
)
SIMPLE = r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?"
PERIOD = (
    rf"(?:{SIMPLE}|(?:early|mid|late)[ -][0-9]{{4}}(?:-[0-9]{{2}})?|(?:spring|summer|autumn|fall) [0-9]{{4}}"
    rf"|winter [0-9]{{4}}/(?:[0-9]{{4}}|[0-9]{{2}}))"
)
DATE_PATTERN = (
    rf"^(?:(?:before |after |on or before |on or after )?{PERIOD}|about {SIMPLE}|{PERIOD} ?\.\. ?{PERIOD}"
    rf"|between {PERIOD} and {PERIOD})$"
)

_OPEN = re.compile(rf"(before|after|on or before|on or after) ({PERIOD})")
_ABOUT = re.compile(rf"about ({SIMPLE})")
_RANGE = re.compile(rf"({PERIOD}) ?\.\. ?({PERIOD})|between ({PERIOD}) and ({PERIOD})")
_PART = re.compile(r"(early|mid|late)[ -]([0-9]{4})(?:-([0-9]{2}))?")
_SEASON = re.compile(r"(spring|summer|autumn|fall|winter) ([0-9]{4})(?:/([0-9]{2,4}))?")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.\-]([0-9]{1,2})[/.\-]([0-9]{4}|[0-9]{2})")

_SEASONS = {
    "spring": ((3, 1), (6, 21)),
    "summer": ((6, 1), (9, 23)),
    "autumn": ((9, 1), (12, 21)),
    "fall": ((9, 1), (12, 21)),
}
_PARTS_OF_MONTH = {"early": (1, 10), "mid": (10, 20), "late": (20, 31)}
_PARTS_OF_YEAR = {"early": (1, 4), "mid": (4, 9), "late": (9, 12)}


Period = tuple[date, date]
YEARS = range(1800, 2200)


class DateTextError(Exception):
    """A text that is not a date: `code` is not-a-date, ambiguous-date, impossible-date or empty-interval."""

    def __init__(self, code: str, reason: str, suggestion: str) -> None:
        super().__init__(f"{code}: {reason} {suggestion}")
        self.code, self.reason, self.suggestion = code, reason, suggestion


@lru_cache(maxsize=4096)
def parse_interval(text: str) -> Interval:
    """The days that a text may mean. Raises `DateTextError`.

    >>> print(parse_interval("2023-02"), "|", parse_interval("after 2023"), "|", parse_interval("winter 2023/24"))
    between 2023-02-01 and 2023-02-28 | on or after 2024-01-01 | between 2023-12-01 and 2024-03-20
    """
    words = " ".join(text.lower().split())
    if match := _OPEN.fullmatch(words):
        return _open(match[1], _period(match[2]))
    if match := _ABOUT.fullmatch(words):
        return _about(match[1])
    if match := _RANGE.fullmatch(words):
        return _range(match[1] or match[3], match[2] or match[4])
    first, last = _period(words)
    return Interval(first, last)


def _open(word: str, period: Period) -> Interval:
    first, last = period
    match word:
        case "before":
            return Interval(None, add_to_day(first, -1, "days"))
        case "after":
            return Interval(add_to_day(last, 1, "days"), None)
        case "on or before":
            return Interval(None, last)
        case _:
            return Interval(first, None)


def _range(first: str, last: str) -> Interval:
    start, end = _period(first)[0], _period(last)[1]
    if start > end:
        advice = f"Write {last}..{first}, if that is meant."
        raise DateTextError("empty-interval", "The range ends before it begins.", advice)
    return Interval(start, end)


def _about(text: str) -> Interval:
    """A day: 15 days either way; a month: the months beside it too; a year: six months either way."""
    first, last = _simple(text)
    if first == last:
        return Interval(add_to_day(first, -15, "days"), add_to_day(first, 15, "days"))
    months = 1 if "-" in text else 6
    end = add_to_day(last.replace(day=1), months, "months")
    return Interval(add_to_day(first, -months, "months"), _last_of_month(end.year, end.month))


def _period(words: str) -> Period:
    if re.fullmatch(SIMPLE, words):
        return _simple(words)
    if match := _PART.fullmatch(words):
        return _part(match[1], int(match[2]), match[3])
    if match := _SEASON.fullmatch(words):
        return _season(match[1], int(match[2]), match[3])
    if match := _DAY_FIRST.fullmatch(words):
        raise DateTextError("ambiguous-date", "Day and month cannot be told apart.", _both_readings(match))
    raise DateTextError("not-a-date", "This is not a date in an accepted form.", f"Write one of: {ACCEPTED}.")


def _simple(words: str) -> Period:
    parts = [int(part) for part in words.split("-")]
    match len(parts):
        case 3:
            day = _day(parts[0], parts[1], parts[2])
            return day, day
        case 2:
            return _day(parts[0], parts[1], 1), _last_of_month(parts[0], parts[1])
        case _:
            return _day(parts[0], 1, 1), _day(parts[0], 12, 31)


def _part(part: str, year: int, month: str | None) -> Period:
    if month is None:
        begin, until = _PARTS_OF_YEAR[part]
        return _day(year, begin, 1), _last_of_month(year, until)
    begin, until = _PARTS_OF_MONTH[part]
    end = _last_of_month(year, int(month))
    return end.replace(day=begin), end.replace(day=min(until, end.day))


def _season(season: str, year: int, second: str | None) -> Period:
    if season != "winter":
        if second:
            raise DateTextError("not-a-date", "Only a winter lies in two years.", f"Write {season} {year}.")
        (first_month, first), (last_month, last) = _SEASONS[season]
        return _day(year, first_month, first), _day(year, last_month, last)
    if second not in (str(year + 1), f"{(year + 1) % 100:02}"):
        one, other = f"winter {year - 1}/{year % 100:02}", f"winter {year}/{(year + 1) % 100:02}"
        raise DateTextError("ambiguous-date", "A winter lies in two years.", f"Write {one} or {other}.")
    return _day(year, 12, 1), _day(year + 1, 3, 20)


def _day(year: int, month: int, day: int) -> date:
    if year not in YEARS:
        reason = f"The year {year} lies outside {YEARS[0]} to {YEARS[-1]}."
        raise DateTextError("impossible-date", reason, "Check the year, or answer unknown.")
    try:
        return date(year, month, day)
    except ValueError:
        reason = f"There is no day {year:04}-{month:02}-{day:02}."
        raise DateTextError("impossible-date", reason, "Check year, month and day.") from None


def _last_of_month(year: int, month: int) -> date:
    return add_to_day(add_to_day(_day(year, month, 1), 1, "months"), -1, "days")


def _both_readings(match: re.Match[str]) -> str:
    first, second, year = match[1], match[2], match[3]
    if len(year) == 2:
        return "Write year-month-day with four digits for the year, such as 2023-03-15."
    readings = {f"{year}-{int(month):02}-{int(day):02}" for day, month in ((first, second), (second, first))}
    possible = sorted(reading for reading in readings if _exists(reading))
    return f"Write {' or '.join(possible)}." if possible else "Write year-month-day, such as 2023-03-15."


def _exists(reading: str) -> bool:
    try:
        return bool(_simple(reading))
    except DateTextError:
        return False
