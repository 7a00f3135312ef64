"""Makes findings: one for each issue, duty and disposition, from its proof."""

from collections.abc import Iterator
from typing import Any

from habeas.case.model import Case
from habeas.case.participation import ParticipationTable
from habeas.evaluate.atoms import missing as missing_facts
from habeas.evaluate.proof import Proof, value_of
from habeas.evaluate.verdicts import Verdict, duty_verdict, verdict
from habeas.explain.cone import Cone
from habeas.explain.deadlines import deadline_of
from habeas.explain.model import Finding, Missing, Source
from habeas.explain.values import value_text
from habeas.explain.words import Words
from habeas.logic.plan import And, Formula, Literal, literals
from habeas.logic.truth import Truth
from habeas.rulebook.conditions import Atom, BoundBy, DateTest, Elapsed, LongestGap, Point, Reading
from habeas.rulebook.model import Citation, Disposition, Duty, Issue, Rule, Rulebook, Severity


class FindingMaker:
    """Makes the findings of one case from its proof."""

    def __init__(self, rulebook: Rulebook, case: Case, proof: Proof, table: ParticipationTable) -> None:
        self.rulebook, self.case, self.proof, self.table = rulebook, case, proof, table
        self.words = Words(rulebook, lambda key: value_text(key, rulebook, case))
        self.asks = {key: value_of(formula, proof.values) for key, formula in proof.plan.asks.items()}
        self.cone = Cone(proof, {fact.key for fact in rulebook.facts.values() if fact.judgement})
        self._sources: dict[str, tuple[Verdict, str, bool]] = {}
        self._items: dict[str, Missing] = {}
        self._lacking: dict[str, list[str]] = {}

    def all(self) -> Iterator[Finding]:
        """Every finding, in the order of the rulebook."""
        for issue in self.rulebook.issues.values():
            yield self.issue(issue)
        for duty in self.rulebook.duties.values():
            yield self.duty(duty)
        for disposition in self.rulebook.dispositions.values():
            yield self.disposition(disposition)

    def issue(self, issue: Issue) -> Finding:
        """The finding on an issue, with the severity that is shown here."""
        severity, note = self._severity(issue)
        node = f"issue:{issue.id}"
        return Finding(
            kind="issue",
            verdict=verdict(self.proof.values[node]),
            severity=severity,
            severity_note=note,
            consequence=issue.consequence,
            **self._common(issue, [node]),
        )

    def duty(self, duty: Duty) -> Finding:
        """The finding on a duty: met, breached, pending, open, or excluded."""
        nodes = [f"duty:{duty.id}"]
        if self.proof.values[nodes[0]] is not False:
            nodes += [f"breached:{duty.id}", f"met:{duty.id}"]
        return Finding(
            kind="duty",
            verdict=duty_verdict(duty.id, self.proof.values),
            severity=duty.severity,
            consequence=duty.consequence,
            deadline=deadline_of(duty, self.case),
            **self._common(duty, nodes),
        )

    def disposition(self, disposition: Disposition) -> Finding:
        """The finding on a course."""
        node = f"disposition:{disposition.id}"
        return Finding(
            kind="disposition",
            verdict=verdict(self.proof.values[node]),
            course=disposition.course,
            course_verdict=disposition.verdict,
            consequence=disposition.consequence,
            **self._common(disposition, [node]),
        )

    def _common(self, rule: Rule, nodes: list[str]) -> dict[str, Any]:
        """What all kinds of finding share. `nodes`: the nodes whose values carry the verdict."""
        sources = tuple(self._source(citation, name) for citation, name in self._cited(rule, nodes[0]))
        applying = [
            citation for citation, source in zip(rule.binding, sources, strict=True) if source.applies != "excluded"
        ]
        return {
            "id": rule.id,
            "title": rule.title,
            "sources": sources,
            "supporting": rule.supporting,
            "custom_only": bool(applying) and all(self.rulebook.instruments[c.instrument].custom for c in applying),
            "presumptions": self._presumptions(nodes),
            "judgements": self._judgements(nodes),
            "missing": self._missing(nodes) if self._is_open(rule, nodes) else (),
            "exceptions": self._exceptions(nodes[0]),
            "support": self._support(nodes[0]),
        }

    def _support(self, node: str) -> float:
        """The share of a rule's own conditions that already hold: how much of an open finding is there."""
        when = self.proof.plan.nodes[node].when
        parts = when.of if isinstance(when, And) else (when,)
        held = sum(value_of(part, self.proof.values) is True for part in parts)
        return round(held / len(parts), 3) if parts else 0.0

    def _is_open(self, rule: Rule, nodes: list[str]) -> bool:
        if isinstance(rule, Duty):
            return duty_verdict(rule.id, self.proof.values) == "open"
        return self.proof.values[nodes[0]] is None

    def _cited(self, rule: Rule, node: str) -> Iterator[tuple[Citation, str]]:
        return zip(rule.binding, self.proof.plan.nodes[node].sources, strict=True)

    def _severity(self, issue: Issue) -> tuple[Severity, str]:
        if issue.aggravated is None:
            return issue.severity, ""
        graver, value = issue.aggravated.to, self.proof.values[f"aggravation:{issue.id}"]
        # Only the provisions that cover this person: GC III 130 says nothing of a civilian.
        nodes = self.proof.plan.nodes[f"aggravation:{issue.id}"].sources
        pairs = zip(issue.aggravated.binding, nodes, strict=True)
        # Of an aggravation that holds only what certainly binds is cited; of an open one also what may.
        wanted = (True,) if value is True else (True, None)
        cited = ", ".join(str(citation) for citation, node in pairs if self.proof.values[node] in wanted)
        if value is True:
            return graver, f"{cited}"
        if value is None:
            lacking = self._missing([f"aggravation:{issue.id}"])
            questions = "; ".join(item.question for item in lacking[:3])
            return issue.severity, f"may be a {graver.replace('-', ' ')} ({cited}). Open: {questions}"
        return issue.severity, ""

    def _source(self, citation: Citation, node: str) -> Source:
        if node not in self._sources:
            self._sources[node] = (
                verdict(self.proof.values[node]),
                "; ".join(self.reasons(node)),
                self._unverified(node),
            )
        applies, why, unverified = self._sources[node]
        return Source(citation=str(citation), applies=applies, why=why, unverified=unverified)

    def reasons(self, node: str) -> list[str]:
        """Why a node has its value: the parts of its formula that decide it, in words."""
        return list(dict.fromkeys(self._reasons(self.proof.plan.nodes[node].formula)))

    def denied(self, key: str) -> str:
        """What a question presupposes and another answer denies, in words; empty if its point is not denied.

        A question that is pointless because more is known already (`ask-when: not ...`) is no contradiction.
        """
        if self.asks.get(key) is not False:
            return ""
        formula = self.proof.plan.asks[key]
        presupposed = all(leaf.positive for leaf in literals(formula) if value_of(leaf, self.proof.values) is False)
        return "; ".join(dict.fromkeys(self._reasons(formula))) if presupposed else ""

    def _reasons(self, formula: Formula) -> Iterator[str]:
        wanted = value_of(formula, self.proof.values)
        if isinstance(formula, Literal):
            yield self.literal(formula)
            return
        for part in formula.of:
            if value_of(part, self.proof.values) is wanted:
                yield from self._reasons(part)

    def literal(self, leaf: Literal) -> str:
        """A leaf in words, with what is known of it here."""
        if leaf.kind == "atom":
            atom = self.proof.plan.atoms[leaf.name]
            text, value = self.words.atom(atom), self.proof.values[leaf.name]
            asks_for_text = isinstance(atom, BoundBy | Reading)
            return f"{text}: {TRUTH_WORDS[value]}" if asks_for_text else text
        return f"{self.node_title(leaf.name)}: {TRUTH_WORDS[self.proof.values[leaf.name]]}"

    def node_title(self, name: str) -> str:
        """The title of a node for people."""
        kind, _, subject = name.partition(":")
        if kind == "binds":
            return f"{subject} applies"
        for rules in (
            self.rulebook.concepts,
            self.rulebook.exceptions,
            self.rulebook.presumptions,
            self.rulebook.issues,
            self.rulebook.duties,
            self.rulebook.dispositions,
        ):
            if subject in rules:
                return rules[subject].title
        concept = self.rulebook.concepts[subject.partition("/")[0]]
        return next(ground.title for ground in concept.grounds if ground.id == subject)

    def _unverified(self, node: str) -> bool:
        atoms = [self.proof.plan.atoms[name] for name in self.cone.atoms(node)]
        parties = {(atom.party, atom.instrument) for atom in atoms if isinstance(atom, BoundBy)}
        return any(self.table.bound(party, instrument, self.case).unverified for party, instrument in parties)

    def _presumptions(self, nodes: list[str]) -> tuple[str, ...]:
        if not any(self.proof.rests_on_presumption(node) for node in nodes):
            return ()
        triggers = dict.fromkeys(trigger for node in nodes for trigger in self.cone.presumptions(node))
        return tuple(self.rulebook.presumptions[name.partition(":")[2]].title for name in triggers)

    def _judgements(self, nodes: list[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(key for node in nodes for key in self.cone.judgements(node)))

    def _exceptions(self, node: str) -> tuple[str, ...]:
        """Exceptions that defeat the rule here, and those that still could."""
        names = self.proof.plan.nodes[node].exceptions
        marks = {True: "applies", None: "open"}
        found = []
        for name in names:
            value = self.proof.values[name]
            if value is not False:
                found.append(f"{self.node_title(name)} ({marks[value]})")
        return tuple(found)

    def _missing(self, nodes: list[str]) -> tuple[Missing, ...]:
        atoms = dict.fromkeys(name for node in nodes for name in self.cone.blocking(node))
        keys = dict.fromkeys(key for name in atoms for key in self._keys_of(name))
        # A fact whose `ask-when` is false is pointless to ask; if nothing else is missing it is named all the same.
        askable = [key for key in keys if self.asks.get(key) is not False]
        return tuple(self.missing_item(key) for key in askable or keys)

    def _keys_of(self, atom_name: str) -> list[str]:
        if atom_name not in self._lacking:
            self._lacking[atom_name] = list(self._lacked_by(self.proof.plan.atoms[atom_name]))
        return self._lacking[atom_name]

    def _lacked_by(self, atom: Atom | Reading) -> Iterator[str]:
        """What an unknown atom lacks."""
        if isinstance(atom, Reading):
            return
        if isinstance(atom, BoundBy):
            yield f"participation: {atom.party} bound by {atom.instrument}"
            return
        yield from missing_facts(atom, self.case)
        if self.case.as_of is None and any(point.kind == "as-of" for point in _points(atom)):
            yield "as-of"

    def missing_item(self, key: str) -> Missing:
        """A missing key with its question."""
        if key not in self._items:
            self._items[key] = self._item(key)
        return self._items[key]

    def _item(self, key: str) -> Missing:
        if key.startswith("participation: "):
            party, _, instrument = key.removeprefix("participation: ").partition(" bound by ")
            name = value_text(f"party.{party}", self.rulebook, self.case)
            return Missing(key=key, question=f"Is {name} bound by {instrument}? (participation at the time)")
        if key == "as-of":
            return Missing(key=key, question="For which date is the case checked?")
        if key.startswith("party."):
            return Missing(key=key, question=f"Which State is {key.removeprefix('party.')}?")
        fact = self.rulebook.facts[key]
        return Missing(
            key=key,
            question=fact.question,
            hint=fact.hint,
            state=self._state(key),
            judgement=fact.judgement,
            decided_by=fact.decided_by,
        )

    def _state(self, key: str) -> str:
        answer = self.case.facts.get(key)
        if answer is None:
            return "unknown"
        if answer.disputed:
            return "disputed"
        return "too vague" if answer.known is not None else answer.absence or "unknown"


TRUTH_WORDS: dict[Truth, str] = {True: "yes", False: "no", None: "not known"}


def _points(atom: object) -> list[Point]:
    match atom:
        case DateTest():
            return [atom.left, atom.right]
        case Elapsed():
            return [atom.start, atom.end]
        case LongestGap():
            return [point for point in (atom.start, atom.end) if point]
        case _:
            return []
