"""What the examples and cases exercise: each rule established, excluded and open; each of its conditions mattering.

A condition matters in a case if the rule would be decided otherwise had this one condition the other value, all else
staying as it is. It is covered if it matters in a case in which it is true and in one in which it is false (MC/DC).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal as OneOf

from habeas.evaluate.atoms import compile_atoms
from habeas.logic.from_rulebook import compile_plan
from habeas.logic.plan import And, Formula, Literal, Node
from habeas.rulebook.conditions import AnyOf
from habeas.rulebook.model import Concept, Place, Rule, Rulebook
from habeas.verify.evidence import Evidence
from habeas.verify.table import Bits, Network, columns, formula_bits, numbers

Way = OneOf["established", "excluded", "open"]
WAYS: tuple[Way, ...] = ("established", "excluded", "open")
_KINDS = {
    "issue": "issue",
    "aggravation": "aggravation of an issue",
    "duty": "duty applies",
    "met": "duty met",
    "breached": "duty breached",
    "disposition": "disposition",
    "exception": "exception",
    "trigger": "presumption",
    "until": "end of a presumption",
    "ground": "ground",
    "concept": "concept",
}


@dataclass(frozen=True, slots=True)
class ConditionCoverage:
    """One test of a rule. `when_true` and `when_false` name the first evidence in which it matters, or are empty."""

    text: str
    when_true: str
    when_false: str

    @property
    def covered(self) -> bool:
        """Whether it matters both when it is true and when it is false."""
        return bool(self.when_true and self.when_false)


@dataclass(frozen=True, slots=True)
class RuleCoverage:
    """One rule, or one side of it. `seen` gives the places of the evidence by way, in the order of the evidence."""

    name: str
    kind: str
    title: str
    place: Place
    seen: Mapping[Way, tuple[str, ...]]
    conditions: tuple[ConditionCoverage, ...]

    @property
    def lacking(self) -> tuple[Way, ...]:
        """The ways in which no evidence shows the rule."""
        return tuple(way for way in WAYS if not self.seen[way])


@dataclass(frozen=True, slots=True)
class Coverage:
    """The coverage of a rulebook, or of some of its chapters; `articles` gives by instrument and article the rules."""

    rulebook: str
    rulebook_hash: str
    evidence: int
    rules: tuple[RuleCoverage, ...]
    articles: Mapping[tuple[str, str], tuple[str, ...]]

    @property
    def ways(self) -> tuple[int, int]:
        """Of all rules in all three ways: how many are shown, how many there are."""
        return sum(len(WAYS) - len(rule.lacking) for rule in self.rules), len(WAYS) * len(self.rules)

    @property
    def conditions(self) -> tuple[int, int]:
        """Of all conditions: how many are covered, how many there are."""
        found = [condition.covered for rule in self.rules for condition in rule.conditions]
        return sum(found), len(found)

    def chapters(self) -> dict[str, "Coverage"]:
        """The coverage of each chapter, by its file."""
        found: dict[str, list[RuleCoverage]] = {}
        for rule in self.rules:
            found.setdefault(rule.place.file, []).append(rule)
        return {
            file: Coverage(self.rulebook, self.rulebook_hash, self.evidence, tuple(rules), {})
            for file, rules in sorted(found.items())
        }


def share(counted: tuple[int, int]) -> float:
    """A part of a whole; the whole of nothing is 1.

    >>> share((1, 4)), share((0, 0))
    (0.25, 1.0)
    """
    part, whole = counted
    return part / whole if whole else 1.0


def coverage(
    rulebook: Rulebook,
    evidence: Sequence[Evidence],
    *,
    chapter: str = "",
    articles: Iterable[tuple[str, str]] = (),
) -> Coverage:
    """What the evidence exercises of the rules in files whose path begins with `chapter`.

    `articles` are pairs of instrument and article that are listed even if no rule cites them.
    """
    plan = compile_plan(rulebook)
    atoms = compile_atoms(plan, rulebook)
    rows = [atoms(item.case) for item in evidence]
    values = Network(plan).values(columns(rows, plan.atoms), len(evidence))
    measure = _Measure(values, [item.place for item in evidence])
    rules = tuple(
        measure.rule(plan.nodes[name], kind, rule)
        for name, kind, rule in _named(rulebook, plan.nodes)
        if rule.place.file.startswith(chapter)
    )
    return Coverage(rulebook.name, rulebook.hash, len(evidence), rules, _cited(rulebook, articles))


def _named(rulebook: Rulebook, nodes: Mapping[str, Node]) -> Iterator[tuple[str, str, Rule | Concept]]:
    """Node, kind in words, and the rule that an author wrote for it."""
    owners: dict[str, Mapping[str, Rule | Concept]] = {
        "issue": rulebook.issues,
        "aggravation": rulebook.issues,
        "duty": rulebook.duties,
        "met": rulebook.duties,
        "breached": rulebook.duties,
        "disposition": rulebook.dispositions,
        "exception": rulebook.exceptions,
        "trigger": rulebook.presumptions,
        "until": {name: each for name, each in rulebook.presumptions.items() if each.until != AnyOf(of=())},
        "concept": rulebook.concepts,
        "ground": {ground.id: ground for concept in rulebook.concepts.values() for ground in concept.grounds},
    }
    for node in nodes.values():
        table = owners.get(node.kind, {})
        if node.subject in table:
            yield node.name, _KINDS[node.kind], table[node.subject]


class _Measure:
    def __init__(self, values: Mapping[str, Bits], places: Sequence[str]) -> None:
        self.values, self.places = values, places
        self.every = (1 << len(places)) - 1

    def rule(self, node: Node, kind: str, rule: Rule | Concept) -> RuleCoverage:
        true, false = self.values[node.name]
        masks = {"established": true, "excluded": false, "open": self.every & ~(true | false)}
        seen: dict[Way, tuple[str, ...]] = {way: tuple(self.places[n] for n in numbers(masks[way])) for way in WAYS}
        conditions = () if node.kind == "concept" else tuple(self.conditions(node))
        return RuleCoverage(node.subject, kind, rule.title, rule.place, seen, conditions)

    def conditions(self, node: Node) -> Iterator[ConditionCoverage]:
        """The tests of `when`, in cases in which a source binds and no exception holds or may hold."""
        decisive = self.every
        if node.sources:
            decisive &= self._either(self.values[name][0] for name in node.sources)
        for name in node.exceptions:
            decisive &= self.values[name][1]
        for leaf, mask in self.mattering(node.when, decisive):
            true, false = formula_bits(leaf, self.values, self.every)
            yield ConditionCoverage(leaf_text(leaf), self._first(true & mask), self._first(false & mask))

    def mattering(self, formula: Formula, decisive: int) -> Iterator[tuple[Literal, int]]:
        """Each leaf with the cases in which all else leaves the decision to it."""
        if isinstance(formula, Literal):
            yield formula, decisive
            return
        passing = 0 if isinstance(formula, And) else 1
        for number, part in enumerate(formula.of):
            mask = decisive
            for other_number, other in enumerate(formula.of):
                if other_number != number:
                    mask &= formula_bits(other, self.values, self.every)[passing]
            yield from self.mattering(part, mask)

    def _first(self, mask: int) -> str:
        return self.places[next(numbers(mask))] if mask else ""

    def _either(self, masks: Iterable[int]) -> int:
        found = 0
        for mask in masks:
            found |= mask
        return found


def leaf_text(leaf: Literal) -> str:
    """A test as an author writes it."""
    text = leaf.name
    if leaf.kind == "node":
        kind, _, subject = leaf.name.partition(":")
        text = f"{subject} binds" if kind == "binds" else subject
    return text if leaf.positive else f"not {text}"


def _cited(rulebook: Rulebook, articles: Iterable[tuple[str, str]]) -> dict[tuple[str, str], tuple[str, ...]]:
    """The rules that cite each article as binding."""
    found: dict[tuple[str, str], dict[str, None]] = {article: {} for article in articles}
    grounds = [ground for concept in rulebook.concepts.values() for ground in concept.grounds]
    tables = (rulebook.presumptions, rulebook.exceptions, rulebook.issues, rulebook.duties, rulebook.dispositions)
    rules: list[Rule] = [*grounds, *(rule for table in tables for rule in table.values())]
    for rule in rules:
        for citation in rule.binding:
            found.setdefault((citation.instrument, citation.article), {})[rule.id] = None
    return {article: tuple(names) for article, names in found.items()}
