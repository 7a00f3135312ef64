"""Resolves written conditions: `detention.regime is internment` becomes a typed test of a known fact."""

from collections.abc import Callable
from datetime import date

from lark import Token, Tree

from habeas.rulebook.blocks import UNITS
from habeas.rulebook.conditions import (
    All,
    Answer,
    AnyOf,
    Atom,
    Binds,
    BoundBy,
    Comparison,
    Condition,
    Constant,
    Count,
    Country,
    DateTest,
    Elapsed,
    Followed,
    Holds,
    Includes,
    LongestGap,
    Not,
    NumberTest,
    OneOf,
    Party,
    Point,
    Reading,
    SameCountry,
    Test,
    Unit,
)
from habeas.rulebook.errors import BlockError, nearest
from habeas.rulebook.grammar import parse_test
from habeas.rulebook.vocabulary import PARTIES, Vocabulary
from habeas.rulebook.yamltext import Mapping, Node, Scalar

Report = Callable[[int, BlockError], None]
_ORDERS: dict[str, Comparison] = {"before": "<", "after": ">", "on_or_before": "<=", "on_or_after": ">="}
_MAX_DEPTH = 12


def resolve_condition(node: Node, vocabulary: Vocabulary, report: Report, depth: int = 0) -> Condition:
    """A condition tree from YAML. Whatever is wrong is reported with its line, and stands as `always` meanwhile."""
    if isinstance(node, Scalar):
        return _reported(node.line, report, lambda: resolve_test(node.text, vocabulary))
    if not isinstance(node, Mapping):
        reason = "A condition is one test, or a mapping with all, any, none. A bare list does not say which."
        report(node.line, BlockError("bad-condition-tree", "a list", reason, "Write all: or any: before the list."))
        return Constant()
    if depth > _MAX_DEPTH:
        report(
            node.line,
            BlockError("condition-too-deep", node.entries[0][0].text, f"Conditions nest at most {_MAX_DEPTH} deep."),
        )
        return Constant()
    parts = [_group(key, value, vocabulary, report, depth) for key, value in node.entries]
    if not parts:
        report(node.line, BlockError("empty-condition", "{}", "A condition needs at least one test."))
    return parts[0] if len(parts) == 1 else All(of=tuple(parts))


def _group(key: Scalar, value: Node, vocabulary: Vocabulary, report: Report, depth: int) -> Condition:
    if key.text not in ("all", "any", "none"):
        hint = nearest(key.text, ("all", "any", "none"))
        reason = "A condition tree has only the keys all, any, none."
        report(key.line, BlockError("bad-condition-tree", key.text, reason, hint))
        return Constant()
    if isinstance(value, Scalar):
        items: tuple[Node, ...] = (value,) if value.text else ()
    else:
        items = (value,) if isinstance(value, Mapping) else value.items
    if not items:
        report(key.line, BlockError("empty-condition", f"{key.text}: []", "The list is empty."))
    _refuse_repeats(items, report)
    of = tuple(resolve_condition(item, vocabulary, report, depth + 1) for item in items)
    if key.text == "none":
        return All(of=tuple(Not(of=part) for part in of)) if len(of) != 1 else Not(of=of[0])
    return All(of=of) if key.text == "all" else AnyOf(of=of)


def _refuse_repeats(items: tuple[Node, ...], report: Report) -> None:
    seen: set[str] = set()
    for item in items:
        if isinstance(item, Scalar):
            if item.text in seen:
                report(item.line, BlockError("repeated-test", item.text, "The same test stands twice in one list."))
            seen.add(item.text)


def _reported(line: int, report: Report, resolve: Callable[[], Condition]) -> Condition:
    try:
        return resolve()
    except BlockError as problem:
        report(line, problem)
        return Constant()


def resolve_test(text: str, vocabulary: Vocabulary) -> Condition:
    """One test. Raises `BlockError` that says what is wrong with it."""
    return _Test(text, vocabulary).resolve(parse_test(text.strip()))


def resolve_point(text: str, vocabulary: Vocabulary) -> Point:
    """A date in the `due` part of a duty: a date fact, `as-of`, `first of LIST`, `last of LIST`."""
    condition = resolve_test(f"{text} <= as-of", vocabulary)
    assert isinstance(condition, Test) and isinstance(condition.of, DateTest)
    return condition.of.left


