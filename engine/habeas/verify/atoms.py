"""Comparisons of facts for the solver, as `evaluate/comparisons.py` has them: a rail for true, one for false."""

from collections.abc import Mapping
from datetime import date

from habeas.case.participation import ARMED_GROUP, HOLDER_KIND, STATE
from habeas.evaluate.comparisons import _COMPARE as COMPARE
from habeas.rulebook.conditions import (
    Answer,
    Atom,
    BoundBy,
    Count,
    Country,
    DateTest,
    Elapsed,
    Followed,
    Includes,
    LongestGap,
    NumberTest,
    OneOf,
    Point,
    Reading,
    SameCountry,
)
from habeas.rulebook.model import Instrument
from habeas.verify.dates import Moment, Rails
from habeas.verify.facts import Facts
from habeas.verify.solver import Term


class Atoms:
    """The atoms of one rulebook over shared facts. `pinned` fixes readings of positions for this rulebook only."""

    def __init__(self, facts: Facts, instruments: Mapping[str, Instrument], pinned: Mapping[str, str]) -> None:
        self.facts, self.solver, self.instruments, self.pinned = facts, facts.solver, instruments, pinned
        self.forward: list[Term] = []
        """A gap that is too long lies between a start and a later end, as in cases that people tell."""
        self._gaps: dict[tuple[str, str, str], list[tuple[LongestGap, Rails]]] = {}
        self._followed: list[tuple[Followed, Rails]] = []

    def rails(self, name: str, atom: Atom | Reading) -> Rails:
        """The two rails of an atom. `name` names free variables where an atom needs them."""
        match atom:
            case Answer():
                return self.facts.yes_no[atom.fact]
            case OneOf():
                return self._one_of(atom)
            case Reading():
                return self._reading(atom)
            case NumberTest():
                return self._number(atom)
            case DateTest():
                left, right = self._point(atom.left), self._point(atom.right)
                return self.facts.calendar.compare(left, atom.comparison, right)
            case Elapsed():
                limit = self.facts.calendar.later(self._point(atom.start), atom.amount, atom.unit)
                return self.facts.calendar.compare(self._point(atom.end), atom.comparison, limit)
            case Count():
                return self._count(atom)
            case SameCountry():
                return self._same_country(atom)
            case Includes():
                return self._includes(atom)
            case BoundBy():
                return self._bound(atom)
            case LongestGap():
                return self._gap(name, atom)
            case Followed():
                return self._each_followed(name, atom)

    def forgotten(self, atom: Atom | Reading, key: str) -> Rails:
        """The rails of an atom if one fact that it reads is unknown."""
        made = self.solver
        if isinstance(atom, Followed) and key != atom.fact:
            events = self.facts.lists[atom.fact]
            return Rails(made.both((events.known, events.count == 0)), made.false)
        return Rails(made.false, made.false)

    def _one_of(self, atom: OneOf) -> Rails:
        options = self.facts.choices[atom.fact]
        yes = [term for name, term in options.items() if name in atom.values]
        no = [term for name, term in options.items() if name not in atom.values]
        return Rails(self.solver.either(yes), self.solver.either(no))

    def _reading(self, atom: Reading) -> Rails:
        if atom.position in self.pinned:
            chosen = self.pinned[atom.position] == atom.reading
            return Rails(self._constant(chosen), self._constant(not chosen))
        term = self.facts.positions[atom.position].get(atom.reading, self.solver.false)
        return Rails(term, self.solver.negation(term))

    def _constant(self, value: bool) -> Term:
        return self.solver.true if value else self.solver.false

    def _number(self, atom: NumberTest) -> Rails:
        holds = COMPARE[atom.comparison]
        values = self.facts.numbers[atom.fact]
        yes = [term for value, term in values.items() if holds(value, atom.amount)]
        no = [term for value, term in values.items() if not holds(value, atom.amount)]
        return Rails(self.solver.either(yes), self.solver.either(no))

    def _point(self, point: Point) -> Moment:
        match point.kind:
            case "as-of":
                return self.facts.as_of
            case "literal":
                return self.facts.calendar.literal(date.fromisoformat(point.value))
            case "fact":
                return self.facts.dates[point.value]
            case "first":
                return self.facts.lists[point.value].first
            case "last":
                return self.facts.lists[point.value].last

    def _count(self, atom: Count) -> Rails:
        dates = self.facts.lists[atom.fact]
        holds = COMPARE[atom.comparison](dates.count, atom.amount)
        both, negation = self.solver.both, self.solver.negation
        return Rails(both((dates.known, holds)), both((dates.known, negation(holds))))

    def _country(self, country: Country) -> tuple[Term, ...]:
        return self.facts.countries[f"party.{country.value}" if country.kind == "party" else country.value]

    def _same_country(self, atom: SameCountry) -> Rails:
        made, left, right = self.solver, self._country(atom.left), self._country(atom.right)
        same = made.either(made.both(pair) for pair in zip(left, right, strict=True))
        known = (made.either(left), made.either(right))
        return Rails(same, made.both((*known, made.negation(same))))

    def _includes(self, atom: Includes) -> Rails:
        made, names, country = self.solver, self.facts.names[atom.fact], self._country(atom.country)
        inside = made.either(made.both(pair) for pair in zip(country, names.members, strict=True))
        empty = made.negation(names.some)
        outside = made.either((empty, made.both((made.either(country), made.negation(inside)))))
        return Rails(made.both((names.known, inside)), made.both((names.known, outside)))

    def _bound(self, atom: BoundBy) -> Rails:
        """What the case says comes first; then custom, universal treaties, and that an armed group is no State."""
        made, party = self.solver, self.facts.countries[f"party.{atom.party}"]
        said = self.facts.said_of(atom.instrument)
        yes = made.either(made.both((name, rails.true)) for name, rails in zip(party, said, strict=True))
        no = made.either(made.both((name, rails.false)) for name, rails in zip(party, said, strict=True))
        silent = made.negation(made.either((yes, no)))
        instrument = self.instruments[atom.instrument]
        if instrument.custom:
            return Rails(made.either((yes, silent)), no)
        group, state = (
            self._holder_is(kind) if atom.party == "holder" else made.false for kind in (ARMED_GROUP, STATE)
        )
        if not instrument.universal:
            return Rails(yes, made.either((no, made.both((silent, group)))))
        named = made.true if atom.party == "territory" else made.either((*party, state))
        bound = made.both((silent, made.negation(group), named))
        return Rails(made.either((yes, bound)), made.either((no, made.both((silent, group)))))

    def _holder_is(self, kind: str) -> Term:
        return self.facts.choices.get(HOLDER_KIND, {}).get(kind, self.solver.false)

    def _free(self, name: str) -> Rails:
        rails = Rails(self.solver.boolean(f"{name} true"), self.solver.boolean(f"{name} false"))
        self.solver.at_most_one((rails.true, rails.false))
        return rails

    def _gap(self, name: str, atom: LongestGap) -> Rails:
        """A gap is left free within what is certain: everything is known, and no gap is longer than the whole time."""
        made, rails = self.solver, self._free(name)
        settled = made.either((rails.true, rails.false))
        dates = self.facts.lists[atom.fact]
        made.imply(settled, dates.known)
        exact = [dates.known, dates.exact]
        for point in (atom.start, atom.end):
            if point is not None:
                moment = self._point(point)
                made.imply(settled, moment.known)
                exact += [moment.known, moment.low == moment.high]
        made.imply(made.both(exact), settled)
        if atom.comparison == ">" and atom.start and atom.end:
            self._whole_time(atom, rails)
        self._ordered(atom, rails)
        return rails

    def _whole_time(self, atom: LongestGap, rails: Rails) -> None:
        assert atom.start and atom.end
        made, dates = self.solver, self.facts.lists[atom.fact]
        start, end = self._point(atom.start), self._point(atom.end)
        whole = self.facts.calendar.compare(end, ">", self.facts.calendar.later(start, atom.amount, atom.unit))
        forward = start.high <= end.low  # an end before the start makes a gap as well
        empty = made.both((dates.known, dates.count == 0))
        made.imply(made.both((forward, rails.true)), whole.true)
        self.forward.append(made.either((forward, made.negation(rails.true))))
        made.imply(made.both((forward, dates.known, whole.false)), rails.false)
        made.imply(made.both((empty, whole.true)), rails.true)
        made.imply(made.both((empty, rails.false)), whole.false)

    def _ordered(self, atom: LongestGap, rails: Rails) -> None:
        """A gap that is longer than the longer time is longer than the shorter one."""
        key = (atom.fact, str(atom.start), str(atom.end))
        known = self._gaps.setdefault(key, [])
        for other, other_rails in known:
            if other.comparison == atom.comparison == ">" and other.unit == atom.unit:
                shorter, longer = (rails, other_rails) if atom.amount < other.amount else (other_rails, rails)
                self.solver.imply(longer.true, shorter.true)
                self.solver.imply(shorter.false, longer.false)
        known.append((atom, rails))

    def _each_followed(self, name: str, atom: Followed) -> Rails:
        made, rails = self.solver, self._free(name)
        events, others = self.facts.lists[atom.fact], self.facts.lists[atom.by]
        none = made.both((events.known, events.count == 0))
        made.imply(none, rails.true)
        for rail in (rails.true, rails.false):
            made.imply(rail, made.either((none, made.both((events.known, others.known)))))
        made.imply(made.both((events.known, events.count >= 1, others.known, others.count == 0)), rails.false)
        exact = made.both((events.known, events.exact, others.known, others.exact))
        made.imply(exact, made.either((rails.true, rails.false)))
        return rails
