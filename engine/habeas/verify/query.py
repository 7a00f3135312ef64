"""What is looked for among all cases: a classical combination of "this formula has that truth value".

The same query is read in three ways: by the solver, over the bits of many sample cases at once, and by the proof engine
on one case, which has the last word.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from habeas.evaluate.proof import value_of
from habeas.logic.plan import Formula, Literal, literals
from habeas.logic.truth import Truth
from habeas.verify.table import Bits, formula_bits


@dataclass(frozen=True, slots=True)
class Sees:
    """A formula has this truth value (None: it is unknown)."""

    formula: Formula
    value: Truth


@dataclass(frozen=True, slots=True)
class Every:
    """All of these hold."""

    of: "tuple[Query, ...]"


@dataclass(frozen=True, slots=True)
class Some:
    """One of these holds."""

    of: "tuple[Query, ...]"


@dataclass(frozen=True, slots=True)
class Never:
    """This does not hold."""

    of: "Query"


@dataclass(frozen=True, slots=True)
class Answered:
    """Everything that can be answered is: each of these facts is known exactly, or it cannot be known."""

    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moves:
    """One of these nodes is true, and no longer is when this fact is forgotten."""

    fact: str
    findings: tuple[str, ...]


Query = Sees | Every | Some | Never | Answered | Moves


def node(name: str, value: Truth = True) -> Sees:
    """A node of the plan has this value."""
    return Sees(Literal("node", name), value)


def differs(left: Formula, right: Formula) -> Query:
    """Two formulas have different truth values."""
    pairs = ((Sees(left, value), Sees(right, value)) for value in (True, False))
    return Some(tuple(part for one, two in pairs for part in (Every((one, Never(two))), Every((two, Never(one))))))


def leaves_of(query: Query) -> list[Literal]:
    """All leaves of all formulas of a query."""
    match query:
        case Sees():
            return literals(query.formula)
        case Never():
            return leaves_of(query.of)
        case Answered():
            return []
        case Moves():
            return [Literal("node", name) for name in query.findings]
        case _:
            return [leaf for part in query.of for leaf in leaves_of(part)]


def confirmed(query: Query, values: Mapping[str, Truth], known: "frozenset[str]") -> bool:
    """Whether the query is true of the values that the engine gave; `known` are the facts answered exactly."""
    match query:
        case Sees():
            return value_of(query.formula, values) is query.value
        case Never():
            return not confirmed(query.of, values, known)
        case Answered():
            return known.issuperset(query.facts)
        case Moves():
            return False  # two cases are needed, so only `Judge` can tell
        case Every():
            return all(confirmed(part, values, known) for part in query.of)
        case Some():
            return any(confirmed(part, values, known) for part in query.of)


def matches(query: Query, values: Mapping[str, Bits], every: int) -> int:
    """The sample cases of which the query is true, as a bit set."""
    match query:
        case Sees():
            yes, no = formula_bits(query.formula, values, every)
            return yes if query.value is True else no if query.value is False else every & ~(yes | no)
        case Never():
            return every & ~matches(query.of, values, every)
        case Answered() | Moves():
            return 0  # samples leave most facts open; which facts move what is told by `Pool.moving`
        case Every():
            found = every
            for part in query.of:
                found &= matches(part, values, every)
            return found
        case Some():
            found = 0
            for part in query.of:
                found |= matches(part, values, every)
            return found