class _Test:
    """Resolves the parse tree of one test; each method handles the tree of its name."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.text, self.vocabulary = text, vocabulary

    def resolve(self, tree: Tree[Token]) -> Condition:
        method: Callable[..., Condition] = getattr(self, tree.data)
        return method(*tree.children)

    def always(self) -> Condition:
        return Constant()

    def subject(self, name: Token) -> Condition:
        if name in self.vocabulary.concepts:
            return Holds(concept=str(name))
        self.vocabulary.typed(str(name), self.text, "yes-no")
        return Test(of=Answer(fact=str(name)))

    def negation(self, name: Token) -> Condition:
        return Not(of=self.subject(name))

    def is_value(self, name: Token, value: Tree[Token]) -> Condition:
        return self._one_of(str(name), [_text(value)])

    def is_not_value(self, name: Token, value: Tree[Token]) -> Condition:
        return Not(of=self.is_value(name, value))

    def in_list(self, name: Token, values: Tree[Token]) -> Condition:
        return self._one_of(str(name), [_text(value) for value in values.children if isinstance(value, Tree)])

    def not_in_list(self, name: Token, values: Tree[Token]) -> Condition:
        return Not(of=self.in_list(name, values))

    def _one_of(self, name: str, values: list[str]) -> Condition:
        if name.startswith("position."):
            return self._reading(name.removeprefix("position."), values)
        if name in PARTIES or self.vocabulary.fact(name, self.text).type == "country":
            return self._country(name, values)
        shape = self.vocabulary.typed(name, self.text, "yes-no", "choice")
        if shape.type == "yes-no":
            return self._yes_no(name, values)
        for value in values:
            if value not in shape.options:
                hint = nearest(value, shape.options) or f"It has: {', '.join(shape.options)}."
                raise BlockError("unknown-option", self.text, f"{name} has no option {value}.", hint)
        return Test(of=OneOf(fact=name, values=tuple(values)))

    def _yes_no(self, name: str, values: list[str]) -> Condition:
        if values not in (["yes"], ["no"]):
            reason = f"{name} is yes or no. There is no test for unknown: silence is not a fact."
            raise BlockError("unknown-option", self.text, reason)
        answer: Condition = Test(of=Answer(fact=name))
        return answer if values == ["yes"] else Not(of=answer)

    def _reading(self, position: str, values: list[str]) -> Condition:
        readings = self.vocabulary.positions.get(position)
        if readings is None:
            hint = nearest(position, self.vocabulary.positions)
            raise BlockError("unknown-position", self.text, f"No position is called {position}.", hint)
        for value in values:
            if value not in readings:
                hint = nearest(value, readings) or f"It has: {', '.join(readings)}."
                raise BlockError("unknown-reading", self.text, f"{position} has no reading {value}.", hint)
        chosen = tuple(Reading(position=position, reading=value) for value in values)
        return chosen[0] if len(chosen) == 1 else AnyOf(of=chosen)

    def _country(self, name: str, values: list[str]) -> Condition:
        left = self.country(name)
        same = tuple(Test(of=SameCountry(left=left, right=self.country(value))) for value in values)
        return same[0] if len(same) == 1 else AnyOf(of=same)

    def country(self, name: str) -> Country:
        if name in PARTIES:
            return Country(kind="party", value=name.removeprefix("party."))
        if name in self.vocabulary.facts:
            self.vocabulary.typed(name, self.text, "country")
            return Country(kind="fact", value=name)
        if name[:1].isupper():
            raise BlockError(
                "real-state", self.text, "A rule names no State; compare with party.holder or another fact."
            )
        raise self.vocabulary.unknown(name, self.text)

    def includes(self, name: Token, value: Tree[Token]) -> Condition:
        self.vocabulary.typed(str(name), self.text, "countries")
        return Test(of=Includes(fact=str(name), country=self.country(_text(value))))

    def compare(self, point: Tree[Token], comparison: Token, amount: Tree[Token]) -> Condition:
        if point.data != "named_point":
            raise BlockError("wrong-fact-type", self.text, "A number can only be compared with a number fact.")
        name = str(point.children[0])
        shape = self.vocabulary.typed(name, self.text, "number")
        if len(amount.children) > 1:
            self._check_unit(name, shape.unit, amount.children[1])
        return self._atom(
            NumberTest(fact=name, comparison=_comparison(comparison), amount=float(str(amount.children[0])))
        )

    def _check_unit(self, name: str, unit: str, measure: Token | Tree[Token]) -> None:
        written = measure.data if isinstance(measure, Tree) else str(measure)
        if written.rstrip("s") != unit.rstrip("s"):
            raise BlockError("wrong-unit", self.text, f"{name} is counted in {unit or 'no unit'}, not in {written}.")

    def compare_points(self, left: Tree[Token], order: Token | Tree[Token], right: Tree[Token]) -> Condition:
        comparison = _ORDERS[order.data] if isinstance(order, Tree) else _comparison(order)
        return self._atom(DateTest(left=self.point(left), comparison=comparison, right=self.point(right)))

    def elapsed(self, unit: Tree[Token], start: Tree[Token], end: Tree[Token], sign: Token, amount: Token) -> Condition:
        test = Elapsed(
            unit=_unit(unit),
            start=self.point(start),
            end=self.point(end),
            comparison=_comparison(sign),
            amount=self._whole(amount),
        )
        return self._atom(test)

    def count(self, name: Token, comparison: Token, amount: Token) -> Condition:
        self.vocabulary.typed(str(name), self.text, "dates")
        return self._atom(Count(fact=str(name), comparison=_comparison(comparison), amount=self._whole(amount)))

    def gap(
        self,
        name: Token,
        start: Tree[Token] | None,
        end: Tree[Token] | None,
        sign: Token,
        amount: Token,
        unit: Tree[Token],
    ) -> Condition:
        self.vocabulary.typed(str(name), self.text, "dates")
        test = LongestGap(
            fact=str(name),
            start=self.point(start) if start else None,
            end=self.point(end) if end else None,
            comparison=_comparison(sign),
            amount=self._whole(amount),
            unit=_unit(unit),
        )
        return self._atom(test)

    def followed(self, name: Token, by: Token, amount: Token, unit: Tree[Token]) -> Condition:
        for key in (name, by):
            self.vocabulary.typed(str(key), self.text, "dates")
        return self._atom(Followed(fact=str(name), by=str(by), amount=self._whole(amount), unit=_unit(unit)))

    def bound_by(self, party: Tree[Token], instrument: Token) -> Condition:
        roles: dict[str, Party] = {"holder": "holder", "adversary": "adversary", "territory": "territory"}
        return self._atom(BoundBy(party=roles[party.data], instrument=self._instrument(instrument)))

    def binds(self, instrument: Token, article: Token | None = None) -> Condition:
        name, number = self._instrument(instrument), str(article or "")
        if number and number not in self.vocabulary.articles.numbers(name):
            raise BlockError("unknown-article", self.text, f"{name} has no article {number}.")
        return Binds(instrument=name, article=number)

    def _instrument(self, token: Token) -> str:
        known = self.vocabulary.articles.instruments
        if str(token) not in known:
            raise BlockError("unknown-instrument", self.text, f"There is no instrument {token}.", nearest(token, known))
        return str(token)

    def point(self, tree: Tree[Token]) -> Point:
        name = str(tree.children[0]) if tree.children else ""
        match tree.data:
            case "as_of_point":
                return Point(kind="as-of")
            case "literal_point":
                return Point(kind="literal", value=self._date(name))
            case "first_point" | "last_point":
                self.vocabulary.typed(name, self.text, "dates")
                return Point(kind="first" if tree.data == "first_point" else "last", value=name)
            case _:
                self.vocabulary.typed(name, self.text, "date")
                return Point(kind="fact", value=name)

    def _date(self, text: str) -> str:
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            raise BlockError("impossible-date", self.text, f"There is no day {text}.") from None

    def _whole(self, token: Token) -> int:
        if "." in token:
            raise BlockError("wrong-unit", self.text, f"{token} must be a whole number.")
        return int(token)

    def _atom(self, atom: Atom) -> Condition:
        return Test(of=atom)


def _text(value: Tree[Token] | Token) -> str:
    return str(value.children[0]) if isinstance(value, Tree) else str(value)


def _unit(tree: Tree[Token]) -> Unit:
    return UNITS[tree.data]


def _comparison(token: Token) -> Comparison:
    signs: dict[str, Comparison] = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "=": "="}
    return signs[str(token)]
