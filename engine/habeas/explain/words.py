"""Conditions in plain words: what was asked, what was answered, what the rule needs."""

from collections.abc import Callable

from habeas.case.dates import Interval
from habeas.rulebook.conditions import (
    Answer,
    Atom,
    BoundBy,
    Count,
    Country,
    DateTest,
    Elapsed,
    Followed,
    Includes,
    LongestGap,
    NumberTest,
    OneOf,
    Point,
    Reading,
    SameCountry,
)
from habeas.rulebook.model import Rulebook

_COMPARISONS = {"<": "less than", "<=": "at most", ">": "more than", ">=": "at least", "=": "exactly", "!=": "not"}
_ORDERS = {"<": "before", "<=": "not after", ">": "after", ">=": "not before", "=": "on", "!=": "not on"}
_PARTIES = {"holder": "the holder", "adversary": "the other side", "territory": "the State of the territory"}

# Gives the text of a fact's value in this case ("yes", "between ...", "unknown").
ValueText = Callable[[str], str]


class Words:
    """Puts conditions into words for one rulebook and one case."""

    def __init__(self, rulebook: Rulebook, value_text: ValueText) -> None:
        self.rulebook, self.value_text = rulebook, value_text

    def atom(self, atom: Atom | Reading) -> str:
        """One test of facts, with the answers given: the reader sees question, answer, and what the rule needs."""
        match atom:
            case Answer():
                return self.answered(atom.fact)
            case OneOf():
                labels = self.rulebook.facts[atom.fact].options
                wanted = " or ".join(f"‘{labels.get(value, value)}’" for value in atom.values)
                return f"{self.answered(atom.fact)} (needed: {wanted})"
            case SameCountry():
                return f"{self.country(atom.left)} is the same State as {self.country(atom.right)}"
            case Includes():
                return f"{self.answered(atom.fact)} (needed: includes {self.country(atom.country)})"
            case NumberTest():
                unit = self.rulebook.facts[atom.fact].unit
                return f"{self.answered(atom.fact)} (needed: {_COMPARISONS[atom.comparison]} {atom.amount:g} {unit})"
            case _:
                return self._timing(atom)

    def _timing(self, atom: Atom | Reading) -> str:
        match atom:
            case DateTest():
                return f"{self.point(atom.left)} is {_ORDERS[atom.comparison]} {self.point(atom.right)}"
            case Elapsed():
                limit = f"{_COMPARISONS[atom.comparison]} {atom.amount} {atom.unit}"
                return f"from {self.point(atom.start)} to {self.point(atom.end)}: {limit}"
            case Count():
                return f"{self.answered(atom.fact)} (needed: {_COMPARISONS[atom.comparison]} {atom.amount})"
            case LongestGap():
                ends = [self.point(point) for point in (atom.start, atom.end) if point]
                between = f" between {' and '.join(ends)}" if ends else ""
                limit = f"{_COMPARISONS[atom.comparison]} {atom.amount} {atom.unit}"
                return f"{self.answered(atom.fact)} (longest interval{between}: {limit})"
            case Followed():
                limit = f"{atom.amount} {atom.unit}"
                each, by = self.answered(atom.fact), self.answered(atom.by)
                return f"each of these dates: {each} is followed within {limit}: {by}"
            case BoundBy():
                return f"{_PARTIES[atom.party]} is bound by {atom.instrument}"
            case Reading():
                position = self.rulebook.positions[atom.position]
                return f"contested point ‘{position.title}’ is read as ‘{atom.reading}’"
            case _:
                return str(atom)

    def answered(self, key: str) -> str:
        """A question with the answer given."""
        return f"{self.rulebook.facts[key].question} — {self.value_text(key)}"

    def point(self, point: Point) -> str:
        """A date of a condition, with its value in this case."""
        match point.kind:
            case "as-of":
                return f"the date of the check ({self.value_text('as-of')})"
            case "literal":
                return point.value
            case "fact":
                return f"‘{self.rulebook.facts[point.value].question}’ ({self.value_text(point.value)})"
            case _:
                question = self.rulebook.facts[point.value].question
                return f"the {point.kind} date of ‘{question}’ ({self.value_text(point.value)})"

    def country(self, country: Country) -> str:
        """A country of a condition, with its name in this case."""
        match country.kind:
            case "party":
                return f"{_PARTIES[country.value]} ({self.value_text(f'party.{country.value}')})"
            case "fact":
                return f"‘{self.rulebook.facts[country.value].question}’ ({self.value_text(country.value)})"
            case _:
                return country.value


def interval_words(interval: Interval | None) -> str:
    """A partial date for people."""
    return "unknown" if interval is None else str(interval)
