"""One answer: from the text of a file to a typed value, by the type of its fact. Every refusal is a `BadValueError`."""

import re
from collections.abc import Callable
from math import isfinite

from habeas.case.dates import UNBOUNDED, Interval
from habeas.case.datetext import ACCEPTED, DateTextError, parse_interval
from habeas.case.errors import BadValueError, suggestion
from habeas.case.model import Absence, FactValue, Known
from habeas.rulebook.model import Fact
from habeas.rulebook.yamltext import Mapping, Node, Scalar, Sequence

YES = frozenset({"yes", "true"})
NO = frozenset({"no", "false"})
PROVENANCE = ("source", "reliability", "note", "confidentiality")
_ABSENCES: dict[str, Absence] = {
    "": "unknown",
    "~": "unknown",
    "null": "unknown",
    "unknown": "unknown",
    "refused": "refused",
    "not applicable": "not applicable",
    "not-applicable": "not applicable",
    "n/a": "not applicable",
}
_NUMBER = re.compile(r"(-?)([0-9]{1,15}(?:\.[0-9]{1,20})?(?:e[+-]?[0-9]{1,3})?)(?: +([a-z]+))?")


def read_answer(fact: Fact, node: Node) -> FactValue:
    """The answer to a question: a value, an absence, or a mapping with provenance or accounts.

    Raises `BadValueError`.
    """
    if not isinstance(node, Mapping):
        return _plain_answer(fact, node)
    _check_fields(node, ("value", "accounts", *PROVENANCE))
    provenance = {name: _text_field(node, name) for name in PROVENANCE}
    accounts = node.get("accounts")
    if accounts is None:
        answer = _plain_answer(fact, node.get("value") or Scalar("", node.line))
        return FactValue(answer.value, answer.absence, (), **provenance)
    if node.get("value") is not None:
        raise BadValueError("wrong-type", "value, accounts", "The fact has a value and accounts.", "one of the two")
    return FactValue(None, None, _accounts(fact, accounts), **provenance)


def read_value(fact: Fact, node: Node) -> Known:
    """A known value of the type of the fact: bool, text, number, interval, or a tuple of intervals or names.

    Raises `BadValueError`.
    """
    if fact.type in ("dates", "countries"):
        return _list(fact, node)
    if not isinstance(node, Scalar):
        raise BadValueError("wrong-type", "", "A single answer is needed here, not a list.", expected_form(fact))
    return _READERS[fact.type](node.text, fact)


def absence_of(text: str, fact: Fact | None = None) -> Absence | None:
    """The absence a text stands for, if any. An option of a choice is always meant as that option.

    >>> absence_of("Refused"), absence_of("yes")
    ('refused', None)
    """
    if fact is not None and text in fact.options:
        return None
    return _ABSENCES.get(text.strip().lower())


def expected_form(fact: Fact) -> str:
    """What an answer to this fact looks like, for messages and documentation."""
    match fact.type:
        case "yes-no":
            return "yes or no"
        case "choice":
            return " or ".join(fact.options)
        case "number":
            return f"a number{f' of {fact.unit}' if fact.unit else ''} in digits, such as 12"
        case "date":
            return f"a date, such as {ACCEPTED}"
        case "dates":
            return "a list of dates, such as [2023-03-15, 2023-04]"
        case "country":
            return "the name of a country"
        case "countries":
            return "a list of names of countries, such as [State A, State B]"
        case "text":
            return "a text"


def _plain_answer(fact: Fact, node: Node) -> FactValue:
    if isinstance(node, Scalar) and (absence := absence_of(node.text, fact)):
        return FactValue(None, absence)
    return FactValue(read_value(fact, node))


def _accounts(fact: Fact, node: Node) -> tuple[tuple[str, FactValue], ...]:
    if not isinstance(node, Mapping) or not node.entries:
        reason, expected = "Accounts are told by name.", "accounts: {family: ..., authority: ...}"
        raise BadValueError("wrong-type", "accounts", reason, expected)
    return tuple((name.text, _told(fact, answer)) for name, answer in node.entries)


