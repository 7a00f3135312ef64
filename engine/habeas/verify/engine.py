"""The proof engine on the part of a plan that a query reads: it has the last word on every case the solver finds."""

from collections.abc import Iterable, Iterator

from habeas.case.dates import Interval
from habeas.case.model import Case, FactValue
from habeas.evaluate.atoms import compile_atoms
from habeas.evaluate.proof import evaluate
from habeas.logic.plan import Formula, Node, Plan, literals
from habeas.logic.truth import Truth
from habeas.rulebook.conditions import Atom, Reading
from habeas.rulebook.model import Rulebook
from habeas.verify.facts import ROLES, undatable
from habeas.verify.query import Moves, Query, confirmed, leaves_of


class Judge:
    """Whether a query is true of a case, by the proof engine."""

    def __init__(self, rulebook: Rulebook, plan: Plan, query: Query) -> None:
        self.query = query
        self.plan = part_of(plan, (leaf.name for leaf in leaves_of(query)))
        self._atoms = compile_atoms(self.plan, rulebook)

    def values(self, case: Case) -> dict[str, Truth]:
        """The value of everything that the query depends on."""
        return evaluate(self.plan, self._atoms(case))

    def accepts(self, case: Case) -> bool:
        """Whether the query is true of the case."""
        if isinstance(self.query, Moves):
            return any(self.moved(case))
        return confirmed(self.query, self.values(case), answered(case))

    def moved(self, case: Case) -> Iterator[str]:
        """The nodes that are true of the case, and no longer when the fact that is asked about is forgotten."""
        assert isinstance(self.query, Moves)
        forgotten = case.with_facts({self.query.fact: FactValue(absence="unknown")})
        here, there = self.values(case), self.values(forgotten)
        return (name for name in self.query.findings if here[name] is True is not there[name])


def part_of(plan: Plan, names: Iterable[str]) -> Plan:
    """The part of a plan on which some atoms and nodes depend: nothing else can change their values."""
    names = cone(plan, names)
    atoms = {name: atom for name, atom in plan.atoms.items() if name in names}
    nodes = {name: node for name, node in plan.nodes.items() if name in names}
    strata = tuple(tuple(node for node in stratum if node.name in names) for stratum in plan.strata)
    return Plan(plan.rulebook_hash, atoms, nodes, strata)


def cone(plan: Plan, names: Iterable[str]) -> set[str]:
    """The names of all atoms and nodes on which some of them depend, themselves among them."""
    seen: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in plan.nodes:
            waiting += reads(plan.nodes[name])
    return seen


def reads(node: Node) -> list[str]:
    """What a node reads directly: leaves of its formula, and presumptions."""
    return [*_leaf_names(node.formula), *(name for pair in node.presumptions for name in pair)]


def _leaf_names(formula: Formula) -> list[str]:
    return [leaf.name for leaf in literals(formula)]


def facts_of(atom: Atom | Reading) -> tuple[str, ...]:
    """The keys of facts that an atom reads."""
    return () if isinstance(atom, Reading) else atom.facts


def answered(case: Case) -> frozenset[str]:
    """The facts known exactly, and the dates of what is known not to have happened; `as-of` if it is exact."""
    exact = {key for key, value in case.known.items() if _exact(value)}
    for key, happened, wanted in undatable([*case.known, *(f"{key}_on" for key in case.known), *DATES_OF_ENDS]):
        if case.known.get(happened) is (not wanted):
            exact.add(key)
    if case.as_of and case.as_of.exact:
        exact.add("as-of")
    exact |= {f"party.{role}" for role in ROLES if case.parties.named(role)}
    return frozenset(exact)


DATES_OF_ENDS = ("detention.ended_on",)


def _exact(value: object) -> bool:
    if isinstance(value, tuple):
        return all(_exact(item) for item in value)
    return not isinstance(value, Interval) or value.exact
