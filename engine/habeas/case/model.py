"""A case: the facts of one person, who says so, and what the parties are bound by. Frozen; a change is a new case."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache, reduce
from typing import Literal
from unicodedata import normalize

from habeas.case.dates import Interval, hull, overlap
from habeas.case.errors import CaseDefect, CaseError, suggestion
from habeas.rulebook.conditions import Party

Known = bool | str | float | Interval | tuple[Interval, ...] | tuple[str, ...]
"""A value by type of fact: yes-no, choice or text or country, number, date, dates, countries."""

Absence = Literal["unknown", "refused", "not applicable"]
ABSENCES: tuple[Absence, ...] = ("unknown", "refused", "not applicable")


@dataclass(frozen=True, slots=True)
class FactValue:
    """The answer to one question, with its provenance.

    Either a `value`, or an `absence` (all three count as unknown for rules; the last two are not asked again),
    or different answers by different `accounts`.
    """

    value: Known | None = None
    absence: Absence | None = None
    accounts: tuple[tuple[str, "FactValue"], ...] = ()
    source: str = ""
    reliability: str = ""
    note: str = ""
    confidentiality: str = ""

    @property
    def known(self) -> Known | None:
        """The value that rules see: what is known and, if given by accounts, what no account denies."""
        return agreed(self._told) if self.accounts else self.value

    @property
    def disputed(self) -> bool:
        """Whether accounts contradict each other, so that the fact counts as unknown."""
        return bool(self._told) and self.known is None

    @property
    def _told(self) -> list[Known]:
        return [answer.value for _, answer in self.accounts if answer.value is not None]

    def under(self, account: str) -> "FactValue":
        """The answer of one account; where that account is silent, the answer stays as it is."""
        answer = dict(self.accounts).get(account)
        return self if answer is None or answer.value is None else answer


@dataclass(frozen=True, slots=True)
class Parties:
    """Who holds the person, the other side, and the State on whose territory it happens. None: not known."""

    holder: str | None = None
    adversary: str | None = None
    territory: str | None = None

    def named(self, party: Party) -> str | None:
        """The name of a party."""
        match party:
            case "holder":
                return self.holder
            case "adversary":
                return self.adversary
            case "territory":
                return self.territory


@dataclass(frozen=True)
class Case:
    """The facts of one person.

    `as_of` is the date of the check. `treaties` says per instrument which States are bound (True) or not (False); a
    State not named is not known here. `positions` are the readings chosen where the case departs from the default.
    `expect` is plain data: what a worked case must give.
    """

    id: str
    title: str = ""
    as_of: Interval | None = None
    parties: Parties = Parties()
    treaties: Mapping[str, Mapping[str, bool]] = field(default_factory=dict)
    positions: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    expect: Mapping[str, object] = field(default_factory=dict)
    source: str = ""
    narrative: str = ""
    tags: tuple[str, ...] = ()
    file: str = ""

    @cached_property
    def known(self) -> dict[str, Known]:
        """The values that rules see, by fact key. What is not here is unknown."""
        values = ((key, answer.known) for key, answer in self.facts.items())
        return {key: value for key, value in values if value is not None}

    @cached_property
    def disputed(self) -> tuple[str, ...]:
        """The keys of facts on which accounts contradict each other, sorted."""
        return tuple(sorted(key for key, answer in self.facts.items() if answer.disputed))

    @cached_property
    def accounts(self) -> tuple[str, ...]:
        """The names of all accounts, sorted."""
        return tuple(sorted({name for answer in self.facts.values() for name, _ in answer.accounts}))

    def under(self, account: str) -> "Case":
        """The case as one account tells it: its answers where it speaks, the common ones elsewhere.

        Raises `CaseError` (unknown-account) if nobody of that name says anything.
        """
        if account not in self.accounts:
            reason, hint = "No fact of this case is told by this account.", suggestion(account, self.accounts)
            expected = " or ".join(self.accounts) or "a case with accounts"
            raise CaseError([CaseDefect(self.file, 1, "unknown-account", "accounts", account, reason, expected, hint)])
        return replace(self, facts={key: answer.under(account) for key, answer in self.facts.items()})

    def with_facts(self, changes: Mapping[str, FactValue]) -> "Case":
        """The same case with some answers replaced or added."""
        changed = replace(self, facts={**self.facts, **changes})
        if "known" in vars(self):  # made for thousands of cases around one: what did not change is not asked again
            known = {**self.known, **{key: answer.known for key, answer in changes.items()}}
            vars(changed)["known"] = {key: value for key, value in known.items() if value is not None}
        return changed


def agreed(values: Sequence[Known]) -> Known | None:
    """What several accounts agree on, or None if they contradict each other (or say nothing).

    Dates agree if some day fits all; the result then covers all of them, so that it holds whoever is right.
    Names agree whatever their case; lists of names whatever their order.
    """
    if not values:
        return None
    intervals = [value for value in values if isinstance(value, Interval)]
    if len(intervals) == len(values):
        return reduce(hull, intervals) if _overlapping(intervals) else None
    first = values[0]
    return first if all(_comparable(value) == _comparable(first) for value in values) else None


@lru_cache(maxsize=4096)
def name_key(name: str) -> str:
    """The form in which names of States are compared: case and spacing do not matter.

    >>> name_key("  state  A") == name_key("State A")
    True
    """
    return normalize("NFC", " ".join(name.split())).casefold()


def _overlapping(intervals: Sequence[Interval]) -> bool:
    # On a line, intervals that meet in pairs have a day in common.
    return all(overlap(left, right) for left in intervals for right in intervals)


def _comparable(value: Known) -> object:
    if isinstance(value, str):
        return name_key(value)
    if isinstance(value, tuple):
        return Counter(name_key(item) if isinstance(item, str) else item for item in value)
    return value
