"""Blocks as written: the keys each kind of block may have. Names are still text here; `build.py` resolves them."""

from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from habeas.rulebook.conditions import Unit
from habeas.rulebook.errors import nearest
from habeas.rulebook.model import CourseVerdict, FactType, Severity

FACT_KEY = r"^[a-z][a-z0-9_]*(\.[a-z0-9][a-z0-9_]*)+$"
NAME = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$"


def _list_of_one(value: object) -> object:
    return [value] if isinstance(value, str) else value


Text = Annotated[str, Field(min_length=1)]
Texts = Annotated[list[str], BeforeValidator(_list_of_one)]
FactKey = Annotated[str, Field(pattern=FACT_KEY)]
Name = Annotated[str, Field(pattern=NAME)]
# Conditions are read from the YAML tree itself, to keep the line of every test.
Tree = Any


class Block(BaseModel):
    """Base of all blocks: unknown keys are refused; `ask_when` is written `ask-when`."""

    model_config = ConfigDict(extra="forbid", alias_generator=lambda name: name.replace("_", "-"))
    conditions: ClassVar[tuple[str, ...]] = ("when",)


class FactBlock(Block):
    """A `fact` block."""

    conditions = ("ask-when",)
    key: FactKey
    type: FactType
    question: Text
    hint: str = ""
    why: str = ""
    sources: Texts = []
    options: dict[str, str] = {}
    unit: str = ""
    ask_when: Tree = None
    judgement: str = ""
    decided_by: str = ""
    map: Texts = []
    replaces: str = ""


class GroundBlock(Block):
    """One of the `grounds` of a concept."""

    id: Name
    title: Text
    when: Tree
    binding: Texts = []
    supporting: Texts = []
    map: Texts = []


class ConceptBlock(Block):
    """A `concept` block: `grounds`, or `when` and `binding` for a single ground."""

    id: Name
    title: Text
    when: Tree = None
    binding: Texts = []
    supporting: Texts = []
    grounds: list[GroundBlock] = []
    auxiliary: bool = False
    map: Texts = []
    replaces: str = ""


class RuleBlock(Block):
    """What the blocks of rules share."""

    id: Name
    title: Text
    when: Tree = None
    binding: Texts = Field(min_length=1)
    supporting: Texts = []
    map: Texts = []
    replaces: str = ""


class PresumptionBlock(RuleBlock):
    """A `presumption` block."""

    conditions = ("when", "until")
    when: Tree
    concept: Name
    until: Tree = None


class ExceptionBlock(RuleBlock):
    """An `exception` block."""

    when: Tree
    exception_to: Texts = Field(min_length=1)


class AggravatedBlock(Block):
    """The `aggravated` part of an issue."""

    to: Severity
    when: Tree = None
    binding: Texts = Field(min_length=1)


class IssueBlock(RuleBlock):
    """An `issue` block."""

    when: Tree
    severity: Severity
    aggravated: AggravatedBlock | None = None
    consequence: Text


class DueBlock(Block):
    """The `due` part of a duty."""

    conditions = ("excused-when", "met-when", "breached-when")
    within: str = ""
    every: str = ""
    from_: str = Field("", alias="from")
    to: str = ""
    done: str = ""
    on: str = ""
    each: str = ""
    over: str = ""
    standard: str = ""
    excused_when: Tree = None


class DutyBlock(RuleBlock):
    """A `duty` block."""

    conditions = ("when", "met-when", "breached-when")
    when: Tree
    severity: Severity
    consequence: Text
    due: DueBlock | None = None
    met_when: Tree = None
    breached_when: Tree = None
    standard: str = ""
    from_: str = Field("", alias="from")


class RowBlock(Block):
    """One of the `rows` of a disposition."""

    id: Name | None = None
    title: str = ""
    course: Name
    verdict: CourseVerdict
    when: Tree = None
    binding: Texts = Field(min_length=1)
    supporting: Texts = []
    consequence: str = ""
    map: Texts = []


class DispositionBlock(Block):
    """A `disposition` block: one course, or several `rows` under a common condition."""

    id: Name
    title: Text
    when: Tree = None
    course: Name | None = None
    verdict: CourseVerdict | None = None
    binding: Texts = []
    supporting: Texts = []
    consequence: str = ""
    rows: list[RowBlock] = []
    map: Texts = []
    replaces: str = ""


class ReadingBlock(Block):
    """One of the `readings` of a position."""

    holds: Text
    who: str = ""
    effect: str = ""


