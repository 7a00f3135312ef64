"""Compiles the `due` part of a duty into the conditions under which the duty is met and breached.

Once:        met = done and in time;  breached = (not done and the time is over) or (done and too late)
Periodic:    met = no gap longer than the period;  breached = some gap longer
Occurrences: met = each occurrence followed in time;  breached = some occurrence not
Both may be false (pending: the time still runs) or unknown (open).
"""

from typing import Literal

from habeas.rulebook.blocks import UNITS, DueBlock, DutyBlock
from habeas.rulebook.conditions import (
    All,
    Answer,
    AnyOf,
    Condition,
    Elapsed,
    Followed,
    LongestGap,
    Not,
    Point,
    Test,
    Unit,
)
from habeas.rulebook.errors import BlockError
from habeas.rulebook.model import Due
from habeas.rulebook.resolve import resolve_point
from habeas.rulebook.vocabulary import Vocabulary

_FORMS = (
    "Write one of: within + from + done + on; every + over + from (+ to); within + each + on; "
    "or met-when and breached-when."
)


def compile_due(
    block: DutyBlock,
    met: Condition | None,
    breached: Condition | None,
    excused: Condition | None,
    vocabulary: Vocabulary,
) -> tuple[Due, Condition, Condition]:
    """The time limit as data, and the conditions of being met and of being breached.

    Raises `BlockError` with code bad-due, or with the code of a wrong name.
    """
    if block.due is None or block.due.standard:
        return _standard(block, block.due or DueBlock.model_validate({}), met, breached, excused, vocabulary)
    if met is not None or breached is not None:
        raise BlockError("bad-due", block.id, "due and met-when / breached-when exclude each other.", _FORMS)
    due = block.due
    if due.every:
        limit, done, late = _periodic(block.id, due, vocabulary)
    elif due.each:
        limit, done, late = _occurrences(block.id, due, vocabulary)
    else:
        limit, done, late = _once(block.id, due, vocabulary)
    if excused is not None:
        late = All(of=(late, Not(of=excused)))
    return limit, done, late


def _standard(
    block: DutyBlock,
    due: DueBlock,
    met: Condition | None,
    breached: Condition | None,
    excused: Condition | None,
    vocabulary: Vocabulary,
) -> tuple[Due, Condition, Condition]:
    """No number in the law: the author says when the duty is met and breached; the words of the standard are shown."""
    if met is None or breached is None:
        raise BlockError("bad-due", block.id, "Without a number, a duty needs met-when and breached-when.", _FORMS)
    if due.within or due.every or due.each or due.over or due.done:
        raise BlockError("bad-due", block.id, "A standard has no number: it takes only from and excused-when.", _FORMS)
    start = block.from_ or due.from_
    point = resolve_point(start, vocabulary) if start else None
    if excused is not None:
        breached = All(of=(breached, Not(of=excused)))
    return Due(standard=block.standard or due.standard, start=point), met, breached


def _once(duty: str, due: DueBlock, vocabulary: Vocabulary) -> tuple[Due, Condition, Condition]:
    if not (due.within and due.from_ and due.on) or due.over:
        raise BlockError("bad-due", duty, "within needs from, on and (usually) done.", _FORMS)
    amount, unit = _span(duty, due.within)
    start, on = resolve_point(due.from_, vocabulary), resolve_point(due.on, vocabulary)
    in_time, late = _elapsed(unit, start, on, "<=", amount), _elapsed(unit, start, on, ">", amount)
    over = _elapsed(unit, start, Point(kind="as-of"), ">", amount)
    limit = Due(within=amount, unit=unit, start=start, done=due.done, on=due.on)
    if not due.done:
        return limit, in_time, late
    vocabulary.typed(due.done, f"done: {due.done}", "yes-no")
    done = Test(of=Answer(fact=due.done))
    breached = AnyOf(of=(All(of=(Not(of=done), over)), All(of=(done, late))))
    return limit, All(of=(done, in_time)), breached


def _periodic(duty: str, due: DueBlock, vocabulary: Vocabulary) -> tuple[Due, Condition, Condition]:
    if not (due.over and due.from_) or due.within or due.each:
        raise BlockError("bad-due", duty, "every needs over (a list of dates) and from.", _FORMS)
    amount, unit = _span(duty, due.every)
    vocabulary.typed(due.over, f"over: {due.over}", "dates")
    start = resolve_point(due.from_, vocabulary)
    end = resolve_point(due.to or "as-of", vocabulary)
    gap = LongestGap(fact=due.over, start=start, end=end, comparison=">", amount=amount, unit=unit)
    late = Test(of=gap)
    return Due(every=amount, unit=unit, start=start, end=end, over=due.over), Not(of=late), late


def _occurrences(duty: str, due: DueBlock, vocabulary: Vocabulary) -> tuple[Due, Condition, Condition]:
    if not (due.within and due.on) or due.from_ or due.over:
        raise BlockError("bad-due", duty, "each needs within and on (a list of dates).", _FORMS)
    amount, unit = _span(duty, due.within)
    for key in (due.each, due.on):
        vocabulary.typed(key, f"each: {due.each}, on: {due.on}", "dates")
    followed = Test(of=Followed(fact=due.each, by=due.on, amount=amount, unit=unit))
    return Due(within=amount, unit=unit, each=due.each, on=due.on), followed, Not(of=followed)


def _span(duty: str, text: str) -> tuple[int, Unit]:
    """`7 days` as (7, "days")."""
    amount, _, unit = text.partition(" ")
    if not amount.isdigit() or unit not in UNITS:
        raise BlockError("bad-due", f"{duty}: {text}", "A span is a whole number and days, weeks, months or years.")
    return int(amount), UNITS[unit]


def _elapsed(unit: Unit, start: Point, end: Point, comparison: Literal["<=", ">"], amount: int) -> Condition:
    return Test(of=Elapsed(unit=unit, start=start, end=end, comparison=comparison, amount=amount))
