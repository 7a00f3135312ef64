"""Dates for the solver: an interval of days as two whole numbers, with the comparisons of `case/dates.py`.

Day numbers are proleptic ordinals. A side before the first or after the last day that a case can name is open: no
comparison can tell an open side from one that is far enough away. Calendar months and years are not linear, so "some
months after this day" is a number between the fewest and the most days that these months can have, in the order of the
days they come from; what this leaves too free is fixed for single months when the engine disagrees (`Calendar.refine`).
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from habeas.case.dates import Interval, add_to_day
from habeas.rulebook.conditions import Comparison, Unit
from habeas.verify.solver import Solver, Term

# The days that a case file can name (`case/datetext.py`).
FIRST, LAST = date(1800, 1, 1).toordinal(), date(2199, 12, 31).toordinal()


@dataclass(frozen=True, slots=True)
class Rails:
    """Two terms that never hold together: something is true, something is false."""

    true: Term
    false: Term


@dataclass(frozen=True, slots=True)
class Moment:
    """A date of the case: whether it is known, and the first and last day it can be."""

    known: Term
    low: Term
    high: Term


class Calendar:
    """Moments and the time between them."""

    def __init__(self, solver: Solver) -> None:
        self.solver = solver
        self.moments: list[Moment] = []
        self._later: dict[tuple[str, int, Unit], Term] = {}
        self._shifted: dict[tuple[int, Unit], list[tuple[Term, Term]]] = {}

    def moment(self, name: str) -> Moment:
        """A date that the case may or may not give."""
        made = self.solver
        new = Moment(made.boolean(f"{name} known"), made.integer(f"{name} low"), made.integer(f"{name} high"))
        made.require(new.low <= new.high)
        self.moments.append(new)
        return new

    def literal(self, day: date) -> Moment:
        """A known day."""
        number = self.solver.number(day.toordinal())
        return Moment(self.solver.true, number, number)

    def compare(self, left: Moment, comparison: Comparison, right: Moment) -> Rails:
        """As `case.dates.compare`, and unknown while a side is unknown."""
        true, false = self._compare(left, comparison, right)
        known = (left.known, right.known)
        return Rails(self.solver.both((*known, true)), self.solver.both((*known, false)))

    def _compare(self, left: Moment, comparison: Comparison, right: Moment) -> tuple[Term, Term]:
        match comparison:
            case "<":
                return left.high < right.low, left.low >= right.high
            case ">":
                return right.high < left.low, right.low >= left.high
            case "<=":
                return right.low >= left.high, right.high < left.low
            case ">=":
                return left.low >= right.high, left.high < right.low
            case "=":
                same = (left.low == left.high, right.low == right.high, left.low == right.low)
                apart = self.solver.either((left.high < right.low, right.high < left.low))
                return self.solver.both(same), apart
            case "!=":
                equal, apart = self._compare(left, "=", right)
                return apart, equal

    def later(self, moment: Moment, amount: int, unit: Unit) -> Moment:
        """Some whole units after a moment."""
        if unit in ("days", "weeks"):
            days = amount * (7 if unit == "weeks" else 1)
            return Moment(moment.known, moment.low + days, moment.high + days)
        low, high = (self._months_later(day, amount, unit) for day in (moment.low, moment.high))
        return Moment(moment.known, low, high)

    def _months_later(self, day: Term, amount: int, unit: Unit) -> Term:
        key = (str(day), amount, unit)
        if key not in self._later:
            fewest, most = days_in(amount, unit)
            result = self.solver.integer(f"{day} and {amount} {unit}")
            self.solver.require(self.solver.both((day + fewest <= result, result <= day + most)))
            for other, other_result in self._shifted.setdefault((amount, unit), []):
                self.solver.imply(day <= other, result <= other_result)
                self.solver.imply(other <= day, other_result <= result)
            self._shifted[amount, unit].append((day, result))
            self._later[key] = result
        return self._later[key]

    def refine(self) -> bool:
        """Fix the months after each day of the case found last, for the whole month in which that day lies.

        False if nothing was wrong with them.
        """
        wrong = []
        for (amount, unit), pairs in self._shifted.items():
            for day, result in pairs:
                number = self.solver.value(day)
                if FIRST <= number <= LAST and self.solver.value(result) != shifted(number, amount, unit):
                    wrong.append((day, result, date.fromordinal(number), amount, unit))
        for day, result, found, amount, unit in wrong:
            for first, last in runs(found, amount, unit):
                inside = self.solver.both((day >= first, day <= last))
                # Days at the end of a longer month all lead to the last day of a shorter one.
                ahead = shifted(first, amount, unit)
                flat = last > first and shifted(last, amount, unit) == ahead
                self.solver.imply(inside, result == ahead if flat else result == day + (ahead - first))
        return bool(wrong)

    def found(self, moment: Moment) -> Interval | None:
        """A moment in the case found last; None if it is unknown there."""
        if not self.solver.is_true(moment.known):
            return None
        low, high = self.solver.value(moment.low), self.solver.value(moment.high)
        earliest = date.fromordinal(low) if FIRST <= low <= LAST else None
        return Interval(earliest, date.fromordinal(high) if FIRST <= high <= LAST else None)

    def exact(self) -> Term:
        """Every date of the case is a single day."""
        return self.solver.both(moment.low == moment.high for moment in self.moments)

    def recent(self, first: date, last: date) -> Term:
        """Every date of the case lies in a time of which people speak."""
        early, late = first.toordinal(), last.toordinal()
        return self.solver.both(term for moment in self.moments for term in (moment.low >= early, moment.high <= late))


@lru_cache(maxsize=256)
def days_in(amount: int, unit: Unit) -> tuple[int, int]:
    """The fewest and the most days that some months or years can have."""
    # Twelve years around a century that is no leap year meet every pattern of months and leap days.
    starts = (date(2095, 1, 1) + timedelta(days=step) for step in range(12 * 366))
    also = (date(1995, 1, 1) + timedelta(days=step) for step in range(12 * 366))
    lengths = {(add_to_day(day, amount, unit) - day).days for days in (starts, also) for day in days}
    return min(lengths), max(lengths)


def shifted(number: int, amount: int, unit: Unit) -> int:
    """The day number some units after a day number."""
    return add_to_day(date.fromordinal(number), amount, unit).toordinal()


def runs(day: date, amount: int, unit: Unit) -> list[tuple[int, int]]:
    """The month of a day in one or two runs of day numbers: those that move on together, those that meet in one day."""
    first = day.replace(day=1).toordinal()
    last = day.replace(day=monthrange(day.year, day.month)[1]).toordinal()
    ahead = shifted(first, amount, unit) - first
    together = max(number for number in range(first, last + 1) if shifted(number, amount, unit) - number == ahead)
    return [(first, together), *([(together + 1, last)] if together < last else [])]
