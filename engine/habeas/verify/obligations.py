"""What is to be proved of every rulebook, and what its laws add."""

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from itertools import combinations

from habeas.logic.plan import And, Formula, Literal, Node, NodeKind, Or, Plan
from habeas.rulebook.conditions import Condition
from habeas.rulebook.model import Law, Place, Rule, Rulebook
from habeas.verify.asked import answered, asked_by
from habeas.verify.engine import facts_of, reads
from habeas.verify.model import Obligation
from habeas.verify.query import Every, Moves, Never, Query, Sees, Some, differs, node

RULE_KINDS: tuple[NodeKind, ...] = (
    "ground",
    "concept",
    "trigger",
    "exception",
    "issue",
    "duty",
    "disposition",
)
FINDINGS: tuple[NodeKind, ...] = ("issue", "duty", "disposition")


def law_conditions(rulebook: Rulebook) -> dict[str, Condition]:
    """The conditions of all laws by the names under which the plan carries them."""
    found: dict[str, Condition] = {}
    for law in rulebook.laws.values():
        if law.given is not None:
            found[f"{law.id} given"] = law.given
        if law.implies is not None:
            found[f"{law.id} if"] = law.implies.condition
            if law.implies.then is not None:
                found[f"{law.id} then"] = law.implies.then
    return found


def places(rulebook: Rulebook) -> dict[str, Place]:
    """Where each node of a rule is written."""
    found = {f"concept:{item.id}": item.place for item in rulebook.concepts.values()}
    grounds = [ground for item in rulebook.concepts.values() for ground in item.grounds]
    tables: tuple[tuple[NodeKind, list[Rule]], ...] = (
        ("ground", list(grounds)),
        ("trigger", list(rulebook.presumptions.values())),
        ("exception", list(rulebook.exceptions.values())),
        ("issue", list(rulebook.issues.values())),
        ("duty", list(rulebook.duties.values())),
        ("disposition", list(rulebook.dispositions.values())),
    )
    return found | {f"{kind}:{rule.id}": rule.place for kind, rules in tables for rule in rules}


def told_nodes(rulebook: Rulebook, plan: Plan) -> set[str]:
    """The nodes that a person is told about: findings, and legal qualifications that are no mere shorthand."""
    found = {name for name, item in plan.nodes.items() if item.kind in (*FINDINGS, "met", "breached", "aggravation")}
    return found | {f"concept:{item.id}" for item in rulebook.concepts.values() if not item.auxiliary}


