"""Partial dates as closed intervals of days, and the one calendar arithmetic that all engines share.

An interval says: the date is one of these days, nobody knows which. A comparison is decided only if every choice of
days gives the same answer; narrowing an interval therefore never changes an answer that was decided.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from habeas.rulebook.conditions import Comparison, Unit

_DAYS = {"days": 1, "weeks": 7}
_MONTHS = {"months": 1, "years": 12}


@dataclass(frozen=True, slots=True)
class Interval:
    """Some day from `earliest` to `latest`, both included; None means that this side is open."""

    earliest: date | None
    latest: date | None

    def __post_init__(self) -> None:
        if self.earliest and self.latest and self.earliest > self.latest:
            raise ValueError(f"an interval cannot end ({self.latest}) before it begins ({self.earliest})")

    @property
    def exact(self) -> bool:
        """Whether the day is known."""
        return self.earliest is not None and self.earliest == self.latest

    @property
    def notation(self) -> str:
        """The form that `parse_interval` reads back to the same interval.

        >>> Interval(date(2023, 3, 1), date(2023, 3, 31)).notation, Interval(None, date(2023, 5, 1)).notation
        ('2023-03-01..2023-03-31', 'on or before 2023-05-01')
        """
        if self.exact:
            return str(self.earliest)
        if self.earliest is None:
            return "unknown" if self.latest is None else f"on or before {self.latest}"
        return f"on or after {self.earliest}" if self.latest is None else f"{self.earliest}..{self.latest}"

    def __str__(self) -> str:
        if self.earliest is None and self.latest is None:
            return "at an unknown date"
        if self.exact or self.earliest is None or self.latest is None:
            return self.notation
        return f"between {self.earliest} and {self.latest}"


UNBOUNDED = Interval(None, None)


def exactly(day: date) -> Interval:
    """The interval of one known day."""
    return Interval(day, day)


def first_day(interval: Interval) -> date:
    """The earliest possible day, with an open side as the first day of the calendar."""
    return interval.earliest or date.min


def last_day(interval: Interval) -> date:
    """The latest possible day, with an open side as the last day of the calendar."""
    return interval.latest or date.max


def add_to_day(day: date, amount: int, unit: Unit) -> date:
    """Some whole units later (or earlier, if negative). Months and years saturate at the end of the month.

    A result outside the calendar becomes its first or last day. Agrees with Polars `offset_by("1mo")`.

    >>> add_to_day(date(2024, 1, 31), 1, "months"), add_to_day(date(2024, 2, 29), 1, "years")
    (datetime.date(2024, 2, 29), datetime.date(2025, 2, 28))
    """
    if unit == "days" or unit == "weeks":
        return _from_ordinal(day.toordinal() + amount * _DAYS[unit])
    year, month = divmod(day.year * 12 + day.month - 1 + amount * _MONTHS[unit], 12)
    if not date.min.year <= year <= date.max.year:
        return date.min if year < date.min.year else date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add(interval: Interval, amount: int, unit: Unit) -> Interval:
    """Some whole units later. Exact, because adding never changes the order of days; open sides stay open."""
    earliest = None if interval.earliest is None else add_to_day(interval.earliest, amount, unit)
    latest = None if interval.latest is None else add_to_day(interval.latest, amount, unit)
    # Beyond the calendar nothing is known any more, so the far side opens.
    return Interval(None if earliest == date.min else earliest, None if latest == date.max else latest)


def is_before(left: Interval, right: Interval) -> bool | None:
    """Whether the left day comes before the right one; None if the intervals do not decide.

    >>> march = Interval(date(2023, 3, 1), date(2023, 3, 31))
    >>> is_before(march, exactly(date(2023, 4, 1))), is_before(march, exactly(date(2023, 3, 31)))
    (True, None)
    """
    if left.latest is not None and right.earliest is not None and left.latest < right.earliest:
        return True
    if left.earliest is not None and right.latest is not None and left.earliest >= right.latest:
        return False
    return None


def is_same_day(left: Interval, right: Interval) -> bool | None:
    """Whether both are the same day; None if the intervals do not decide."""
    if left.exact and left == right:
        return True
    return None if overlap(left, right) else False


def compare(left: Interval, comparison: Comparison, right: Interval) -> bool | None:
    """One date compared with another; None if the intervals do not decide."""
    match comparison:
        case "<":
            return is_before(left, right)
        case ">":
            return is_before(right, left)
        case "<=":
            return _not(is_before(right, left))
        case ">=":
            return _not(is_before(left, right))
        case "=":
            return is_same_day(left, right)
        case "!=":
            return _not(is_same_day(left, right))


def overlap(left: Interval, right: Interval) -> bool:
    """Whether some day lies in both."""
    return first_day(left) <= last_day(right) and first_day(right) <= last_day(left)


def hull(left: Interval, right: Interval) -> Interval:
    """The smallest interval that contains both."""
    open_start = left.earliest is None or right.earliest is None
    open_end = left.latest is None or right.latest is None
    return Interval(
        None if open_start else min(first_day(left), first_day(right)),
        None if open_end else max(last_day(left), last_day(right)),
    )


def earlier_of(left: Interval, right: Interval) -> Interval:
    """When the earlier of two dates is."""
    return _opened(min(first_day(left), first_day(right)), min(last_day(left), last_day(right)))


def later_of(left: Interval, right: Interval) -> Interval:
    """When the later of two dates is."""
    return _opened(max(first_day(left), first_day(right)), max(last_day(left), last_day(right)))


def _opened(earliest: date, latest: date) -> Interval:
    return Interval(None if earliest == date.min else earliest, None if latest == date.max else latest)


def _from_ordinal(ordinal: int) -> date:
    return date.min + timedelta(days=min(max(ordinal, 1), date.max.toordinal()) - 1)


def _not(value: bool | None) -> bool | None:
    return None if value is None else not value
