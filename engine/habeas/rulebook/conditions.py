"""Conditions as data: what a rule asks of a case, resolved and typed.

A condition is a tree of `All`, `AnyOf`, `Not` over leaves. A leaf is an *atom* (a comparison of facts, computed once
per case before any logic runs), a reference to a concept, to an instrument that binds, or to a reading of a position.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Comparison = Literal["<", "<=", ">", ">=", "=", "!="]
Unit = Literal["days", "weeks", "months", "years"]
Party = Literal["holder", "adversary", "territory"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Point(_Frozen):
    """A date in a condition: a date fact, the date of the check, a literal, or an end of a list of dates."""

    kind: Literal["fact", "as-of", "literal", "first", "last"]
    value: str = ""

    def __str__(self) -> str:
        match self.kind:
            case "as-of":
                return "as-of"
            case "first" | "last":
                return f"{self.kind} of {self.value}"
            case _:
                return self.value

    @property
    def facts(self) -> tuple[str, ...]:
        """The fact keys this point reads."""
        return (self.value,) if self.kind in ("fact", "first", "last") else ()


class Country(_Frozen):
    """A country in a condition: a country fact, a party of the case, or a literal name."""

    kind: Literal["fact", "party", "literal"]
    value: str

    def __str__(self) -> str:
        return f"party.{self.value}" if self.kind == "party" else self.value

    @property
    def facts(self) -> tuple[str, ...]:
        """The fact keys this country reads."""
        return (self.value,) if self.kind == "fact" else ()


class Answer(_Frozen):
    """A yes/no fact is *yes*."""

    atom: Literal["answer"] = "answer"
    fact: str

    def __str__(self) -> str:
        return self.fact

    @property
    def facts(self) -> tuple[str, ...]:
        """The fact keys this atom reads."""
        return (self.fact,)


class OneOf(_Frozen):
    """A choice has one of these values."""

    atom: Literal["one-of"] = "one-of"
    fact: str
    values: tuple[str, ...]

    def __str__(self) -> str:
        if len(self.values) == 1:
            return f"{self.fact} is {self.values[0]}"
        return f"{self.fact} in [{', '.join(self.values)}]"

    @property
    def facts(self) -> tuple[str, ...]:
        """The fact keys this atom reads."""
        return (self.fact,)


class SameCountry(_Frozen):
    """Two countries are the same."""

    atom: Literal["same-country"] = "same-country"
    left: Country
    right: Country

    def __str__(self) -> str:
        return f"{self.left} is {self.right}"

    @property
    def facts(self) -> tuple[str, ...]:
        """The fact keys this atom reads."""
        return (*self.left.facts, *self.right.facts)


class Includes(_Frozen):
    """A list of countries contains a country."""

    atom: Literal["includes"] = "includes"
    fact: str
    country: Country

    def __str__(self) -> str:
        return f"{self.fact} includes {self.country}"

    @property
    def facts(self) -> tuple[str, ...]:
        """The fact keys this atom reads."""
        return (self.fact, *self.country.facts)


class NumberTest(_Frozen):
    """A number compared with a literal; the unit is the fact's own."""

    atom: Literal["number"] = "number"
    fact: str
    comparison: Comparison
    amount: float

    def __str__(self) -> str:
        return f"{self.fact} {self.comparison} {self.amount:g}"

    @property
    def facts(self) -> tuple[str, ...]:
        """The fact keys this atom reads."""
        return (self.fact,)


class DateTest(_Frozen):
    """One date compared with another."""

    atom: Literal["date"] = "date"
    left: Point
    comparison: Comparison
    right: Point

    def __str__(self) -> str:
        return f"{self.left} {self.comparison} {self.right}"

    @property
    def facts(self) -> tuple[str, ...]:
        """The fact keys this atom reads."""
        return (*self.left.facts, *self.right.facts)


class Elapsed(_Frozen):
    """The time between two dates compared with an amount of a unit (calendar months and years)."""

    atom: Literal["elapsed"] = "elapsed"
    unit: Unit
    start: Point
    end: Point
    comparison: Comparison
    amount: int

    def __str__(self) -> str:
        return f"{self.unit} from {self.start} to {self.end} {self.comparison} {self.amount}"

    @property
    def facts(self) -> tuple[str, ...]:
        """The fact keys this atom reads."""
        return (*self.start.facts, *self.end.facts)


