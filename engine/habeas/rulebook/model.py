"""The rulebook: every block of every chapter, resolved and typed. Frozen and serialisable (`rulebook.v1`)."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from habeas.rulebook.conditions import AnyOf, Condition, Point, Unit

FactType = Literal["yes-no", "choice", "number", "date", "dates", "country", "countries", "text"]
Severity = Literal["grave-breach", "serious", "breach", "procedural", "advisory"]
CourseVerdict = Literal["required", "permitted", "permitted-with-consent", "prohibited"]
SEVERITIES: tuple[Severity, ...] = ("grave-breach", "serious", "breach", "procedural", "advisory")


class Frozen(BaseModel):
    """Base of everything in a rulebook."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Place(Frozen):
    """Where a block stands: file relative to the rulebook folder, first line of the block's text."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class Citation(Frozen):
    """Instrument, article, and optionally paragraph and items: `GC III 4A(2)(a)`."""

    instrument: str
    article: str
    paragraph: int | None = None
    items: tuple[str, ...] = ()
    text: str

    def __str__(self) -> str:
        return self.text


class Fact(Frozen):
    """Something a person can be asked."""

    key: str
    type: FactType
    question: str
    hint: str = ""
    why: str = ""
    sources: tuple[Citation, ...] = ()
    options: dict[str, str] = {}
    unit: str = ""
    ask_when: Condition | None = None
    judgement: str = ""
    decided_by: str = ""
    dated_by: str = ""  # for a yes/no fact: the date fact whose known value answers it with yes
    map: tuple[str, ...] = ()
    place: Place


class Rule(Frozen):
    """What concepts' grounds, presumptions, exceptions, issues, duties and dispositions have in common."""

    id: str
    title: str
    when: Condition
    binding: tuple[Citation, ...]
    supporting: tuple[str, ...] = ()
    map: tuple[str, ...] = ()
    place: Place


class Ground(Rule):
    """One way for a concept to hold."""


class Concept(Frozen):
    """A legal qualification; it holds if any ground holds."""

    id: str
    title: str
    grounds: tuple[Ground, ...]
    auxiliary: bool = False
    map: tuple[str, ...] = ()
    place: Place


class Presumption(Rule):
    """What a concept counts as while it is in doubt: it holds, from the trigger (`when`) until `until` is true."""

    concept: str
    until: Condition = AnyOf(of=())


class LegalException(Rule):
    """Defeats the rules it names, and only those."""

    exception_to: tuple[str, ...]


class Aggravation(Frozen):
    """What makes an issue graver than it is by itself."""

    to: Severity
    when: Condition
    binding: tuple[Citation, ...]


class Issue(Rule):
    """A breach, or a risk of one, to be flagged."""

    severity: Severity
    aggravated: Aggravation | None = None
    consequence: str


class Due(Frozen):
    """The time a duty leaves. Exactly one of `within` and `every` is set, or neither (`standard`)."""

    within: int | None = None
    every: int | None = None
    unit: Unit = "days"
    start: Point | None = None
    end: Point | None = None
    done: str = ""
    on: str = ""
    each: str = ""
    over: str = ""
    standard: str = ""


class Duty(Rule):
    """Something that must be done. `met` and `breached` are conditions compiled from `due` or written."""

    severity: Severity
    consequence: str
    due: Due = Due()
    met: Condition
    breached: Condition


class Disposition(Rule):
    """The verdict on a course for this person."""

    course: str
    verdict: CourseVerdict
    consequence: str = ""


class ReadingText(Frozen):
    """One named reading of a contested point."""

    holds: str
    who: str = ""
    effect: str = ""


class Position(Frozen):
    """A contested point of law with named readings and a declared default."""

    id: str
    title: str
    question: str
    readings: dict[str, ReadingText]
    default: str
    binding: tuple[Citation, ...] = ()
    supporting: tuple[str, ...] = ()
    map: tuple[str, ...] = ()
    place: Place


class Implication(Frozen):
    """If a condition is true, another is not false, and rules stand (`establishes`) or do not stand (`excludes`)."""

    condition: Condition
    then: Condition | None = None
    establishes: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()


class Law(Frozen):
    """What an author declares to hold for every case. Engines never read it; `habeas rules verify` proves it.

    `subsumes` names two issues: wherever the second stands, so does the first. `redundant` names rules that may say
    what follows anyway.
    """

    id: str
    title: str = ""
    reason: str
    given: Condition | None = None
    exclusive: tuple[str, ...] = ()
    exhaustive: tuple[str, ...] = ()
    implies: Implication | None = None
    subsumes: tuple[str, ...] = ()
    redundant: tuple[str, ...] = ()
    sources: tuple[Citation, ...] = ()
    place: Place


class Example(Frozen):
    """A worked hypothetical. `case` is plain data in the form of a case file; `expect` is what must come out."""

    id: str
    title: str
    case: dict[str, object]
    expect: dict[str, object]
    place: Place


class Part(Frozen):
    """Some articles of an instrument that apply under a condition of their own."""

    articles: str
    numbers: frozenset[str]
    applies: Condition


class Instrument(Frozen):
    """A treaty or a body of custom, and when it applies to a person."""

    id: str
    title: str
    adopted: str
    in_force: str
    universal: bool = False
    custom: bool = False
    applies: Condition
    parts: tuple[Part, ...] = ()

    def part_of(self, article: str) -> Part | None:
        """The part that governs an article, if any."""
        return next((part for part in self.parts if article in part.numbers), None)


class Participation(Frozen):
    """One row of participation data. Dates are ISO or empty (not known)."""

    state: str
    instrument: str
    party: bool
    bound_from: str = ""
    bound_until: str = ""
    certainty: str = ""
    note: str = ""


class Rulebook(Frozen):
    """A whole rulebook. `hash` is the SHA-256 of everything it was read from."""

    format: Literal["rulebook.v1"] = "rulebook.v1"
    name: str
    version: str
    hash: str
    courses: dict[str, str]
    instruments: dict[str, Instrument]
    participation: tuple[Participation, ...]
    facts: dict[str, Fact]
    concepts: dict[str, Concept]
    positions: dict[str, Position]
    presumptions: dict[str, Presumption]
    exceptions: dict[str, LegalException]
    issues: dict[str, Issue]
    duties: dict[str, Duty]
    dispositions: dict[str, Disposition]
    laws: dict[str, Law] = {}
    examples: tuple[Example, ...]
