"""The trace: everything Habeas says about one case, as versioned data (`trace.v1`). Its schema is kept in `docs/`."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from habeas.evaluate.verdicts import CourseOutcome, DutyVerdict, Verdict
from habeas.rulebook.model import CourseVerdict, Severity

FORMAT: Literal["trace.v1"] = "trace.v1"
FindingVerdict = Verdict | DutyVerdict


class Frozen(BaseModel):
    """Base of everything in a trace."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(Frozen):
    """A binding source of a finding: whether it applies to this person here, and why or why not."""

    citation: str
    applies: Verdict
    why: str
    unverified: bool = False  # rests on participation data from memory


class Missing(Frozen):
    """Something that would help to settle an open finding. `key` is a fact, or `participation: ...`, or `as-of`."""

    key: str
    question: str
    hint: str = ""
    state: str = "unknown"  # unknown, refused, not applicable, disputed, too vague
    judgement: str = ""
    decided_by: str = ""


class Deadline(Frozen):
    """The time a duty leaves. Dates are ISO; `earliest` and `latest` differ if the trigger is only partly known."""

    limit: str
    earliest: str = ""
    latest: str = ""
    elapsed: str = ""


class OtherReading(Frozen):
    """What the verdict would be if a contested point were read differently."""

    position: str
    title: str
    reading: str
    default: bool
    others: dict[str, FindingVerdict]


class OtherAccount(Frozen):
    """What the verdict would be under one account alone."""

    account: str
    verdict: FindingVerdict


class Finding(Frozen):
    """A verdict on one issue, duty or disposition."""

    id: str
    kind: Literal["issue", "duty", "disposition"]
    title: str
    verdict: FindingVerdict
    severity: Severity | None = None
    severity_note: str = ""
    course: str = ""
    course_verdict: CourseVerdict | None = None
    sources: tuple[Source, ...]
    supporting: tuple[str, ...] = ()
    custom_only: bool = False
    presumptions: tuple[str, ...] = ()
    judgements: tuple[str, ...] = ()
    positions: tuple[OtherReading, ...] = ()
    accounts: tuple[OtherAccount, ...] = ()
    missing: tuple[Missing, ...] = ()
    exceptions: tuple[str, ...] = ()
    support: float = 0.0  # for an open finding: the share of its own conditions that already hold
    consequence: str = ""
    deadline: Deadline | None = None


class Question(Frozen):
    """A missing key, and the open findings that its answer bears on, the weightiest first."""

    asks: Missing
    settles: tuple[str, ...]


class Dispute(Frozen):
    """A fact that accounts tell differently, so that it counts as unknown. `told`: the answer of each account."""

    key: str
    question: str
    told: dict[str, str]


class Qualification(Frozen):
    """The verdict on a concept (a legal qualification, such as prisoner of war)."""

    id: str
    title: str
    verdict: Verdict
    presumed: bool = False


class Course(Frozen):
    """The verdict on a course for this person, with the findings that carry it or could still change it."""

    course: str
    meaning: str
    outcome: CourseOutcome
    rests_on: tuple[str, ...] = ()
    open_rules: tuple[str, ...] = ()


class Receipt(Frozen):
    """What the findings were computed from and by what."""

    rulebook: str
    rulebook_version: str
    rulebook_hash: str
    habeas_version: str
    engines: dict[str, str]
    facts_hash: str
    as_of: str
    account: str = ""


class Report(Frozen):
    """All findings on one case."""

    format: Literal["trace.v1"] = FORMAT
    receipt: Receipt
    case_id: str
    title: str
    parties: dict[str, str]
    positions: dict[str, str]
    qualifications: tuple[Qualification, ...]
    findings: tuple[Finding, ...]
    courses: tuple[Course, ...]
    questions: tuple[Question, ...]
    disputes: tuple[Dispute, ...] = ()
    notes: tuple[str, ...] = ()

    def finding(self, name: str) -> Finding:
        """The finding of a rule. Raises `KeyError` if there is no such rule."""
        for finding in self.findings:
            if finding.id == name:
                return finding
        raise KeyError(name)
