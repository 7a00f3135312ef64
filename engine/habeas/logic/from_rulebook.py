"""Compiles a rulebook into a plan: conditions into negation normal form, names into nodes, nodes into strata."""

from collections.abc import Iterable, Mapping
from graphlib import TopologicalSorter

from habeas.logic.plan import And, Formula, Literal, Node, NodeKind, Or, Plan, literals
from habeas.rulebook.conditions import (
    All,
    AnyOf,
    Atom,
    Binds,
    Condition,
    Constant,
    Holds,
    Not,
    Reading,
    Test,
)
from habeas.rulebook.graph import binds_name
from habeas.rulebook.model import Citation, Rule, Rulebook


def compile_plan(rulebook: Rulebook, extra: Mapping[str, Condition] | None = None) -> Plan:
    """The plan of a rulebook. The rulebook was checked for cycles when it was loaded.

    `extra` conditions become nodes of the kind `law` under their names; no other node reads them.
    """
    return _Compiler(rulebook).plan(extra or {})


def compile_part(rulebook: Rulebook, part: Rulebook) -> tuple[dict[str, Node], dict[str, Atom | Reading]]:
    """The nodes and atoms of the rules of `part`, not yet ordered; exceptions and instruments are those of `rulebook`.

    For tools that change one rule and ask what its nodes become: other nodes that these read are not among them.
    """
    compiler = _Compiler(rulebook)
    compiler.collect(part)
    return compiler.nodes, compiler.atoms


