"""The values of facts in words."""

from habeas.case.dates import Interval
from habeas.case.model import Case, Known
from habeas.rulebook.model import Rulebook


def value_text(key: str, rulebook: Rulebook, case: Case) -> str:
    """What the case says of a fact, of a party (`party.holder`) or of `as-of`, for people."""
    if key == "as-of":
        return str(case.as_of) if case.as_of else "not given"
    if key.startswith("party."):
        return _party(key, case)
    answer = case.facts.get(key)
    if answer is None:
        return "unknown"
    if answer.disputed:
        told = [f"{account}: {known_text(key, said.value, rulebook)}" for account, said in answer.accounts]
        return f"disputed ({'; '.join(told)})"
    if answer.known is None:
        return answer.absence or "unknown"
    return known_text(key, answer.known, rulebook)


def known_text(key: str, value: Known | None, rulebook: Rulebook) -> str:
    """A value for people: labels for choices, units for numbers."""
    fact = rulebook.facts[key]
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(str(item) for item in value) or "none"
    if isinstance(value, float):
        return f"{value:g} {fact.unit}".strip()
    if isinstance(value, Interval):
        return str(value)
    return fact.options.get(value, value)


def _party(key: str, case: Case) -> str:
    match key.removeprefix("party."):
        case "holder":
            return case.parties.holder or "the holder"
        case "adversary":
            return case.parties.adversary or "the other side"
        case _:
            return case.parties.territory or "the State of the territory"