class Count(_Frozen):
    """The number of dates in a list compared with a literal."""

    atom: Literal["count"] = "count"
    fact: str
    comparison: Comparison
    amount: int

    def __str__(self) -> str:
        return f"number of {self.fact} {self.comparison} {self.amount}"

    @property
    def facts(self) -> tuple[str, ...]:
        """The fact keys this atom reads."""
        return (self.fact,)


class LongestGap(_Frozen):
    """The longest time without an event in a list of dates; `start` and `end`, if given, count as events."""

    atom: Literal["longest-gap"] = "longest-gap"
    fact: str
    start: Point | None = None
    end: Point | None = None
    comparison: Comparison
    amount: int
    unit: Unit

    def __str__(self) -> str:
        ends = (f" from {self.start}" if self.start else "") + (f" to {self.end}" if self.end else "")
        return f"longest gap in {self.fact}{ends} {self.comparison} {self.amount} {self.unit}"

    @property
    def facts(self) -> tuple[str, ...]:
        """The fact keys this atom reads."""
        ends = [point for point in (self.start, self.end) if point]
        return (self.fact, *(key for point in ends for key in point.facts))


class Followed(_Frozen):
    """Each date of a list is followed, within a time, by a date of another list."""

    atom: Literal["followed"] = "followed"
    fact: str
    by: str
    amount: int
    unit: Unit

    def __str__(self) -> str:
        return f"each of {self.fact} followed by {self.by} within {self.amount} {self.unit}"

    @property
    def facts(self) -> tuple[str, ...]:
        """The fact keys this atom reads."""
        return (self.fact, self.by)


class BoundBy(_Frozen):
    """A party of the case is bound by an instrument at the time of the detention."""

    atom: Literal["bound-by"] = "bound-by"
    party: Party
    instrument: str

    def __str__(self) -> str:
        return f"{self.party} bound by {self.instrument}"

    @property
    def facts(self) -> tuple[str, ...]:
        """Participation is data of the case, not a fact that is asked."""
        return ()


Atom = Annotated[
    Answer | OneOf | SameCountry | Includes | NumberTest | DateTest | Elapsed | Count | LongestGap | Followed | BoundBy,
    Field(discriminator="atom"),
]


class Test(_Frozen):
    """A leaf that compares facts."""

    op: Literal["test"] = "test"
    of: Atom


class Holds(_Frozen):
    """A leaf that refers to a concept."""

    op: Literal["holds"] = "holds"
    concept: str


class Binds(_Frozen):
    """A leaf that asks whether an instrument, or one article of it, applies to this person here."""

    op: Literal["binds"] = "binds"
    instrument: str
    article: str = ""


class Reading(_Frozen):
    """A leaf that asks whether a contested point is read in a certain way in this case."""

    op: Literal["reading"] = "reading"
    position: str
    reading: str


class Constant(_Frozen):
    """Always true (`always`)."""

    op: Literal["constant"] = "constant"
    value: bool = True


class Not(_Frozen):
    """Negation."""

    op: Literal["not"] = "not"
    of: "Condition"


class All(_Frozen):
    """Conjunction; true when empty."""

    op: Literal["all"] = "all"
    of: tuple["Condition", ...]


class AnyOf(_Frozen):
    """Disjunction; false when empty."""

    op: Literal["any"] = "any"
    of: tuple["Condition", ...]


Condition = Annotated[
    Test | Holds | Binds | Reading | Constant | Not | All | AnyOf,
    Field(discriminator="op"),
]

for _model in (Not, All, AnyOf):
    _model.model_rebuild()


def leaves(condition: Condition) -> "list[Test | Holds | Binds | Reading | Constant]":
    """All leaves of a condition, left to right."""
    match condition:
        case Not():
            return leaves(condition.of)
        case All() | AnyOf():
            return [leaf for part in condition.of for leaf in leaves(part)]
        case _:
            return [condition]
