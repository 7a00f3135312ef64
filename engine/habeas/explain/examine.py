"""Examines one case: runs the engines, compares them, and gives the report with all findings."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version

from habeas import __version__
from habeas.case.model import Case
from habeas.case.participation import ParticipationTable
from habeas.evaluate.atoms import compile_atoms
from habeas.evaluate.compare import require_agreement
from habeas.evaluate.forward import ForwardEngine, why_unavailable
from habeas.evaluate.proof import ENGINE, Proof, prove
from habeas.evaluate.verdicts import course_outcome, dispositions_on, verdict
from habeas.explain.findings import FindingMaker
from habeas.explain.model import Course, Dispute, Finding, Qualification, Question, Receipt, Report
from habeas.explain.questions import Questions
from habeas.explain.readings import other_accounts, other_readings
from habeas.explain.values import known_text, value_text
from habeas.logic.from_rulebook import compile_plan
from habeas.logic.plan import Plan
from habeas.logic.truth import Truth
from habeas.rulebook.model import SEVERITIES, Rulebook

_MOST_QUESTIONS = 12


@dataclass(frozen=True)
class Examination:
    """One case examined: the report, and the proof behind it for whoever asks why."""

    report: Report
    maker: FindingMaker
    proof: Proof


class Examiner:
    """Examines cases against one rulebook. Compiles the plan once; the second engine is built when first needed."""

    def __init__(self, rulebook: Rulebook, *, second_engine: bool = True) -> None:
        self.rulebook = rulebook
        self.plan: Plan = compile_plan(rulebook)
        self.atoms = compile_atoms(self.plan, rulebook)
        self.missing_engine = why_unavailable() if second_engine else "switched off"

    @cached_property
    def participation(self) -> ParticipationTable:
        """The participation data, indexed."""
        return ParticipationTable(self.rulebook.instruments.values(), self.rulebook.participation)

    @cached_property
    def forward(self) -> ForwardEngine:
        """The second engine."""
        return ForwardEngine(self.plan)

    def prove(self, case: Case) -> Proof:
        """The proof of a case, agreed by both engines.

        Raises `EnginesDiffer` with node, rule and case if they do not agree.
        """
        atoms = self.atoms(case)
        proof = prove(self.plan, atoms)
        if not self.missing_engine:
            answers = {ENGINE: proof.values, "durable_rules": self.forward.evaluate(atoms)}
            require_agreement(self.plan, case.id, answers)
        return proof

    def examine(self, case: Case, account: str = "") -> Examination:
        """The full report on a case, read under one account if that is named."""
        told = case.under(account) if account else case
        proof = self.prove(told)
        maker = FindingMaker(self.rulebook, told, proof, self.participation)
        readings = other_readings(self.rulebook, proof, told)
        accounts = {} if account else other_accounts(self, case, proof)
        findings = tuple(
            finding.model_copy(
                update={"positions": readings.get(finding.id, ()), "accounts": accounts.get(finding.id, ())}
            )
            for finding in maker.all()
        )
        report = Report(
            receipt=self._receipt(told, account),
            case_id=case.id,
            title=case.title,
            parties=_parties(told, self.rulebook),
            positions={name: told.positions.get(name, item.default) for name, item in self.rulebook.positions.items()},
            qualifications=self._qualifications(proof),
            findings=tuple(sorted(findings, key=_rank)),
            courses=self._courses(proof.values),
            questions=self._questions(maker, findings),
            disputes=self._disputes(told),
            notes=self._notes(maker),
        )
        return Examination(report, maker, proof)

    def _disputes(self, case: Case) -> tuple[Dispute, ...]:
        disputes = []
        for key in case.disputed:
            answers = case.facts[key].accounts
            told = {account: known_text(key, said.value, self.rulebook) for account, said in answers}
            disputes.append(Dispute(key=key, question=self.rulebook.facts[key].question, told=told))
        return tuple(disputes)

    def _receipt(self, case: Case, account: str) -> Receipt:
        engines = {ENGINE: __version__}
        if not self.missing_engine:
            engines["durable_rules"] = _version_of("durable_rules")
        return Receipt(
            rulebook=self.rulebook.name,
            rulebook_version=self.rulebook.version,
            rulebook_hash=self.rulebook.hash,
            habeas_version=__version__,
            engines=engines,
            facts_hash=facts_hash(case),
            as_of=case.as_of.notation if case.as_of else "",
            account=account,
        )

    def _notes(self, maker: FindingMaker) -> tuple[str, ...]:
        alone = f"Only one engine ran, so nothing was checked twice: {self.missing_engine}"
        return ((alone,) if self.missing_engine else ()) + tuple(self._set_aside(maker))

    def _set_aside(self, maker: FindingMaker) -> Iterator[str]:
        """A yes to a question whose ground another answer denies: rules may not use it, so one of the two is wrong."""
        for key, answer in maker.case.known.items():
            if answer is True and (denial := maker.denied(key)):
                question = self.rulebook.facts[key].question
                yield (
                    f"Check two answers that do not fit together: “{question}” is answered with yes ({key}), "
                    f"although: {denial}. Rules may leave the yes aside."
                )

    def _qualifications(self, proof: Proof) -> tuple[Qualification, ...]:
        return tuple(
            Qualification(
                id=concept.id,
                title=concept.title,
                verdict=verdict(proof.values[f"concept:{concept.id}"]),
                presumed=bool(proof.presumed(self.plan.nodes[f"concept:{concept.id}"])),
            )
            for concept in self.rulebook.concepts.values()
            if not concept.auxiliary
        )

    def _courses(self, values: dict[str, Truth]) -> tuple[Course, ...]:
        courses = []
        for course, meaning in self.rulebook.courses.items():
            rules = dispositions_on(course, self.rulebook)
            outcome = course_outcome(course, self.rulebook, values)
            rests_on = tuple(rule.id for rule in rules if values[f"disposition:{rule.id}"] is True)
            still_open = tuple(rule.id for rule in rules if values[f"disposition:{rule.id}"] is None)
            courses.append(
                Course(course=course, meaning=meaning, outcome=outcome, rests_on=rests_on, open_rules=still_open)
            )
        return tuple(courses)

    def _questions(self, maker: FindingMaker, findings: Iterable[Finding]) -> tuple[Question, ...]:
        best = Questions(self.rulebook, maker.proof, findings).best(_MOST_QUESTIONS)
        return tuple(Question(asks=maker.missing_item(key), settles=tuple(settles)) for key, settles in best)


def _rank(finding: Finding) -> tuple[int, int, str]:
    """Established and breached first, then what is open, then the rest; the gravest first."""
    standing = ("established", "breached", "pending", "open", "met", "excluded").index(finding.verdict)
    severity = SEVERITIES.index(finding.severity) if finding.severity else len(SEVERITIES)
    return standing, severity, finding.id


def facts_hash(case: Case) -> str:
    """SHA-256 over what the verdicts depend on: facts, parties, treaties, positions, date; not over notes."""
    content = {
        "as-of": case.as_of.notation if case.as_of else "",
        "parties": [case.parties.holder, case.parties.adversary, case.parties.territory],
        "treaties": {name: dict(sorted(states.items())) for name, states in sorted(case.treaties.items())},
        "positions": dict(sorted(case.positions.items())),
        "facts": {key: repr(value) for key, value in sorted(case.known.items())},
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _parties(case: Case, rulebook: Rulebook) -> dict[str, str]:
    return {role: value_text(f"party.{role}", rulebook, case) for role in ("holder", "adversary", "territory")}


def _version_of(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"
