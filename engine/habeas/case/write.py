"""Writes a case as plain data in the form of a case file: what is written reads back as the same case."""

from habeas.case.dates import Interval
from habeas.case.model import Case, FactValue, Known
from habeas.case.values import PROVENANCE

Written = str | float | list[str] | dict[str, object]


def plain_case(case: Case) -> dict[str, object]:
    """The case as `dict`, `list`, `str` and numbers, ready for JSON or YAML. Empty sections are left out."""
    parties = {"holder": case.parties.holder, "adversary": case.parties.adversary, "territory": case.parties.territory}
    sections: dict[str, object] = {
        "id": case.id,
        "title": case.title,
        "as-of": case.as_of.notation if case.as_of else "",
        "parties": {role: name for role, name in parties.items() if name},
        "treaties": {
            key: {state: _yes_no(is_bound) for state, is_bound in states.items()}
            for key, states in case.treaties.items()
        },
        "positions": dict(case.positions),
        "facts": {key: plain_answer(answer) for key, answer in case.facts.items()},
        "expect": dict(case.expect),
        "source": case.source,
        "narrative": case.narrative,
        "tags": list(case.tags),
    }
    return {name: content for name, content in sections.items() if content}


def plain_answer(answer: FactValue) -> Written:
    """One answer: the bare value, or a mapping if it has provenance or accounts."""
    provenance = {part: text for part in PROVENANCE if (text := getattr(answer, part))}
    if answer.accounts:
        return {"accounts": {name: plain_answer(told) for name, told in answer.accounts}, **provenance}
    value = plain_value(answer.value) if answer.value is not None else answer.absence or "unknown"
    return {"value": value, **provenance} if provenance else value


def plain_value(value: Known) -> str | float | list[str]:
    """A value in the form in which it is read: `yes`, a number, a date in words, a list."""
    match value:
        case bool():
            return _yes_no(value)
        case tuple():
            return [item if isinstance(item, str) else item.notation for item in value]
        case Interval():
            return value.notation
        case _:
            return value


def _yes_no(value: bool) -> str:
    return "yes" if value else "no"