class PositionBlock(Block):
    """A `position` block."""

    id: Name
    title: Text
    question: Text
    readings: dict[str, ReadingBlock] = Field(min_length=2)
    default: Text
    binding: Texts = []
    supporting: Texts = []
    map: Texts = []
    replaces: str = ""


class ImpliesBlock(Block):
    """The `implies` part of a law: `if` a condition is true, what else must be so."""

    conditions = ("if", "then")
    if_: Tree = Field(alias="if")
    then: Tree = None
    establishes: Texts = []
    excludes: Texts = []


class LawBlock(Block):
    """A `law` block: what must hold for every case, so that the prover can refute it with one that breaks it."""

    conditions = ("given",)
    id: Name
    title: str = ""
    reason: Text
    given: Tree = None
    exclusive: Texts = []
    exhaustive: Texts = []
    implies: ImpliesBlock | None = None
    subsumes: list[Name] = []
    redundant: Texts = []
    sources: Texts = []
    replaces: str = ""


class TurnBlock(Block):
    """What may be said of a case in an example: all of it, or only what is otherwise than in another."""

    as_of: str = ""
    parties: dict[str, str] = {}
    treaties: dict[str, Any] = {}
    positions: dict[str, str] = {}
    facts: dict[str, Any] = {}
    expect: dict[str, Any]


class VariantBlock(TurnBlock):
    """One of the `variants` of an example: the same case but for what it says."""

    but: Text


class ExampleBlock(TurnBlock):
    """An `example` block."""

    title: Text
    like: str = ""
    variants: list[VariantBlock] = []


BLOCKS: dict[str, type[Block]] = {
    "fact": FactBlock,
    "concept": ConceptBlock,
    "presumption": PresumptionBlock,
    "exception": ExceptionBlock,
    "issue": IssueBlock,
    "duty": DutyBlock,
    "disposition": DispositionBlock,
    "position": PositionBlock,
    "law": LawBlock,
    "example": ExampleBlock,
}

UNITS: dict[str, Unit] = {
    "day": "days",
    "days": "days",
    "week": "weeks",
    "weeks": "weeks",
    "month": "months",
    "months": "months",
    "year": "years",
    "years": "years",
}


def shape_problems(
    kind: type[Block], problem: ValidationError
) -> list[tuple[tuple[str | int, ...], str, str, str, str]]:
    """Pydantic's complaints as (path, code, text, reason, suggestion)."""
    return [_shape_problem(kind, error) for error in problem.errors()]


def _shape_problem(kind: type[Block], error: ErrorDetails) -> tuple[tuple[str | int, ...], str, str, str, str]:
    path, last = tuple(error["loc"]), str(error["loc"][-1])
    known = _keys(kind, path)
    match error["type"]:
        case "missing":
            return path[:-1], "missing-key", last, f"The block needs the key {last}.", ""
        case "extra_forbidden":
            hint = nearest(last, known) or f"Known keys: {', '.join(known)}."
            return path, "unknown-key", last, "This kind of block has no such key.", hint
        case "string_pattern_mismatch":
            form = "area.name_with_underscores" if last == "key" else "words-with-hyphens (dots may part areas)"
            return path, "bad-id", str(error["input"]), f"It must be written as {form}.", ""
        case "literal_error":
            allowed = str(error.get("ctx", {}).get("expected", "")).replace("'", "")
            return path, "unknown-value", f"{last}: {error['input']}", f"It must be one of {allowed}.", ""
        case "too_short" if last == "binding":
            return path, "missing-source", last, "A rule without a binding source does not load.", ""
        case "too_short":
            least = error.get("ctx", {}).get("min_length", 1)
            return path, "too-few", last, f"At least {least} are needed.", ""
        case _:
            return path, "wrong-type", f"{last}: {error['input']!r}"[:120], error["msg"].rstrip(".") + ".", ""


def _keys(kind: type[Block], path: tuple[str | int, ...]) -> list[str]:
    """The keys that are known at the place of a complaint."""
    for step in path[:-1]:
        field = next((f for n, f in kind.model_fields.items() if (f.alias or n) == step), None)
        nested = _annotations(field.annotation) if field else []
        kind = next((a for a in nested if isinstance(a, type) and issubclass(a, Block)), kind)
    return [field.alias or name for name, field in kind.model_fields.items()]


def _annotations(annotation: Any) -> list[Any]:
    parts = getattr(annotation, "__args__", ())
    return [annotation, *(inner for part in parts for inner in _annotations(part))]