class Obligations:
    """All obligations of a rulebook, by kind."""

    def __init__(self, rulebook: Rulebook, plan: Plan) -> None:
        self.rulebook, self.plan = rulebook, plan
        self.places = places(rulebook)
        self.spared = {name for law in rulebook.laws.values() for name in law.redundant}
        """Rules that may say what follows from the rest."""
        single = {item.grounds[0].id for item in rulebook.concepts.values() if len(item.grounds) == 1}
        # The only ground of a concept bears the concept's id, and stands or falls with it.
        self.rules = [
            item
            for item in plan.nodes.values()
            if item.kind in RULE_KINDS and not (item.kind == "ground" and item.subject in single)
        ]

    def all(self) -> Iterator[Obligation]:
        """Everything but `one_sided` and `subsumption`, which build on other results and on samples."""
        yield from self.laws()
        yield from self.clashes()
        yield from self.alive()
        yield from self.exceptions()
        yield from self.duties()
        yield from self.redundant()
        yield from self.facts()

    def alive(self) -> Iterator[Obligation]:
        """Every rule can be established, and can be excluded."""
        for item in self.rules:
            yield self._of(item, "dead-rule", "No case establishes it.", node(item.name))
        for item in self.rules:
            yield self._of(item, "always-holds", "No case excludes it.", node(item.name, False))

    def _of(self, item: Node, code: str, reason: str, query: Query, detail: str = "") -> Obligation:
        return Obligation(code, (item.subject,), self.places[item.name], reason, query, "case", detail)

    def exceptions(self) -> Iterator[Obligation]:
        """Every exception defeats, in some case, what would stand without it."""
        reason = "No case in which the rule would stand or be open has this exception: it never changes anything."
        for item in self.plan.nodes.values():
            for name in item.exceptions:
                others = tuple(other for other in item.exceptions if other != name)
                query = Every((node(name), Never(Sees(whole(item, item.when, others), False))))
                yield self._of(self.plan.nodes[name], "idle-exception", reason, query, item.subject)

    def duties(self) -> Iterator[Obligation]:
        """No duty is met and breached at once."""
        for duty in self.rulebook.duties.values():
            query = Every((node(f"duty:{duty.id}"), node(f"met:{duty.id}"), node(f"breached:{duty.id}")))
            reason = "A case meets and breaches the duty at once."
            yield Obligation("met-and-breached", (duty.id,), duty.place, reason, query, "no case")

    def clashes(self) -> Iterator[Obligation]:
        """A course is not prohibited and required or permitted at once."""
        reason = "A case establishes both, and one prohibits what the other requires or permits."
        dispositions = self.rulebook.dispositions.values()
        for rule in dispositions:
            for other in dispositions:
                if rule.course == other.course and rule.verdict == "prohibited" != other.verdict:
                    query = Every((node(f"disposition:{rule.id}"), node(f"disposition:{other.id}")))
                    rules = (rule.id, other.id)
                    yield Obligation("clash", rules, rule.place, reason, query, "no case", rule.course)

    def one_sided(self, *kinds: NodeKind) -> Iterator[Obligation]:
        """When everything a concept or finding of these kinds asks is answered, it is decided."""
        reason = "A case in which everything it reads is answered leaves it open."
        for item in self.rules:
            if item.kind in kinds:
                asked = frozenset[str]().union(*(self._below[name] for name in _verdict_nodes(item)))
                query = Every((answered(asked, self.plan), _open(item)))
                yield Obligation("stays-open", (item.subject,), self.places[item.name], reason, query, "no case")

    def facts(self) -> Iterator[Obligation]:
        """For every fact that a rule reads there is a finding that stands because of an answer to it."""
        readers: dict[str, list[str]] = {}
        told = told_nodes(self.rulebook, self.plan)
        for name in self.plan.nodes:
            if name in told:
                for key in sorted(self._below[name]):
                    readers.setdefault(key, []).append(name)
        read = {key for atom in self.plan.atoms.values() for key in facts_of(atom)}
        reason = "No finding or qualification stands in any case because of the answer: asking it is pointless."
        for fact in self.rulebook.facts.values():
            if fact.key in read:
                query = Moves(fact.key, tuple(readers.get(fact.key, ())))
                yield Obligation("idle-fact", (fact.key,), fact.place, reason, query, "case")

    @cached_property
    def _below(self) -> dict[str, frozenset[str]]:
        """For each atom and node what has to be answered to decide it, from that of what it reads."""
        found = {name: asked_by(atom, name) for name, atom in self.plan.atoms.items()}
        for stratum in self.plan.strata:
            for item in stratum:
                found[item.name] = frozenset[str]().union(*(found[name] for name in reads(item)))
        return found

    def redundant(self) -> Iterator[Obligation]:
        """No part of a rule's conditions can be dropped without changing the rule."""
        grounds = [item for item in self.plan.nodes.values() if item.kind == "ground"]
        rules = [item for item in self.rules if item.kind not in ("concept", "ground")]
        for item in (*grounds, *rules):
            if not self.spared.isdisjoint((item.subject, item.subject.partition("/")[0])):
                continue
            times = Counter[str]()
            for dropped, smaller in without_a_part(item.when):
                query = differs(item.formula, whole(item, smaller, item.exceptions))
                reason = "Dropping this condition changes the rule in no case: it follows from the rest."
                text = words(dropped)
                times[text] += 1
                detail = text if times[text] == 1 else f"{text}, where it stands for time {times[text]}"
                yield self._of(item, "redundant-condition", reason, query, detail)

    def laws(self) -> Iterator[Obligation]:
        """What the laws of the rulebook declare."""
        for law in self.rulebook.laws.values():
            given: tuple[Query, ...] = (node(f"law:{law.id} given"),) if law.given is not None else ()
            yield from self._exclusive(law, given)
            yield from self._exhaustive(law, given)
            yield from self._implied(law, given)
            yield from self._subsumed(law)

    def _broken(self, law: Law, code: str, rules: tuple[str, ...], text: str, query: Query) -> Obligation:
        return Obligation(code, rules, law.place, f"{text} Declared because: {law.reason}", query, "no case", law.id)

    def _exclusive(self, law: Law, given: tuple[Query, ...]) -> Iterator[Obligation]:
        for pair in combinations(law.exclusive, 2):
            query = Every((*given, *(node(f"concept:{name}") for name in pair)))
            yield self._broken(law, "not-exclusive", pair, "A case establishes both.", query)

    def _exhaustive(self, law: Law, given: tuple[Query, ...]) -> Iterator[Obligation]:
        if law.exhaustive:
            query = Every((*given, *(node(f"concept:{name}", False) for name in law.exhaustive)))
            yield self._broken(law, "gap", law.exhaustive, "A case excludes all of them.", query)

    def _implied(self, law: Law, given: tuple[Query, ...]) -> Iterator[Obligation]:
        if law.implies is None:
            return
        if_true = (*given, node(f"law:{law.id} if"))
        if law.implies.then is not None:
            query = Every((*if_true, node(f"law:{law.id} then", False)))
            yield self._broken(law, "law-broken", (law.id,), "A case has the first without the second.", query)
        for name in law.implies.establishes:
            query = Every((*if_true, Never(node(self._finding(name)))))
            yield self._broken(law, "law-broken", (name,), "The law wants it to stand, but it does not.", query)
        for name in law.implies.excludes:
            query = Every((*if_true, node(self._finding(name))))
            yield self._broken(law, "law-broken", (name,), "The law wants it not to stand, but it does.", query)

    def _subsumed(self, law: Law) -> Iterator[Obligation]:
        if len(law.subsumes) == 2:
            wide, narrow = (f"issue:{name}" for name in law.subsumes)
            query = Every((node(narrow), Never(node(wide))))
            text = "A case has the second issue without the first."
            yield self._broken(law, "law-broken", law.subsumes, text, query)

    def _finding(self, name: str) -> str:
        return next(f"{kind}:{name}" for kind in FINDINGS if f"{kind}:{name}" in self.plan.nodes)

    def subsumption(self, narrow: str, wide: str) -> Obligation:
        """One issue stands somewhere without the other."""
        query = Every((node(f"issue:{narrow}"), Never(node(f"issue:{wide}"))))
        reason = f"Wherever {narrow} stands, {wide} stands too: one finding is told twice."
        place = self.rulebook.issues[narrow].place
        return Obligation("subsumed-issue", (narrow, wide), place, reason, query, "case")

    def declared(self) -> set[tuple[str, str]]:
        """Pairs (narrow, wide) of issues that a law lets subsume."""
        laws = (law.subsumes for law in self.rulebook.laws.values() if len(law.subsumes) == 2)
        return {(narrow, wide) for wide, narrow in laws}