class _Compiler:
    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.atoms: dict[str, Atom | Reading] = {}
        self.nodes: dict[str, Node] = {}
        self.exceptions: dict[str, list[str]] = {}
        for exception in rulebook.exceptions.values():
            for target in exception.exception_to:
                self.exceptions.setdefault(target, []).append(f"exception:{exception.id}")
        self.presumptions: dict[str, list[tuple[str, str]]] = {}
        for presumption in rulebook.presumptions.values():
            pair = (f"trigger:{presumption.id}", f"until:{presumption.id}")
            self.presumptions.setdefault(presumption.concept, []).append(pair)

    def plan(self, extra: Mapping[str, Condition]) -> Plan:
        self.collect(self.rulebook)
        for name, condition in extra.items():
            self.add("law", name, self.formula(condition), (), ())
        return self.stratified()

    def collect(self, part: Rulebook) -> None:
        """The nodes of all rules of the rulebook, or of a part of it."""
        self.instruments(part)
        self.concepts(part)
        for exception in part.exceptions.values():
            self.rule("exception", exception)
        for issue in part.issues.values():
            self.rule("issue", issue)
            if issue.aggravated:
                when, binding = issue.aggravated.when, issue.aggravated.binding
                self.add("aggravation", issue.id, self.formula(when), self.sources(binding), ())
        for duty in part.duties.values():
            self.rule("duty", duty)
            self.add("met", duty.id, self.formula(duty.met), (), ())
            self.add("breached", duty.id, self.formula(duty.breached), (), ())
        for disposition in part.dispositions.values():
            self.rule("disposition", disposition)

    def instruments(self, part: Rulebook) -> None:
        for instrument in part.instruments.values():
            self.add("binds", instrument.id, self.formula(instrument.applies), (), ())
            for articles in instrument.parts:
                self.add("binds", f"{instrument.id} {articles.articles}", self.formula(articles.applies), (), ())

    def concepts(self, part: Rulebook) -> None:
        for presumption in part.presumptions.values():
            self.rule("trigger", presumption)
            self.add("until", presumption.id, self.formula(presumption.until), (), ())
        for concept in part.concepts.values():
            for ground in concept.grounds:
                self.add("ground", *self.ground(ground, concept.id))
            grounds = Or(tuple(Literal("node", f"ground:{ground.id}") for ground in concept.grounds))
            name = f"concept:{concept.id}"
            exceptions = tuple(self.exceptions.get(concept.id, ()))
            formula = _conjunction([grounds, _none_of(exceptions)])
            pairs = tuple(self.presumptions.get(concept.id, ()))
            self.nodes[name] = Node(name, "concept", concept.id, formula, grounds, (), exceptions, pairs)

    def ground(self, ground: Rule, concept: str) -> tuple[str, Formula, tuple[str, ...] | None, tuple[str, ...]]:
        # A concept with a single ground has the ground's id: an exception to it is one to the concept.
        exceptions = () if ground.id == concept else tuple(self.exceptions.get(ground.id, ()))
        sources = self.sources(ground.binding) if ground.binding else ()
        return ground.id, self.formula(ground.when), sources, exceptions

    def rule(self, kind: NodeKind, rule: Rule) -> None:
        """A rule holds if its conditions hold, one of its sources binds, and no exception holds."""
        exceptions = tuple(self.exceptions.get(rule.id, ()))
        self.add(kind, rule.id, self.formula(rule.when), self.sources(rule.binding), exceptions)

    def add(
        self,
        kind: NodeKind,
        subject: str,
        when: Formula,
        sources: tuple[str, ...] | None,
        exceptions: tuple[str, ...],
    ) -> None:
        parts = [when]
        if sources:
            parts.append(_disjunction([Literal("node", name) for name in dict.fromkeys(sources)]))
        parts.append(_none_of(exceptions))
        name = f"{kind}:{subject}"
        self.nodes[name] = Node(name, kind, subject, _conjunction(parts), when, sources or (), exceptions)

    def sources(self, citations: Iterable[Citation]) -> tuple[str, ...]:
        """The `binds` node of each citation, in the order of the citations."""
        instruments = self.rulebook.instruments
        return tuple(binds_name(instruments[citation.instrument], citation.article) for citation in citations)

    def formula(self, condition: Condition, positive: bool = True) -> Formula:
        """A condition in negation normal form; `positive` is false under a negation."""
        match condition:
            case Not():
                return self.formula(condition.of, not positive)
            case All() | AnyOf():
                parts = [self.formula(part, positive) for part in condition.of]
                return _conjunction(parts) if isinstance(condition, All) == positive else _disjunction(parts)
            case Constant():
                return And(()) if condition.value == positive else Or(())
            case Holds():
                return Literal("node", f"concept:{condition.concept}", positive)
            case Binds():
                instrument = self.rulebook.instruments[condition.instrument]
                return Literal("node", binds_name(instrument, condition.article), positive)
            case Reading():
                return self.atom(condition, positive)
            case Test():
                return self.atom(condition.of, positive)

    def atom(self, atom: Atom | Reading, positive: bool) -> Literal:
        name = f"position.{atom.position} is {atom.reading}" if isinstance(atom, Reading) else str(atom)
        self.atoms.setdefault(name, atom)
        return Literal("atom", name, positive)

    def stratified(self) -> Plan:
        reads = {name: _reads(node) for name, node in self.nodes.items()}
        stratum: dict[str, int] = {}
        for name in TopologicalSorter(reads).static_order():
            stratum[name] = 1 + max((stratum[other] for other in reads[name]), default=-1)
        levels: list[list[Node]] = [[] for _ in range(max(stratum.values(), default=-1) + 1)]
        for name, node in self.nodes.items():
            levels[stratum[name]].append(node)
        strata = tuple(tuple(_at_stratum(node, level) for node in nodes) for level, nodes in enumerate(levels))
        nodes = {node.name: node for level_nodes in strata for node in level_nodes}
        facts = self.rulebook.facts.values()
        asks = {fact.key: self.formula(fact.ask_when) for fact in facts if fact.ask_when}
        return Plan(self.rulebook.hash, self.atoms, nodes, strata, asks)


def _reads(node: Node) -> list[str]:
    names = [leaf.name for leaf in literals(node.formula) if leaf.kind == "node"]
    names += [name for pair in node.presumptions for name in pair]
    return sorted(set(names))


def _at_stratum(node: Node, stratum: int) -> Node:
    return Node(
        node.name,
        node.kind,
        node.subject,
        node.formula,
        node.when,
        node.sources,
        node.exceptions,
        node.presumptions,
        stratum,
    )


def _none_of(exceptions: tuple[str, ...]) -> Formula:
    return And(tuple(Literal("node", name, positive=False) for name in exceptions))


def _conjunction(parts: Iterable[Formula]) -> Formula:
    """`And`, flattened, a single part standing for itself."""
    flat: list[Formula] = []
    for part in parts:
        flat.extend(part.of if isinstance(part, And) else (part,))
    return flat[0] if len(flat) == 1 else And(tuple(flat))


def _disjunction(parts: Iterable[Formula]) -> Formula:
    flat: list[Formula] = []
    for part in parts:
        flat.extend(part.of if isinstance(part, Or) else (part,))
    return flat[0] if len(flat) == 1 else Or(tuple(flat))
