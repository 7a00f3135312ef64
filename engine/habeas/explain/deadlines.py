"""When a duty falls due. If the trigger is known only in part, so is the due date: an interval."""

from collections.abc import Mapping

from habeas.case.dates import Interval, add
from habeas.case.model import Case, Known
from habeas.explain.model import Deadline
from habeas.rulebook.conditions import Point
from habeas.rulebook.model import Due, Duty


def deadline_of(duty: Duty, case: Case) -> Deadline | None:
    """The time a duty leaves in this case: limit in words, due date, or time elapsed. None without one."""
    due = duty.due
    if due.within is not None and due.each:
        return _deadline(
            f"within {due.within} {due.unit} of each occurrence", _last(case.known, due.each), due.within, due
        )
    if due.within is not None:
        return _deadline(f"within {due.within} {due.unit}", _at(due.start, case), due.within, due)
    if due.every is not None:
        latest = _last(case.known, due.over) or _at(due.start, case)
        return _deadline(f"every {due.every} {due.unit}", latest, due.every, due)
    if due.standard or due.start:
        return Deadline(limit=due.standard, elapsed=_elapsed(_at(due.start, case), case.as_of))
    return None


def _deadline(limit: str, start: Interval | None, amount: int, due: Due) -> Deadline:
    if start is None:
        return Deadline(limit=limit)
    end = add(start, amount, due.unit)
    return Deadline(
        limit=limit,
        earliest=end.earliest.isoformat() if end.earliest else "",
        latest=end.latest.isoformat() if end.latest else "",
    )


def _at(point: Point | None, case: Case) -> Interval | None:
    if point is None:
        return None
    if point.kind == "as-of":
        return case.as_of
    value = case.known.get(point.value)
    if isinstance(value, Interval):
        return value
    dates = _dates(case.known, point.value)
    return (dates[0] if point.kind == "first" else dates[-1]) if dates else None


def _dates(known: Mapping[str, Known], key: str) -> list[Interval]:
    value = known.get(key)
    dates = [item for item in value if isinstance(item, Interval)] if isinstance(value, tuple) else []
    return sorted(dates, key=lambda item: (str(item.earliest or ""), str(item.latest or "")))


def _last(known: Mapping[str, Known], key: str) -> Interval | None:
    dates = _dates(known, key)
    return dates[-1] if dates else None


def _elapsed(start: Interval | None, end: Interval | None) -> str:
    """The days between two partial dates, in words; empty if nothing can be said."""
    if not (start and end and start.earliest and end.latest):
        return ""
    most = (end.latest - start.earliest).days
    if not (start.latest and end.earliest):
        return f"at most {most} days"
    least = max((end.earliest - start.latest).days, 0)
    return f"{most} days" if least == most else f"{least} to {most} days"
