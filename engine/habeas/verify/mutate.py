"""Does the evidence notice when the law is wrong? Each mutant is evaluated on the examples and cases that can tell."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from habeas.case.model import Case
from habeas.case.participation import ParticipationTable
from habeas.evaluate.atoms import compile_atom, compile_atoms
from habeas.evaluate.comparisons import Test
from habeas.evaluate.expect import mismatches
from habeas.evaluate.verdicts import dispositions_on, node_of
from habeas.logic.from_rulebook import compile_part, compile_plan
from habeas.logic.plan import Node, Plan
from habeas.rulebook.conditions import Atom, Reading
from habeas.rulebook.model import LegalException, Position, Rulebook
from habeas.verify.evidence import Evidence
from habeas.verify.mutants import TABLES, Mutant
from habeas.verify.table import Bits, Network, OneCase, columns, difference, numbers, packed, read_by


@dataclass(frozen=True, slots=True)
class Effect:
    """What a mutant makes of the plan: nodes that are computed otherwise, atoms it needs that the plan lacks.

    `readings` are atoms of the plan whose value another default changes.
    """

    rulebook: Rulebook
    nodes: dict[str, Node]
    atoms: dict[str, Atom | Reading]
    readings: dict[str, Reading]

    @property
    def key(self) -> tuple[object, ...]:
        """Two mutants with the same key do the same to every case."""
        return tuple((name, node.formula, node.presumptions) for name, node in sorted(self.nodes.items()))


@dataclass(frozen=True, slots=True)
class Judged:
    """A mutant and the title of the first example or case that notices it; empty if none does."""

    mutant: Mutant
    effect: Effect
    noticed_by: str = ""


class Sample:
    """Some cases with their values, and what a mutant makes of these."""

    def __init__(self, network: Network, tests: "Tests", cases: Sequence[Case], values: dict[str, Bits]) -> None:
        self.network, self.tests, self.cases, self.values = network, tests, cases, values
        self._columns: dict[str, Bits] = {}

    def changed(self, effect: Effect) -> dict[str, Bits]:
        """The atoms and nodes that a mutant changes in some of the cases."""
        atoms = {name: self._column(name, atom) for name, atom in effect.atoms.items()}
        for name, reading in effect.readings.items():
            test = compile_atom(reading, effect.rulebook, self.tests.table)
            atoms[name] = packed(test(case) for case in self.cases)
        return self.network.changed(self.values, len(self.cases), atoms, effect.nodes)

    def _column(self, name: str, atom: Atom | Reading) -> Bits:
        if name not in self._columns:
            test = self.tests.of(name, atom)
            self._columns[name] = packed(test(case) for case in self.cases)
        return self._columns[name]


class Tests:
    """Atoms made ready to be asked of single cases."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.table = ParticipationTable(rulebook.instruments.values(), rulebook.participation)
        self._tests: dict[str, Test] = {}

    def of(self, name: str, atom: Atom | Reading) -> Test:
        """The test of an atom, made once."""
        if name not in self._tests:
            self._tests[name] = compile_atom(atom, self.rulebook, self.table)
        return self._tests[name]


