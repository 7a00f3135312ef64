"""For each fact the values worth trying: every option, both sides of every limit that a rule sets, vague dates."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from habeas.case.dates import Interval, add_to_day, exactly
from habeas.case.model import FactValue, Known
from habeas.logic.plan import Plan, literals
from habeas.rulebook.conditions import Atom, Elapsed, LongestGap, NumberTest, Point, Reading
from habeas.rulebook.model import Fact, Rulebook

AS_OF = date(2024, 6, 1)
STATES = ("State A", "State B", "State C")
ABSENT = (FactValue(absence="unknown"), FactValue(absence="refused"), FactValue(absence="not applicable"))
# Days before the date of the check on which things happen, besides the limits that the rules set themselves.
_USUAL_AGES = (0, 1, 10, 45, 200, 400)


@dataclass(frozen=True, eq=False)
class Pools:
    """The values to try for each fact of a rulebook, and which facts each rule reads."""

    rulebook: Rulebook
    plan: Plan

    @cached_property
    def values(self) -> dict[str, tuple[FactValue, ...]]:
        """By fact key, the known values worth trying. Text never decides and is left out."""
        facts = self.rulebook.facts.values()
        return {fact.key: tuple(map(FactValue, self._known(fact))) for fact in facts if fact.type != "text"}

    def _known(self, fact: Fact) -> Iterable[Known]:
        match fact.type:
            case "yes-no":
                return (True, False)
            case "choice":
                return tuple(fact.options)
            case "number":
                return tuple(sorted(self._numbers(fact.key)))
            case "country":
                return STATES
            case "countries":
                return ((), *((state,) for state in STATES), STATES[:2])
            case "date":
                return self.days
            case _:
                return self._lists

    def _numbers(self, key: str) -> set[float]:
        limits = {atom.amount for atom in self._atoms if isinstance(atom, NumberTest) and atom.fact == key}
        return {limit + step for limit in limits or {1.0} for step in (-1.0, 0.0, 1.0)}

    @cached_property
    def _atoms(self) -> list[Atom]:
        return [atom for atom in self.plan.atoms.values() if not isinstance(atom, Reading)]

    @cached_property
    def days(self) -> tuple[Interval, ...]:
        """Dates before the check: usual ones, both sides of every time limit, and some that are known only in part."""
        found = {AS_OF - timedelta(days=age) for age in _USUAL_AGES}
        for atom in self._atoms:
            if isinstance(atom, Elapsed | LongestGap):
                limit = add_to_day(AS_OF, -atom.amount, atom.unit)
                found |= {limit + timedelta(days=step) for step in (-1, 0, 1)}
        for atom in self._atoms:
            found |= {date.fromisoformat(point.value) for point in points(atom) if point.kind == "literal"}
        vague = (
            Interval(AS_OF - timedelta(days=60), AS_OF),
            Interval(None, AS_OF - timedelta(days=30)),
            Interval(AS_OF - timedelta(days=400), None),
        )
        return (*(exactly(day) for day in sorted(found)), *vague)

    @cached_property
    def _lists(self) -> tuple[tuple[Interval, ...], ...]:
        exact = [day for day in self.days if day.exact]
        pairs = [tuple(exact[start::step]) for start in (0, 1) for step in (2, 3, 7)]
        return ((), *((day,) for day in exact[::3]), *pairs, tuple(exact))

    @cached_property
    def rules(self) -> tuple[str, ...]:
        """The names of the nodes of rules, in the order of the plan."""
        kinds = ("issue", "duty", "disposition", "exception", "concept")
        return tuple(name for name, node in self.plan.nodes.items() if node.kind in kinds)

    @cached_property
    def cones(self) -> dict[str, tuple[str, ...]]:
        """By name of a rule's node, the facts on which its value depends, directly or through concepts."""
        return {name: self.cone(name) for name in self.rules}

    def cone(self, name: str) -> tuple[str, ...]:
        """The facts on which the value of one rule's node depends; of a duty, also whether it is met or breached."""
        kind, _, subject = name.partition(":")
        nodes = [name, *([f"met:{subject}", f"breached:{subject}"] if kind == "duty" else [])]
        return tuple(dict.fromkeys(key for node in nodes for key in self._read[node]))

    @cached_property
    def _read(self) -> dict[str, dict[str, None]]:
        """By name of node, the facts it reads, directly or through other nodes; each set is built from earlier ones."""
        read: dict[str, dict[str, None]] = {}
        for node in self.plan.nodes.values():  # each comes after all that it reads
            facts = read[node.name] = dict[str, None]()
            for leaf in literals(node.formula):
                atom = self.plan.atoms.get(leaf.name) if leaf.kind == "atom" else None
                facts |= read[leaf.name] if leaf.kind == "node" else dict.fromkeys(_facts(atom))
            for other in (name for pair in node.presumptions for name in pair):
                facts |= read[other]
        return read


def _facts(atom: Atom | Reading | None) -> tuple[str, ...]:
    return () if atom is None or isinstance(atom, Reading) else atom.facts


def points(atom: Atom) -> list[Point]:
    """The dates that an atom compares."""
    fields = (getattr(atom, name, None) for name in ("left", "right", "start", "end"))
    return [point for point in fields if isinstance(point, Point)]
