"""The plan: what every engine computes. Atoms are computed once per case; nodes follow in strata, each a formula.

A formula is in negation normal form: `And`, `Or`, and `Literal`s that point at an atom or at an earlier node.
In Kleene logic De Morgan's laws hold, so pushing negation to the leaves changes nothing.
"""

from dataclasses import dataclass, field
from typing import Literal as OneOf

from habeas.rulebook.conditions import Atom, Reading

NodeKind = OneOf[
    "binds",  # an instrument, or some articles of it, apply to this person here
    "ground",  # one way for a concept to hold
    "concept",  # holds if any ground holds, or while it is presumed
    "trigger",  # a presumption is raised (and a source of it binds)
    "until",  # a presumption has ended
    "exception",  # an exception holds (and a source of it binds)
    "issue",  # an issue stands
    "aggravation",  # what makes it graver holds
    "duty",  # a duty applies
    "met",  # an applying duty is met
    "breached",  # an applying duty is breached
    "disposition",  # the verdict on a course stands
    "law",  # a condition of a declared law; only proofs read it
]


@dataclass(frozen=True, slots=True)
class Literal:
    """A leaf of a formula: an atom or an earlier node, or its negation."""

    kind: OneOf["atom", "node"]
    name: str
    positive: bool = True


@dataclass(frozen=True, slots=True)
class And:
    """Conjunction; true when empty."""

    of: "tuple[Formula, ...]"


@dataclass(frozen=True, slots=True)
class Or:
    """Disjunction; false when empty."""

    of: "tuple[Formula, ...]"


Formula = Literal | And | Or


@dataclass(frozen=True, slots=True)
class Node:
    """One thing to compute.

    `formula` is all of it. For rules it is the conjunction of `when`, one of `sources` (names of `binds` nodes, in the
    order of the rule's binding citations), and none of `exceptions` (names of `exception` nodes).
    A concept node may have presumptions: pairs of names (`trigger`, `until`). If the formula is unknown, a trigger is
    true and its `until` is not true, the concept counts as true.
    """

    name: str
    kind: NodeKind
    subject: str
    formula: Formula
    when: Formula = And(())
    sources: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    presumptions: tuple[tuple[str, str], ...] = ()
    stratum: int = 0


@dataclass(frozen=True, eq=False)
class Plan:
    """A rulebook compiled: atoms by name, nodes in an order in which each comes after all it reads, and strata.

    `strata[k]` holds the nodes that read only atoms and nodes of strata below `k`.
    `asks` gives, per fact, the formula that says when asking it has a point; no verdict depends on these.
    """

    rulebook_hash: str
    atoms: dict[str, Atom | Reading]
    nodes: dict[str, Node]
    strata: tuple[tuple[Node, ...], ...]
    asks: dict[str, Formula] = field(default_factory=dict)


def literals(formula: Formula) -> list[Literal]:
    """All leaves of a formula, left to right."""
    if isinstance(formula, Literal):
        return [formula]
    return [leaf for part in formula.of for leaf in literals(part)]