class Laboratory:
    """A rulebook with its evidence evaluated, ready for any number of mutants."""

    def __init__(self, rulebook: Rulebook, evidence: Sequence[Evidence]) -> None:
        self.rulebook = rulebook
        self.plan: Plan = compile_plan(rulebook)
        self.network = Network(self.plan)
        self.tests = Tests(rulebook)
        self._empty = rulebook.model_copy(update={name: {} for name in TABLES})
        self.evidence, self.failing = self._sound(evidence)
        self.cases = [item.case for item in self.evidence]

    def _sound(self, evidence: Sequence[Evidence]) -> tuple[list[Evidence], list[Evidence]]:
        """The evidence that comes out as it expects, and the rest, which can notice nothing."""
        values = self._values([item.case for item in evidence])
        sound: list[Evidence] = []
        failing: list[Evidence] = []
        for number, item in enumerate(evidence):
            wrong = mismatches(item.expect, self.rulebook, OneCase(values, {}, number))
            (failing if wrong else sound).append(item)
        if not failing:
            self.values = values
        return sound, failing

    def _values(self, cases: Sequence[Case]) -> dict[str, Bits]:
        atoms = compile_atoms(self.plan, self.rulebook)
        return self.network.values(columns([atoms(case) for case in cases], self.plan.atoms), len(cases))

    @cached_property
    def values(self) -> dict[str, Bits]:
        """Every atom and node over all the evidence."""
        return self._values(self.cases)

    @cached_property
    def sample(self) -> Sample:
        """The evidence as a sample."""
        return Sample(self.network, self.tests, self.cases, self.values)

    @cached_property
    def watched(self) -> dict[str, int]:
        """By node, the evidence whose expectation reads it; by `course:` and `severity:` likewise."""
        found: dict[str, int] = {}
        for number, item in enumerate(self.evidence):
            for name in self._expected(item.expect):
                found[name] = found.get(name, 0) | 1 << number
        return found

    def _expected(self, expect: Mapping[str, object]) -> Iterator[str]:
        for section, content in expect.items():
            for name in map(str, content if isinstance(content, list | dict) else [content] if content else []):
                if section == "duties":
                    yield from (f"{kind}:{name}" for kind in ("duty", "met", "breached"))
                elif section == "courses":
                    yield f"course:{name}"
                    yield from (f"disposition:{rule.id}" for rule in dispositions_on(name, self.rulebook))
                elif section == "severities":
                    yield from (f"{kind}:{name}" for kind in ("severity", "issue", "aggravation", "duty", "breached"))
                else:
                    yield node_of(name, self.values) or ""

    def of_chapter(self, file: str) -> int:
        """The evidence that stands in a chapter."""
        return sum(1 << number for number, item in enumerate(self.evidence) if item.chapter == file)

    def effects(self, mutants: Iterable[Mutant]) -> Iterator[tuple[Mutant, Effect]]:
        """What each mutant changes; those that change nothing, and the second of two that do the same, are left out."""
        seen: dict[tuple[str, str], set[object]] = {}
        for mutant in mutants:
            effect = self.effect(mutant)
            plain = mutant.operator in ("swap verdict", "lower severity") and not effect.nodes
            if plain or effect.readings:
                yield mutant, effect
            elif effect.nodes and not self._circular(effect):
                # Mutants of one item only are compared: what was made first is forgotten with the item.
                known = seen.setdefault((mutant.table, mutant.key), set())
                if effect.key not in known:
                    known.add(effect.key)
                    yield mutant, effect

    def effect(self, mutant: Mutant) -> Effect:
        """What a mutant changes."""
        rulebook = mutant.applied(self.rulebook)
        if isinstance(mutant.item, Position):
            of_plan = self.plan.atoms.items()
            readings = {name: a for name, a in of_plan if isinstance(a, Reading) and a.position == mutant.key}
            return Effect(rulebook, {}, {}, readings)
        found, atoms = compile_part(rulebook, self._part(mutant, rulebook))
        nodes = {name: node for name, node in found.items() if not _same(node, self.plan.nodes[name])}
        if mutant.table == "issues" and f"aggravation:{mutant.key}" not in found:
            nodes.pop(f"aggravation:{mutant.key}", None)
        new = {name: atom for name, atom in atoms.items() if name not in self.plan.atoms}
        return Effect(rulebook, nodes, new, {})

    def _part(self, mutant: Mutant, rulebook: Rulebook) -> Rulebook:
        """The changed item; for an exception also the rules that it no longer defeats."""
        part: dict[str, dict[str, object]] = {mutant.table: {mutant.key: mutant.item}}
        if isinstance(mutant.item, LegalException):
            gone = set(rulebook.exceptions[mutant.key].exception_to) ^ set(
                self.rulebook.exceptions[mutant.key].exception_to
            )
            for name in gone:
                for table in TABLES:
                    for key, item in getattr(rulebook, table).items():
                        if name == key or any(ground.id == name for ground in getattr(item, "grounds", ())):
                            part.setdefault(table, {})[key] = item
        return self._empty.model_copy(update=part)

    def _circular(self, effect: Effect) -> bool:
        """Whether a changed node would read what depends on it: such a rulebook does not load."""
        for name, node in effect.nodes.items():
            new = set(read_by(node)) - set(read_by(self.plan.nodes[name]))
            if new & self.network.above([name]):
                return True
        return False

    def judge(self, mutant: Mutant, effect: Effect) -> Judged:
        """Evaluate a mutant on all evidence that could notice it, until one does."""
        changed = self.sample.changed(effect)
        suspects = self._suspects(mutant, changed)
        for number in numbers(suspects):
            item = self.evidence[number]
            if mismatches(item.expect, effect.rulebook, OneCase(self.values, changed, number)):
                return Judged(mutant, effect, item.title)
        return Judged(mutant, effect)

    def _suspects(self, mutant: Mutant, changed: Mapping[str, Bits]) -> int:
        suspects = 0
        for name, bits in changed.items():
            watching = self.watched.get(name, 0)
            if watching:
                suspects |= watching & difference(bits, self.values[name])
        if mutant.operator == "swap verdict":
            suspects |= self.watched.get(f"course:{getattr(mutant.item, 'course', '')}", 0)
        if mutant.operator == "lower severity":
            suspects |= self.watched.get(f"severity:{mutant.key}", 0)
        return suspects


def _same(left: Node, right: Node) -> bool:
    return left.formula == right.formula and left.presumptions == right.presumptions
