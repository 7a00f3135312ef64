"""The engine that explains: evaluates a plan for one case, and keeps the proof of every node.

The proof of a node is the value of every leaf of its formula; leaves that are nodes have proofs of their own, so the
whole is a graph that shares its parts. Nothing else is needed to say why a value is what it is.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import NamedTuple

from habeas.evaluate.program import Program
from habeas.logic.plan import And, Formula, Literal, Node, Plan, literals
from habeas.logic.truth import Truth

ENGINE = "proof"


class Step(NamedTuple):
    """The proof of one node: its value, the values of its leaves (in the order of `literals(node.formula)`).

    `presumed` names the trigger of the presumption by which a concept in doubt counts as true.
    """

    node: Node
    value: Truth
    leaves: tuple[Truth, ...]
    presumed: str


@dataclass(frozen=True)
class Proof:
    """All values of a case, and the values it would have if nothing were presumed."""

    plan: Plan
    values: dict[str, Truth]
    firm: dict[str, Truth]

    @cached_property
    def steps(self) -> dict[str, Step]:
        """The proof of every node, by name."""
        values = self.values
        return {
            node.name: Step(node, values[node.name], leaves(values), self.presumed(node) if node.presumptions else "")
            for node, leaves in _leaf_values(self.plan)
        }

    def presumed(self, node: Node) -> str:
        """The trigger by which a concept counts as true although its grounds leave it in doubt, or an empty text."""
        in_doubt = bool(node.presumptions) and value_of(node.formula, self.values) is None
        return presumed_by(node, self.values) if in_doubt else ""

    def rests_on_presumption(self, name: str) -> bool:
        """Whether the value of a node is settled only because something is presumed."""
        return self.values[name] is not self.firm[name]


def evaluate(plan: Plan, atoms: Mapping[str, Truth], *, presume: bool = True) -> dict[str, Truth]:
    """The value of every atom and every node, by name. With `presume=False` nothing is presumed."""
    return _evaluator(plan).values(atoms, presume)


class _Evaluator:
    """Walks the trees for the first cases, and goes over to straight-line code when there are many."""

    # Making the code of the whole rulebook takes as long as fifty walks: one case in one process is better walked.
    walks = 50

    def __init__(self, plan: Plan) -> None:
        self.plan, self.walked = plan, 0
        self.program: Program | None = None

    def values(self, atoms: Mapping[str, Truth], presume: bool) -> dict[str, Truth]:
        if self.program is None and self.walked < self.walks:
            self.walked += 1
            return walk(self.plan, atoms, presume=presume)
        self.program = self.program or Program(self.plan)
        return self.program.values(atoms, presume)


@lru_cache(maxsize=8)
def _evaluator(plan: Plan) -> _Evaluator:
    return _Evaluator(plan)


def walk(plan: Plan, atoms: Mapping[str, Truth], *, presume: bool = True) -> dict[str, Truth]:
    """The same values, straight from the formulas."""
    values = dict(atoms)
    for node in plan.nodes.values():
        values[node.name] = node_value(node, values, presume=presume)
    return values


def node_value(node: Node, values: Mapping[str, Truth], *, presume: bool = True) -> Truth:
    """The value of a node over the values of all that it reads."""
    value = value_of(node.formula, values)
    if value is None and presume and node.presumptions and presumed_by(node, values):
        return True
    return value


def prove(plan: Plan, atoms: Mapping[str, Truth]) -> Proof:
    """Values with proofs. Values without presumptions are computed only if something is presumed."""
    values = evaluate(plan, atoms)
    presumes = any(presumed_by(node, values) and value_of(node.formula, values) is None for node in _presumable(plan))
    return Proof(plan, values, evaluate(plan, atoms, presume=False) if presumes else values)


def presumed_by(node: Node, values: Mapping[str, Truth]) -> str:
    """The trigger of the first presumption that operates on a concept, or an empty text."""
    for trigger, until in node.presumptions:
        if values[trigger] is True and values[until] is not True:
            return trigger
    return ""


def value_of(formula: Formula, values: Mapping[str, Truth]) -> Truth:
    """The Kleene value of a formula over its leaves."""
    if isinstance(formula, Literal):
        value = values[formula.name]
        return value if formula.positive or value is None else not value
    settling = not isinstance(formula, And)
    unknown = False
    for part in formula.of:
        value = value_of(part, values)
        if value is settling:
            return settling
        unknown = unknown or value is None
    return None if unknown else not settling


@lru_cache(maxsize=8)
def _leaf_values(plan: Plan) -> tuple[tuple[Node, Callable[[dict[str, Truth]], tuple[Truth, ...]]], ...]:
    """For each node what gathers the values of its leaves; `itemgetter` does it without a loop in Python."""
    return tuple((node, _gatherer([leaf.name for leaf in literals(node.formula)])) for node in plan.nodes.values())


def _gatherer(names: list[str]) -> Callable[[dict[str, Truth]], tuple[Truth, ...]]:
    if len(names) > 1:
        return itemgetter(*names)
    return lambda values: tuple(values[name] for name in names)


@lru_cache(maxsize=8)
def _presumable(plan: Plan) -> tuple[Node, ...]:
    return tuple(node for node in plan.nodes.values() if node.presumptions)
