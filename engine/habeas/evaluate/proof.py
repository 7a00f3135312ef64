"""The tree walk: evaluates a plan for one case, and keeps the proof of every node.

The proof of a node is the value of every leaf of its formula; leaves that are nodes have proofs of their own, so the
whole is a graph that shares its parts. Nothing else is needed to say why a value is what it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

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
        values, names = self.values, _leaf_names(self.plan)
        return {
            node.name: Step(node, values[node.name], tuple([values[leaf] for leaf in leaves]), self.presumed(node))
            for node, leaves in names
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
    program = _program(plan)
    values: list[Truth] = [atoms[name] for name in plan.atoms]
    append = values.append
    for code, presumptions in program.steps:
        value = _run(code, values)
        if value is None and presumptions and presume:
            for trigger, until in presumptions:
                if values[trigger] is True and values[until] is not True:
                    value = True
                    break
        append(value)
    return dict(zip(program.names, values, strict=True))


def prove(plan: Plan, atoms: Mapping[str, Truth]) -> Proof:
    """Values with proofs. Values without presumptions are computed only if something is presumed."""
    values = evaluate(plan, atoms)
    presumes = any(
        presumed_by(node, values) and value_of(node.formula, values) is None for node in _presumable(plan)
    )
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


class _Code(NamedTuple):
    """A formula over positions in the list of values; this shape makes the inner loop short.

    `settling` is the value of a part that settles the whole: false for a conjunction, true for a disjunction.
    """

    settling: bool
    positive: tuple[int, ...]
    negative: tuple[int, ...]
    nested: "tuple[_Code, ...]"


class _Program(NamedTuple):
    names: tuple[str, ...]
    steps: tuple[tuple[_Code, tuple[tuple[int, int], ...]], ...]


def _run(code: _Code, values: Sequence[Truth]) -> Truth:
    """The value of a formula. This is the inner loop: it stops as soon as the value is settled."""
    settling, positive, negative, nested = code
    unknown = False
    for index in positive:
        value = values[index]
        if value is settling:
            return settling
        if value is None:
            unknown = True
    for index in negative:
        value = values[index]
        if value is None:
            unknown = True
        elif value is not settling:
            return settling
    for part in nested:
        value = _run(part, values)
        if value is settling:
            return settling
        if value is None:
            unknown = True
    return None if unknown else not settling


@lru_cache(maxsize=8)
def _program(plan: Plan) -> _Program:
    names = [*plan.atoms, *(node.name for stratum in plan.strata for node in stratum)]
    index = {name: position for position, name in enumerate(names)}
    steps = tuple(
        (_code(node.formula, index), tuple((index[trigger], index[until]) for trigger, until in node.presumptions))
        for stratum in plan.strata
        for node in stratum
    )
    return _Program(tuple(names), steps)


def _code(formula: Formula, index: Mapping[str, int]) -> _Code:
    parts = (formula,) if isinstance(formula, Literal) else formula.of
    leaves = [part for part in parts if isinstance(part, Literal)]
    return _Code(
        not isinstance(formula, Literal | And),
        tuple(index[leaf.name] for leaf in leaves if leaf.positive),
        tuple(index[leaf.name] for leaf in leaves if not leaf.positive),
        tuple(_code(part, index) for part in parts if not isinstance(part, Literal)),
    )


@lru_cache(maxsize=8)
def _leaf_names(plan: Plan) -> tuple[tuple[Node, tuple[str, ...]], ...]:
    return tuple((node, tuple(leaf.name for leaf in literals(node.formula))) for node in plan.nodes.values())


@lru_cache(maxsize=8)
def _presumable(plan: Plan) -> tuple[Node, ...]:
    return tuple(node for node in plan.nodes.values() if node.presumptions)
