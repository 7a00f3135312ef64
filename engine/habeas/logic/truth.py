"""Symmetric Kleene logic: `True`, `False`, and `None` for unknown. Unknown never counts as no."""

from collections.abc import Iterable

Truth = bool | None


def conjunction(values: Iterable[Truth]) -> Truth:
    """False if any is false, else unknown if any is unknown, else true (true when empty).

    >>> conjunction([None, False]), conjunction([True, None]), conjunction([])
    (False, None, True)
    """
    unknown = False
    for value in values:
        if value is False:
            return False
        unknown = unknown or value is None
    return None if unknown else True


def disjunction(values: Iterable[Truth]) -> Truth:
    """True if any is true, else unknown if any is unknown, else false (false when empty).

    >>> disjunction([None, True]), disjunction([False, None]), disjunction([])
    (True, None, False)
    """
    unknown = False
    for value in values:
        if value is True:
            return True
        unknown = unknown or value is None
    return None if unknown else False


def negation(value: Truth) -> Truth:
    """Not, with unknown staying unknown."""
    return None if value is None else not value
