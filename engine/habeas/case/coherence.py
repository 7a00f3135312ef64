"""Answers that cannot all be true: dates in an impossible order, and a date for something that did not happen.

Only what is impossible is refused. Vague dates that may still fit, and facts in dispute, pass.
"""

from collections.abc import Iterator

from habeas.case.dates import Interval, is_before
from habeas.case.errors import BadValueError
from habeas.case.model import Case
from habeas.rulebook.model import Rulebook

# Pairs of dates of which the first cannot come after the second. Facts that a rulebook does not have are skipped.
ORDER = (
    ("person.born_on", "detention.began_on"),
    ("detention.began_on", "detention.ended_on"),
    ("conflict.began_on", "conflict.active_hostilities_ended_on"),
)
# Events that have happened if they have a date, so that they cannot lie after the date of the check.
PAST = (
    "person.born_on",
    "conflict.began_on",
    "conflict.active_hostilities_ended_on",
    "detention.began_on",
    "detention.ended_on",
)
# A date that exists only if a yes/no fact has this value. `x_on` with `x` is such a pair without being named here.
DATED = (("detention.ended_on", "detention.still_held", False),)


def incoherences(case: Case, rulebook: Rulebook) -> Iterator[tuple[str, BadValueError]]:
    """Everything impossible about a case, each with the key of the fact to which it belongs."""
    yield from _order(case)
    yield from _future(case)
    yield from _undone(case, rulebook)


def _order(case: Case) -> Iterator[tuple[str, BadValueError]]:
    for first, second in ORDER:
        earlier, later = case.known.get(first), case.known.get(second)
        if isinstance(earlier, Interval) and isinstance(later, Interval) and is_before(later, earlier):
            reason = f"It is {later}, but {first} is {earlier}, and that cannot come later."
            yield second, BadValueError("impossible-order", str(later), reason, "", "Check both dates.")


def _future(case: Case) -> Iterator[tuple[str, BadValueError]]:
    for key in PAST:
        day = case.known.get(key)
        if case.as_of and isinstance(day, Interval) and is_before(case.as_of, day):
            reason = f"It lies after the date of the check, which is {case.as_of}."
            yield key, BadValueError("impossible-order", str(day), reason, "", "Check both dates.")


def _undone(case: Case, rulebook: Rulebook) -> Iterator[tuple[str, BadValueError]]:
    named = ((key, key.removesuffix("_on"), True) for key in case.known if key.endswith("_on"))
    for key, happened, wanted in (*DATED, *named):
        fact, day, answer = rulebook.facts.get(happened), case.known.get(key), case.known.get(happened)
        if fact is None or fact.type != "yes-no" or not isinstance(day, Interval) or answer in (None, wanted):
            continue
        said = "no" if wanted else "yes"
        reason = f"There is a date, but {happened} is answered {said}."
        advice = "Correct one of the two, or answer the date with not applicable."
        yield key, BadValueError("contradiction", str(day), reason, "", advice)
