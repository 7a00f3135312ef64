"""The facts of a case as variables of the solver, and what the reader of cases refuses.

Nothing is assumed beyond what `case/` enforces: a yes/no fact is not both, a choice has at most one option, dates stand
in a possible order, and a date for something that did not happen is no answer.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import get_args

from habeas.case.coherence import DATED, ORDER, PAST
from habeas.rulebook.conditions import Atom, NumberTest, Party, Reading
from habeas.rulebook.model import Fact, Position, Rulebook
from habeas.verify.dates import Calendar, Moment, Rails
from habeas.verify.solver import Solver, Term

ROLES: tuple[Party, ...] = get_args(Party)


@dataclass(frozen=True, slots=True)
class Dates:
    """A list of dates: whether it is known, and each to the day; how many there are; when the first and the last is."""

    known: Term
    exact: Term
    count: Term
    first: Moment
    last: Moment


@dataclass(frozen=True, slots=True)
class Names:
    """A list of countries: whether it is known, which of the named ones it contains, whether it contains any."""

    known: Term
    members: tuple[Term, ...]
    some: Term


class Facts:
    """One variable, or a few, for everything a case may say. Shared by all rulebooks that are compared."""

    def __init__(self, solver: Solver, rulebooks: Iterable[Rulebook], atoms: Iterable[Atom | Reading]) -> None:
        self.solver, self.calendar = solver, Calendar(solver)
        self.shapes: dict[str, Fact] = {}
        self.positions: dict[str, dict[str, Term]] = {}
        self.yes_no: dict[str, Rails] = {}
        self.choices: dict[str, dict[str, Term]] = {}
        self.numbers: dict[str, dict[float, Term]] = {}
        self.dates: dict[str, Moment] = {}
        self.lists: dict[str, Dates] = {}
        self.countries: dict[str, tuple[Term, ...]] = {}
        self.names: dict[str, Names] = {}
        self.said: dict[str, list[Rails]] = {}
        self._limits = _limits(atoms)
        books = list(rulebooks)
        self.size = max(4, len(ROLES) + sum(fact.type == "country" for book in books for fact in book.facts.values()))
        self.as_of = self.calendar.moment("as-of")
        for role in ROLES:
            self.countries[f"party.{role}"] = self._country(f"party.{role}")
        for book in books:
            for fact in book.facts.values():
                self._declare(fact)
            for position in book.positions.values():
                self._position(position)
        self._coherence()

    def said_of(self, instrument: str) -> list[Rails]:
        """For each country: the case says that it is bound by the instrument, or that it is not."""
        if instrument not in self.said:
            self.said[instrument] = [self._rails(f"{instrument} of country {index}") for index in range(self.size)]
        return self.said[instrument]

    def _rails(self, name: str) -> Rails:
        rails = Rails(self.solver.boolean(f"{name} yes"), self.solver.boolean(f"{name} no"))
        self.solver.at_most_one((rails.true, rails.false))
        return rails

    def _country(self, name: str) -> tuple[Term, ...]:
        terms = tuple(self.solver.boolean(f"{name} country {index}") for index in range(self.size))
        self.solver.at_most_one(terms)
        return terms

    def _position(self, position: Position) -> None:
        terms = {name: self.solver.boolean(f"{position.id} reads {name}") for name in position.readings}
        known = self.positions.setdefault(position.id, terms)
        if known is terms:
            self.solver.require(self.solver.either(terms.values()))
            self.solver.at_most_one(list(terms.values()))

    def _declare(self, fact: Fact) -> None:
        if fact.key in self.shapes:
            return
        self.shapes[fact.key] = fact
        key = fact.key
        match fact.type:
            case "yes-no":
                self.yes_no[key] = self._rails(key)
            case "choice":
                self.choices[key] = {name: self.solver.boolean(f"{key} is {name}") for name in fact.options}
                self.solver.at_most_one(list(self.choices[key].values()))
            case "number":
                values = representatives(self._limits.get(key, set()))
                self.numbers[key] = {value: self.solver.boolean(f"{key} = {value}") for value in values}
                self.solver.at_most_one(list(self.numbers[key].values()))
            case "date":
                self.dates[key] = self.calendar.moment(key)
            case "dates":
                self.lists[key] = self._list(key)
            case "country":
                self.countries[key] = self._country(key)
            case "countries":
                self.names[key] = self._names(key)
            case "text":
                pass

    def _list(self, key: str) -> Dates:
        made = self.solver
        known, exact = made.boolean(f"{key} known"), made.boolean(f"{key} exact")
        count = made.integer(f"{key} count")
        first, last = (self.calendar.moment(f"{end} of {key}") for end in ("first", "last"))
        made.require(count >= 0)
        for end in (first, last):
            made.same(end.known, made.both((known, count >= 1)))
            made.imply(exact, end.low == end.high)
        made.require(made.both((first.low <= last.low, first.high <= last.high)))
        return Dates(known, exact, count, first, last)

    def _names(self, key: str) -> Names:
        made = self.solver
        members = tuple(made.boolean(f"{key} includes {index}") for index in range(self.size))
        names = Names(made.boolean(f"{key} known"), members, made.boolean(f"{key} has some"))
        for member in members:
            made.imply(member, names.some)
        return names

    def _coherence(self) -> None:
        made, dates = self.solver, self.dates
        for first, second in ORDER:
            if first in dates and second in dates:
                one, other = dates[first], dates[second]
                made.require(made.negation(made.both((one.known, other.known, other.high < one.low))))
        for key in PAST:
            if key in dates:
                later = self.as_of.high < dates[key].low
                made.require(made.negation(made.both((self.as_of.known, dates[key].known, later))))
        for key, happened, wanted in undatable(dates):
            if happened in self.yes_no:
                rails = self.yes_no[happened]
                made.require(made.negation(made.both((dates[key].known, rails.false if wanted else rails.true))))

    def recent(self) -> Term:
        """Dates in a time of which people speak, so that a case reads like one."""
        return self.calendar.recent(date(2000, 1, 1), date(2024, 6, 1))


def undatable(dates: Iterable[str]) -> list[tuple[str, str, bool]]:
    """A date, the yes/no fact on which it depends, and the answer it needs (`case/coherence.py`)."""
    return [*(row for row in DATED if row[0] in dates), *_named(dates)]


def _named(dates: Iterable[str]) -> list[tuple[str, str, bool]]:
    return [(key, key.removesuffix("_on"), True) for key in dates if key.endswith("_on")]


def _limits(atoms: Iterable[Atom | Reading]) -> Mapping[str, set[float]]:
    limits: dict[str, set[float]] = {}
    for atom in atoms:
        if isinstance(atom, NumberTest):
            limits.setdefault(atom.fact, set()).add(atom.amount)
    return limits


def representatives(limits: set[float]) -> list[float]:
    """One number for every answer that comparisons with these limits can tell apart; none is negative.

    >>> representatives({2.0, 3.0})
    [1.0, 2.0, 2.5, 3.0, 4.0]
    """
    ordered = sorted(limit for limit in limits if limit >= 0) or [0.0]
    found = [] if ordered[0] == 0 else [ordered[0] - 1 if ordered[0] >= 1 else ordered[0] / 2]
    for low, high in pairwise(ordered):
        found += [low, low + 1 if low + 1 < high else (low + high) / 2]
    return [*found, ordered[-1], ordered[-1] + 1]
