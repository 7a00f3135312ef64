"""Small changes to a condition: one part less, one leaf negated, `all` for `any`, a limit moved by one."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from habeas.rulebook.conditions import (
    All,
    AnyOf,
    Atom,
    Binds,
    Comparison,
    Condition,
    Constant,
    Count,
    DateTest,
    Elapsed,
    Followed,
    Holds,
    LongestGap,
    Not,
    NumberTest,
    OneOf,
    Reading,
    Test,
)

_BESIDE: dict[Comparison, Comparison] = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}


@dataclass(frozen=True, slots=True)
class Change:
    """A changed condition: what kind of change, what it is in words, and the whole condition after it."""

    operator: str
    text: str
    condition: Condition


def changes(condition: Condition) -> Iterator[Change]:
    """All small changes to a condition, one at a time."""
    if not isinstance(condition, Constant) and not (isinstance(condition, All) and len(condition.of) > 1):
        yield Change("drop condition", f"without {words(condition)}", Constant())
    yield from _inside(condition)


def _inside(condition: Condition) -> Iterator[Change]:
    match condition:
        case All() | AnyOf():
            yield from _group(condition)
        case Not():
            for change in _inside(condition.of):
                yield replace(change, condition=Not(of=change.condition))
        case Constant():
            return
        case Test():
            yield _negated(condition)
            for operator, text, atom in moved(condition.of):
                yield Change(operator, text, Test(of=atom))
        case _:
            yield _negated(condition)


def _negated(leaf: Condition) -> Change:
    return Change("negate condition", f"the opposite of {words(leaf)}", Not(of=leaf))


def _group(group: All | AnyOf) -> Iterator[Change]:
    several = len(group.of) > 1
    if several:
        other = AnyOf(of=group.of) if isinstance(group, All) else All(of=group.of)
        yield Change("swap all and any", f"{words(other)} instead of {words(group)}", other)
    for number, part in enumerate(group.of):
        if several:
            rest = group.of[:number] + group.of[number + 1 :]
            yield Change("drop condition", f"without {words(part)}", type(group)(of=rest))
        for change in _inside(part):
            of = (*group.of[:number], change.condition, *group.of[number + 1 :])
            yield replace(change, condition=type(group)(of=of))


def moved(atom: Atom) -> Iterator[tuple[str, str, Atom]]:
    """A comparison with its limit one unit to either side, or with one of several values left out."""
    match atom:
        case Elapsed() | LongestGap() | Followed() | Count() | NumberTest():
            for step in (-1, 1):
                if atom.amount + step >= 0 or isinstance(atom, NumberTest):
                    other = atom.model_copy(update={"amount": atom.amount + step})
                    yield "move limit", f"{other} instead of {atom.amount:g}", other
        case DateTest() if atom.comparison in _BESIDE:
            other_date = atom.model_copy(update={"comparison": _BESIDE[atom.comparison]})
            yield "move limit", f"{other_date} instead of {atom.comparison}", other_date
        case OneOf() if len(atom.values) > 1:
            for value in atom.values:
                rest = tuple(kept for kept in atom.values if kept != value)
                yield "drop condition", f"{atom.fact} without the value {value}", OneOf(fact=atom.fact, values=rest)


def with_limit(condition: Condition, amount: int, step: int) -> Condition:
    """The condition with every time limit of this amount moved by a step."""
    match condition:
        case All() | AnyOf():
            return type(condition)(of=tuple(with_limit(part, amount, step) for part in condition.of))
        case Not():
            return Not(of=with_limit(condition.of, amount, step))
        case Test(of=(Elapsed() | LongestGap() | Followed()) as atom) if atom.amount == amount:
            return Test(of=atom.model_copy(update={"amount": amount + step}))
        case _:
            return condition


def words(condition: Condition) -> str:
    """A condition on one line."""
    match condition:
        case All() | AnyOf():
            parts = ", ".join(words(part) for part in condition.of)
            return f"{'all' if isinstance(condition, All) else 'any'}: [{parts}]"
        case Not():
            return f"not {words(condition.of)}"
        case Test():
            return str(condition.of)
        case Holds():
            return condition.concept
        case Reading():
            return f"position.{condition.position} is {condition.reading}"
        case Binds():
            return f"{condition.instrument} {condition.article}".rstrip() + " binds"
        case Constant():
            return "always" if condition.value else "never"
