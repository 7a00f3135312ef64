"""Lists of events on partly known days: the first, the last, the longest gap, and whether each was followed up.

Every answer holds for all choices of days that the intervals allow, or it is unknown.
"""

from collections.abc import Callable
from datetime import date
from functools import reduce

from habeas.case.dates import Interval, add, add_to_day, earlier_of, first_day, last_day, later_of
from habeas.logic.truth import Truth, conjunction, negation
from habeas.rulebook.conditions import Comparison, Unit

Events = tuple[Interval, ...]


def first_of(events: Events | None) -> Interval | None:
    """When the first event is; None if the list is unknown or empty."""
    return reduce(earlier_of, events) if events else None


def last_of(events: Events | None) -> Interval | None:
    """When the last event is; None if the list is unknown or empty."""
    return reduce(later_of, events) if events else None


def each_followed(events: Events, others: Events, amount: int, unit: Unit) -> Truth:
    """Whether each event has one of the others on the same day or later, but no later than the time after it."""
    return conjunction(_followed(event, others, amount, unit) for event in events)


def longest_gap(
    events: Events, start: Interval | None, end: Interval | None, comparison: Comparison, amount: int, unit: Unit
) -> Truth:
    """The longest time without an event, compared with an amount of a unit (calendar months and years).

    `start` and `end`, where given, count as events; events before the start or after the end do not matter.
    With fewer than two events there is no gap.
    """
    inside = _between(events, start, end)
    longer = _some_gap(inside, lambda day: add_to_day(day, amount, unit))
    # A gap of at least the amount is one that is longer than a day less.
    at_least = _some_gap(inside, lambda day: add_to_day(add_to_day(day, amount, unit), -1, "days"))
    match comparison:
        case ">":
            return longer
        case ">=":
            return at_least
        case "<":
            return negation(at_least)
        case "<=":
            return negation(longer)
        case "=":
            return conjunction([at_least, negation(longer)])
        case "!=":
            return negation(conjunction([at_least, negation(longer)]))


def _followed(event: Interval, others: Events, amount: int, unit: Unit) -> Truth:
    """Certain if one of the others falls into the time whatever the days; impossible if none can."""
    limit = add(event, amount, unit)
    if any(last_day(event) <= first_day(other) and last_day(other) <= first_day(limit) for other in others):
        return True
    if any(first_day(event) <= last_day(other) and first_day(other) <= last_day(limit) for other in others):
        return None
    return False


def _between(events: Events, start: Interval | None, end: Interval | None) -> Events:
    """The events with both ends. An event outside is moved to the end beyond which it lies, where it makes no gap."""
    if start is not None:
        events = tuple(later_of(event, start) for event in events)
    if end is not None:
        events = tuple(earlier_of(event, end) for event in events)
    return (*events, *(point for point in (start, end) if point is not None))


def _some_gap(events: Events, reach: Callable[[date], date]) -> Truth:
    """Whether some gap goes beyond its reach: the last day by which the next event would have to follow."""
    if len(events) < 2 or not _can_gap(events, reach):
        return False
    return None if _can_avoid_gaps(events, reach) else True


def _can_gap(events: Events, reach: Callable[[date], date]) -> bool:
    """Whether days can be chosen so that there is a gap.

    If so, then also one that begins on the earliest possible day of some event: every other event can be before it or
    beyond its reach.
    """
    for begin in {first_day(event) for event in events}:
        limit = reach(begin)
        beyond = [event for event in events if last_day(event) > limit]
        if beyond and all(first_day(event) <= begin or last_day(event) > limit for event in events):
            return True
    return False


def _can_avoid_gaps(events: Events, reach: Callable[[date], date]) -> bool:
    """Whether days can be chosen so that there is no gap.

    The first day is taken as late as possible. From there, among the events within reach, the one that has to happen
    soonest goes as far as it can: no other choice gets further.
    """
    waiting = sorted(events, key=last_day)
    day = last_day(waiting.pop(0))
    while waiting:
        limit = reach(day)
        following = next((event for event in waiting if first_day(event) <= limit), None)
        if following is None:
            return False
        waiting.remove(following)
        day = max(day, min(last_day(following), limit))
    return True
