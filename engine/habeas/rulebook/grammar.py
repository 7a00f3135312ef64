"""The grammar of a test: `days from detention.began_on to as-of > 14`. Parsed with Lark; no `eval`, no Python."""

from functools import cache

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedInput

from habeas.rulebook.errors import BlockError

_GRAMMAR = r"""
start: test
?test: "always" -> always
     | "not" NAME -> negation
     | NAME -> subject
     | NAME "is" value -> is_value
     | NAME "is" "not" value -> is_not_value
     | NAME "in" list -> in_list
     | NAME "not" "in" list -> not_in_list
     | NAME "includes" value -> includes
     | point COMPARISON amount -> compare
     | point COMPARISON point -> compare_points
     | point order point -> compare_points
     | unit "from" point "to" point COMPARISON NUMBER -> elapsed
     | "number" "of" NAME COMPARISON NUMBER -> count
     | "longest" "gap" "in" NAME ["from" point] ["to" point] COMPARISON NUMBER unit -> gap
     | "each" "of" NAME "followed" "by" NAME "within" NUMBER unit -> followed
     | party "bound" "by" INSTRUMENT -> bound_by
     | INSTRUMENT "binds" -> binds
     | INSTRUMENT NUMBER "binds" -> binds
point: NAME -> named_point
     | DATE -> literal_point
     | "as-of" -> as_of_point
     | "first" "of" NAME -> first_point
     | "last" "of" NAME -> last_point
amount: NUMBER measure?
value: NAME | WORD
list: "[" value ("," value)* "]"
order: "before" -> before
     | "after" -> after
     | "on" "or" "before" -> on_or_before
     | "on" "or" "after" -> on_or_after
party: "holder" -> holder
     | "adversary" -> adversary
     | "territory" -> territory
unit: "day" -> days
    | "days" -> days
    | "week" -> weeks
    | "weeks" -> weeks
    | "month" -> months
    | "months" -> months
    | "year" -> years
    | "years" -> years
?measure: unit | NAME

COMPARISON: "<=" | ">=" | "<" | ">" | "="
DATE.2: /[0-9]{4}-[0-9]{2}-[0-9]{2}/
NUMBER: /[0-9]+(\.[0-9]+)?/
INSTRUMENT: /[A-Z]+( [IVX]+)?/
NAME: /[a-z][a-z0-9_-]*(\.[a-z0-9][a-z0-9_-]*)*/
WORD: /[A-Z][A-Za-z]*( [A-Za-z]+)*/
%ignore /\s+/
"""

_HINT = "See the table of tests in docs/writing-a-chapter.md."


@cache
def _parser() -> Lark:
    return Lark(_GRAMMAR, parser="lalr", maybe_placeholders=True)


@cache
def parse_test(text: str) -> Tree[Token]:
    """Parse one test into a tree whose name says which test it is.

    Raises `BlockError` with code bad-condition that points at the place where the text stops making sense.
    """
    try:
        tree = _parser().parse(text)
    except UnexpectedInput as problem:
        position = (
            problem.pos_in_stream if problem.pos_in_stream is not None and problem.pos_in_stream >= 0 else len(text)
        )
        where = f"after {text[:position].strip()!r}" if position else "at its beginning"
        raise BlockError("bad-condition", text, f"This is not a test; it breaks off {where}.", _HINT) from None
    first = tree.children[0]
    assert isinstance(first, Tree)
    return first