def _told(fact: Fact, node: Node) -> FactValue:
    answer = read_answer(fact, node)
    if answer.accounts:
        reason, expected = "An account cannot contain accounts.", "one answer for each account"
        raise BadValueError("wrong-type", "accounts", reason, expected)
    return answer


def _check_fields(node: Mapping, known: tuple[str, ...]) -> None:
    for name, _ in node.entries:
        if name.text not in known:
            expected, hint = " or ".join(known), suggestion(name.text, known)
            raise BadValueError("unknown-section", name.text, "An answer has no such part.", expected, hint)


def _text_field(node: Mapping, name: str) -> str:
    value = node.get(name) or Scalar("", node.line)
    if not isinstance(value, Scalar):
        raise BadValueError("wrong-type", name, "This part of an answer is a text.", "a text")
    return value.text


def _list(fact: Fact, node: Node) -> tuple[Interval, ...] | tuple[str, ...]:
    items = node.items if isinstance(node, Sequence) else (node,)
    texts = [item.text for item in items if isinstance(item, Scalar)]
    if len(texts) < len(items):
        raise BadValueError("wrong-type", "", "The list contains something that is not a text.", expected_form(fact))
    if fact.type == "dates":
        return tuple(_event(text, fact) for text in texts)
    return tuple(_country(text, fact) for text in texts)


def _event(text: str, fact: Fact) -> Interval:
    # An event of unknown date still counts as an event.
    return UNBOUNDED if absence_of(text) == "unknown" else _date(text, fact)


def _yes_no(text: str, fact: Fact) -> bool:
    word = text.strip().lower()
    if word not in YES | NO:
        hint = "Write unknown if nobody knows."
        raise BadValueError("wrong-type", text, "The question asks for yes or no.", expected_form(fact), hint)
    return word in YES


def _choice(text: str, fact: Fact) -> str:
    option = text.strip()
    if option in fact.options:
        return option
    labels = {label: value for value, label in fact.options.items()}
    hint = f"Write {labels[option]}." if option in labels else suggestion(option, fact.options)
    raise BadValueError("unknown-option", text, "This is not one of the options.", expected_form(fact), hint)


def _number(text: str, fact: Fact) -> float:
    match = _NUMBER.fullmatch(text.strip().lower())
    if not match or match[3] not in (None, fact.unit):
        raise BadValueError("not-a-number", text, "This cannot be read as a number.", expected_form(fact))
    amount = float(match[2])
    if not isfinite(amount):
        raise BadValueError("not-a-number", text, "The number is too large.", expected_form(fact))
    if match[1] and amount:
        raise BadValueError("negative-number", text, "The number is below zero.", expected_form(fact))
    return amount


def _date(text: str, fact: Fact) -> Interval:
    return read_date(text, expected_form(fact))


def read_date(text: str, expected: str = f"a date, such as {ACCEPTED}") -> Interval:
    """An interval from text. Raises `BadValueError` (wrong-type, ambiguous-date, impossible-date, empty-interval)."""
    try:
        return parse_interval(text)
    except DateTextError as error:
        code = "wrong-type" if error.code == "not-a-date" else error.code
        hint = "" if error.code == "not-a-date" else error.suggestion
        raise BadValueError(code, text, error.reason, expected, hint) from None


def _country(text: str, fact: Fact) -> str:
    name = " ".join(text.split())
    if not name or absence_of(name):
        hint = "Answer unknown for the whole list if it is not complete."
        raise BadValueError("wrong-type", text, "A name is missing.", expected_form(fact), hint)
    return name


def _text(text: str, fact: Fact) -> str:
    return text


_READERS: dict[str, Callable[[str, Fact], Known]] = {
    "yes-no": _yes_no,
    "choice": _choice,
    "number": _number,
    "date": _date,
    "country": _country,
    "text": _text,
}
