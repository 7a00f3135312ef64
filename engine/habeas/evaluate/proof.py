"""The tree walk: evaluates a plan for one case, and keeps the proof of every node.

A proof is a graph that shares its parts: the trace of a node names the nodes it read, and their traces stand beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal as OneOf

from habeas.logic.plan import And, Formula, Literal, Node, Plan
from habeas.logic.truth import Truth

ENGINE = "proof"


@dataclass(frozen=True, slots=True)
class Trace:
    """A formula with its value: a leaf (`name`, `positive`) or a conjunction or disjunction of traces."""

    op: OneOf["atom", "node", "all", "any"]
    value: Truth
    name: str = ""
    positive: bool = True
    of: "tuple[Trace, ...]" = ()


@dataclass(frozen=True, slots=True)
class Step:
    """The proof of one node: the value it has, on which conditions, through which sources, past which exceptions.

    `presumed` names the trigger of the presumption by which a concept in doubt counts as true.
    """

    node: Node
    value: Truth
    when: Trace
    sources: tuple[tuple[str, Truth], ...]
    exceptions: tuple[tuple[str, Truth], ...]
    presumed: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """All values of a case, and the values it would have if nothing were presumed."""

    plan: Plan
    values: dict[str, Truth]
    firm: dict[str, Truth]

    def step(self, name: str) -> Step:
        """The proof of a node."""
        node = self.plan.nodes[name]
        return Step(
            node,
            self.values[name],
            trace(node.when, self.values),
            tuple((source, self.values[source]) for source in node.sources),
            tuple((exception, self.values[exception]) for exception in node.exceptions),
            self.presumed(node),
        )

    def presumed(self, node: Node) -> str:
        """The trigger by which a concept counts as true although its grounds leave it in doubt, or an empty text."""
        in_doubt = bool(node.presumptions) and value_of(node.formula, self.values) is None
        return presumed_by(node, self.values) if in_doubt else ""

    def steps(self) -> dict[str, Step]:
        """The proof of every node."""
        return {name: self.step(name) for name in self.plan.nodes}

    def rests_on_presumption(self, name: str) -> bool:
        """Whether the value of a node is settled only because something is presumed."""
        return self.values[name] is not self.firm[name]


def evaluate(plan: Plan, atoms: Mapping[str, Truth], *, presume: bool = True) -> dict[str, Truth]:
    """The value of every atom and every node, by name. With `presume=False` nothing is presumed."""
    values: dict[str, Truth] = dict(atoms)
    for stratum in plan.strata:
        for node in stratum:
            value = value_of(node.formula, values)
            if value is None and presume and node.presumptions and presumed_by(node, values):
                value = True
            values[node.name] = value
    return values


def prove(plan: Plan, atoms: Mapping[str, Truth]) -> Proof:
    """Values with proofs. Values without presumptions are computed only if something is presumed."""
    values = evaluate(plan, atoms)
    presumes = any(
        presumed_by(node, values) and value_of(node.formula, values) is None
        for node in plan.nodes.values()
        if node.presumptions
    )
    return Proof(plan, values, evaluate(plan, atoms, presume=False) if presumes else values)


def presumed_by(node: Node, values: Mapping[str, Truth]) -> str:
    """The trigger of the first presumption that operates on a concept, or an empty text."""
    for trigger, until in node.presumptions:
        if values[trigger] is True and values[until] is not True:
            return trigger
    return ""


def trace(formula: Formula, values: Mapping[str, Truth]) -> Trace:
    """A formula with the value of each of its parts."""
    if isinstance(formula, Literal):
        return Trace(formula.kind, value_of(formula, values), formula.name, formula.positive)
    parts = tuple(trace(part, values) for part in formula.of)
    op: OneOf["all", "any"] = "all" if isinstance(formula, And) else "any"
    return Trace(op, value_of(formula, values), of=parts)


def value_of(formula: Formula, values: Mapping[str, Truth]) -> Truth:
    """The Kleene value of a formula over the values of its leaves. Stops as soon as the value is settled: this is the inner loop."""
    kind = type(formula)
    if kind is Literal:
        value = values[formula.name]  # type: ignore[union-attr]
        return value if formula.positive or value is None else not value  # type: ignore[union-attr]
    settling = kind is not And
    unknown = False
    for part in formula.of:  # type: ignore[union-attr]
        if type(part) is Literal:
            value = values[part.name]
            if value is not None and not part.positive:
                value = not value
        else:
            value = value_of(part, values)
        if value is settling:
            return settling
        if value is None:
            unknown = True
    return None if unknown else not settling