def _verdict_nodes(item: Node) -> tuple[str, ...]:
    return (item.name, f"met:{item.subject}", f"breached:{item.subject}") if item.kind == "duty" else (item.name,)


def _open(item: Node) -> Query:
    if item.kind != "duty":
        return node(item.name, None)
    met, breached = f"met:{item.subject}", f"breached:{item.subject}"
    unsettled = Every((node(item.name), Some((node(met, None), node(breached, None)))))
    return Some((node(item.name, None), Every((unsettled, Never(node(met)), Never(node(breached))))))


def whole(item: Node, when: Formula, exceptions: tuple[str, ...]) -> Formula:
    """A rule with other conditions or exceptions; sources as they are."""
    parts: list[Formula] = [when]
    if item.sources:
        parts.append(Or(tuple(Literal("node", name) for name in dict.fromkeys(item.sources))))
    return And((*parts, *(Literal("node", name, positive=False) for name in exceptions)))


def without_a_part(formula: Formula) -> Iterator[tuple[Formula, Formula]]:
    """Each part of a formula, with the formula that remains without it."""
    if isinstance(formula, Literal):
        yield formula, And(())
        return
    kind = And if isinstance(formula, And) else Or
    for index, part in enumerate(formula.of):
        others = (*formula.of[:index], *formula.of[index + 1 :])
        if others:
            yield part, others[0] if len(others) == 1 else kind(others)
        if not isinstance(part, Literal):
            for dropped, smaller in without_a_part(part):
                yield dropped, kind((*formula.of[:index], smaller, *formula.of[index + 1 :]))


def words(formula: Formula) -> str:
    """A formula as an author wrote it, near enough to be found."""
    match formula:
        case Literal():
            name = formula.name.removeprefix("concept:").removeprefix("binds:")
            return name if formula.positive else f"not {name}"
        case And():
            return f"all: [{', '.join(words(part) for part in formula.of)}]"
        case Or():
            return f"any: [{', '.join(words(part) for part in formula.of)}]"
