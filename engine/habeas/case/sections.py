"""The sections of a case file other than its facts: parties, treaties, positions, expectations, free texts."""

from typing import get_args

from habeas.case.dates import Interval
from habeas.case.errors import BadValueError, Report
from habeas.case.model import Parties, name_key
from habeas.case.values import NO, YES, absence_of, read_date
from habeas.rulebook.conditions import Party
from habeas.rulebook.model import Rulebook
from habeas.rulebook.yamltext import Mapping, Node, Plain, Scalar, Sequence, plain

ROLES: tuple[Party, ...] = get_args(Party)
_VERDICTS = ("established", "open", "excluded")
_EXPECT_LISTS = (*_VERDICTS, "not-established", "may")
_EXPECT = (*_EXPECT_LISTS, "duties", "courses", "severities")


class SectionReader:
    """Reads one section after the other; what is wrong goes into the report, and the rest is still read."""

    def __init__(self, rulebook: Rulebook, report: Report) -> None:
        self.rulebook, self.report = rulebook, report

    def mapping(self, name: str, node: Node | None) -> Mapping:
        """A section that must be a mapping; empty if it is missing, empty, or something else (reported)."""
        if isinstance(node, Mapping):
            return node
        if node is not None and node != Scalar("", node.line):
            self.bad(node, name, "not-a-mapping", _excerpt(node), "This section is a mapping of keys to values.")
        return Mapping((), 1)

    def text(self, name: str, node: Node | None) -> str:
        """A short text such as a title."""
        if node is None or isinstance(node, Scalar):
            return node.text.strip() if node else ""
        self.bad(node, name, "wrong-type", _excerpt(node), "This section is a text.")
        return ""

    def as_of(self, node: Node | None) -> Interval | None:
        """The date of the check, which may be partial."""
        text = self.text("as-of", node)
        if node is None or absence_of(text):
            return None
        try:
            return read_date(text)
        except BadValueError as problem:
            self.report.add(node.line, "as-of", problem)
            return None

    def parties(self, node: Node | None) -> Parties:
        """Who is who. A role whose name is unknown is left open."""
        names: dict[str, str | None] = {}
        for role, value in self.mapping("parties", node).entries:
            if role.text not in ROLES:
                reason, hint = "A case has no such party.", self.report.suggest(role.text, ROLES)
                self.bad(role, "parties", "unknown-party-role", role.text, reason, " or ".join(ROLES), hint)
                continue
            name = " ".join(self.text(f"parties.{role.text}", value).split())
            names[role.text] = None if absence_of(name) else name
        return Parties(**names)

    def treaties(self, node: Node | None) -> dict[str, dict[str, bool]]:
        """Who is bound by what: a list of States that are, or a mapping of State to yes, no or unknown."""
        found: dict[str, dict[str, bool]] = {}
        for instrument, value in self.mapping("treaties", node).entries:
            if instrument.text in self.rulebook.instruments:
                found[instrument.text] = self._bound(f"treaties.{instrument.text}", value)
                continue
            known = self.rulebook.instruments
            reason, hint = "The rulebook has no such instrument.", self.report.suggest(instrument.text, known)
            self.bad(instrument, "treaties", "unknown-instrument", instrument.text, reason, " or ".join(known), hint)
        return found

    def _bound(self, key: str, node: Node) -> dict[str, bool]:
        if not isinstance(node, Mapping):
            items = node.items if isinstance(node, Sequence) else (node,)
            names = [self.text(key, item) for item in items]
            return {name: True for name in names if name and not absence_of(name)}
        found: dict[str, bool] = {}
        for state, value in node.entries:
            answer = self.text(key, value).lower()
            if any(name_key(name) == name_key(state.text) for name in found):
                self.bad(state, key, "repeated-key", state.text, "The State is named twice.")
            if answer in YES | NO:
                found[state.text] = answer in YES
            elif not absence_of(answer):
                self.bad(value, key, "wrong-type", answer, "Is the State bound or not?", "yes, no or unknown")
        return found

    def positions(self, node: Node | None) -> dict[str, str]:
        """The readings this case chooses."""
        chosen: dict[str, str] = {}
        for name, value in self.mapping("positions", node).entries:
            position, reading = self.rulebook.positions.get(name.text), self.text("positions", value)
            if position is None:
                hint = self.report.suggest(name.text, self.rulebook.positions)
                reason = "The rulebook has no such position."
                self.bad(name, "positions", "unknown-position", name.text, reason, "", hint)
            elif reading not in position.readings:
                expected, hint = " or ".join(position.readings), self.report.suggest(reading, position.readings)
                reason = "The position has no such reading."
                self.bad(value, name.text, "unknown-reading", reading, reason, expected, hint)
            else:
                chosen[name.text] = reading
        return chosen

    def expect(self, node: Node | None) -> dict[str, Plain]:
        """What a worked case must give, as plain data; names of rules and courses are checked."""
        section = self.mapping("expect", node)
        for name, value in section.entries:
            if name.text not in _EXPECT:
                hint = self.report.suggest(name.text, _EXPECT)
                self.bad(name, "expect", "bad-expect", name.text, "No such part.", " or ".join(_EXPECT), hint)
            elif name.text in _EXPECT_LISTS:
                self._names(name.text, value, self._rules())
            elif isinstance(value, Mapping):
                known = self._named_in(name.text)
                for key, _ in value.entries:
                    self._names(name.text, key, known)
            else:
                self.bad(value, f"expect.{name.text}", "bad-expect", _excerpt(value), "This part is a mapping.")
        return {key.text: plain(value) for key, value in section.entries}

    def _named_in(self, part: str) -> set[str]:
        """What may be named in a part of the expectation that is a mapping."""
        book = self.rulebook
        if part == "courses":
            return set(book.courses)
        return set(book.duties) | set(book.issues if part == "severities" else ())

    def _names(self, part: str, node: Node, known: set[str]) -> None:
        for item in node.items if isinstance(node, Sequence) else (node,):
            if not isinstance(item, Scalar) or (item.text and item.text not in known):
                text = _excerpt(item)
                reason, hint = "The rulebook has nothing of this name.", self.report.suggest(text, known)
                self.bad(item, f"expect.{part}", "bad-expect", text, reason, "", hint)

    def _rules(self) -> set[str]:
        book = self.rulebook
        grounds = (ground.id for concept in book.concepts.values() for ground in concept.grounds)
        rules = (book.concepts, book.presumptions, book.exceptions, book.issues, book.duties, book.dispositions)
        return {name for table in rules for name in table} | set(grounds)

    def free_text(self, node: Node | None) -> str:
        """A text, or a list or mapping of texts put on one line."""
        match node:
            case Scalar():
                return node.text
            case Sequence():
                return "; ".join(self.free_text(item) for item in node.items)
            case Mapping():
                return "; ".join(f"{key.text}: {self.free_text(value)}" for key, value in node.entries)
            case _:
                return ""

    def tags(self, node: Node | None) -> tuple[str, ...]:
        """Free words by which cases are found."""
        items = node.items if isinstance(node, Sequence) else (node,) if node else ()
        return tuple(word for item in items if (word := self.text("tags", item)))

    def bad(
        self, node: Node, key: str, code: str, value: str, reason: str, expected: str = "", suggestion: str = ""
    ) -> None:
        """Report something wrong at a node."""
        self.report.add(node.line, key, BadValueError(code, value, reason, expected, suggestion))


def _excerpt(node: Node) -> str:
    return node.text if isinstance(node, Scalar) else "a list" if isinstance(node, Sequence) else "a mapping"
