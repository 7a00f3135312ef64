"""Differences between two rulebooks as a table: what changes for whom."""

from collections import Counter
from collections.abc import Sequence

from tabulate import tabulate

from habeas.verify.diff import Change
from habeas.verify.text import case_text

_SHOWN_FACTS = 6


def table_text(changes: Sequence[Change]) -> str:
    """One row for each finding that is not the same: before, after, and a person for whom it changes."""
    rows = [(change.id, change.finding, _before(change), _after(change), _whom(change)) for change in _changed(changes)]
    headers = ("Finding", "Kind", "Before", "After", "For whom")
    return tabulate(rows, headers=headers, tablefmt="simple", maxcolwidths=[34, None, 14, 14, 46]) if rows else ""


def cases_text(changes: Sequence[Change]) -> str:
    """Each difference with the smallest case that shows it, as a case file."""
    shown = [change for change in changes if change.case is not None]
    return "\n".join(f"# {change.id}\n{case_text(change.case or {})}" for change in shown)


def summary(changes: Sequence[Change]) -> str:
    """How many findings are proved the same, and what became of the others."""
    counts = Counter[str](change.kind for change in changes)
    words = {
        "same": "proved equivalent",
        "differs": "differ",
        "only before": "only before",
        "only after": "only after",
        "undecided": "not decided in time",
    }
    return ", ".join(f"{counts[kind]} {text}" for kind, text in words.items() if counts[kind]) + "."


def _changed(changes: Sequence[Change]) -> list[Change]:
    return [change for change in changes if change.kind != "same"]


def _before(change: Change) -> str:
    return {"only after": "(no such rule)", "undecided": "not decided"}.get(change.kind, change.before or "(rule)")


def _after(change: Change) -> str:
    return {"only before": "(no such rule)", "undecided": "not decided"}.get(change.kind, change.after or "(rule)")


def _whom(change: Change) -> str:
    facts = (change.case or {}).get("facts")
    if not isinstance(facts, dict):
        return "anybody" if change.case is not None else ""
    told = [f"{key}: {value}" for key, value in facts.items()]
    more = f", and {len(told) - _SHOWN_FACTS} more answers" if len(told) > _SHOWN_FACTS else ""
    return ", ".join(told[:_SHOWN_FACTS]) + more
