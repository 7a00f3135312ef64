"""Reads the data files of a rulebook: `rulebook.yaml`, `instruments.yaml`, `articles.csv`, `participation.csv`."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from io import StringIO

from habeas.rulebook.citations import Articles
from habeas.rulebook.conditions import Condition
from habeas.rulebook.errors import BlockError, Defect, nearest
from habeas.rulebook.files import ARTICLES, INSTRUMENTS, PARTICIPATION, RULEBOOK
from habeas.rulebook.model import Instrument, Part, Participation
from habeas.rulebook.resolve import resolve_condition
from habeas.rulebook.vocabulary import Vocabulary
from habeas.rulebook.yamltext import Mapping, Node, Plain, Scalar, YamlError, plain, read_yaml

_HEADINGS = ["state", "instrument", "party", "bound_from", "bound_until", "certainty", "note"]
_INSTRUMENT_KEYS = ("title", "adopted", "in-force", "universal", "custom", "applies", "parts", "note")


@dataclass(slots=True)
class DataReader:
    """Reads the data files; defects gather on the way."""

    defects: list[Defect] = field(default_factory=list)
    layer: str = ""  # the prefix of the layer that is being read

    def report(self, file: str, line: int, problem: BlockError) -> None:
        """Keep a defect with its place."""
        self.defects.append(
            Defect(self.layer + file, line, problem.code, problem.text, problem.reason, problem.suggestion)
        )

    def mapping(self, file: str, text: str) -> Mapping:
        """A YAML file whose top level is a mapping; an empty one if it cannot be read."""
        try:
            node = read_yaml(text)
        except YamlError as problem:
            self.report(file, problem.line, BlockError(problem.code, problem.text, problem.reason, problem.suggestion))
            return Mapping((), 1)
        if not isinstance(node, Mapping):
            self.report(file, 1, BlockError("wrong-type", file, "The file must be a mapping of keys to values."))
            return Mapping((), 1)
        return node

    def about(self, texts: dict[str, str]) -> tuple[str, str, dict[str, str]]:
        """Name, version and courses of the rulebook. `texts`: the file of each layer, by the layer's prefix."""
        names, versions, courses = [], [], dict[str, str]()
        for self.layer, text in texts.items():
            values = plain(self.mapping(RULEBOOK, text))
            assert isinstance(values, dict)
            for key in ("name", "version") if self.layer else ("name", "version", "courses"):
                if not values.get(key):
                    self.report(RULEBOOK, 1, BlockError("missing-key", key, f"The file needs the key {key}."))
            names.append(str(values.get("name", "")))
            versions.append(str(values.get("version", "")))
            self._courses(values.get("courses", {}), courses)
        return " + ".join(names), " + ".join(versions), courses

    def _courses(self, written: Plain, courses: dict[str, str]) -> None:
        """Add the courses of one layer; what two layers call the same must mean the same."""
        if not isinstance(written, dict):
            self.report(RULEBOOK, 1, BlockError("wrong-type", "courses", "Courses are a mapping of id to meaning."))
            return
        for course, meaning in written.items():
            if courses.setdefault(course, str(meaning)) != str(meaning):
                reason = f"A layer below says: {courses[course]}."
                self.report(RULEBOOK, 1, BlockError("duplicate-id", course, reason, "Use another name."))

    def articles(self, texts: dict[str, str]) -> str:
        """The table of articles of all layers. Each instrument belongs to one layer."""
        owners: dict[str, str] = {}
        for self.layer, text in texts.items():
            for name in Articles(text).instruments:
                if owners.setdefault(name, self.layer) != self.layer:
                    reason = f"A layer below has articles of it ({owners[name]}{ARTICLES})."
                    self.report(ARTICLES, 1, BlockError("duplicate-id", name, reason, "Use another name."))
        headings, *_ = next(iter(texts.values())).partition("\n")
        rows = (text.partition("\n")[2].rstrip("\n") for text in texts.values())
        return "\n".join([headings, *(text for text in rows if text), ""])

    def instruments(self, texts: dict[str, str], vocabulary: Vocabulary) -> dict[str, Instrument]:
        """All instruments with their applicability conditions. `texts`: the file of each layer, by its prefix."""
        found: dict[str, Instrument] = {}
        for self.layer, text in texts.items():
            for key, node in self.mapping(INSTRUMENTS, text).entries:
                if key.text in found:
                    problem = BlockError("duplicate-id", key.text, "A layer below has this instrument.")
                    self.report(INSTRUMENTS, key.line, problem)
                elif isinstance(node, Mapping):
                    found[key.text] = self._instrument(key, node, vocabulary)
                else:
                    self.report(
                        INSTRUMENTS, key.line, BlockError("wrong-type", key.text, "An instrument is a mapping.")
                    )
        for name in vocabulary.articles.instruments:
            if name not in found:
                reason = "articles.csv has articles of it, but instruments.yaml does not say when it applies."
                self.report(INSTRUMENTS, 1, BlockError("unknown-instrument", name, reason))
        return found

    def _instrument(self, key: Scalar, node: Mapping, vocabulary: Vocabulary) -> Instrument:
        known = vocabulary.articles.instruments
        if key.text not in known:
            problem = BlockError(
                "unknown-instrument", key.text, "articles.csv has no article of it.", nearest(key.text, known)
            )
            self.report(INSTRUMENTS, key.line, problem)
        for name, _ in node.entries:
            if name.text not in _INSTRUMENT_KEYS:
                hint = nearest(name.text, _INSTRUMENT_KEYS)
                self.report(
                    INSTRUMENTS, name.line, BlockError("unknown-key", name.text, "Not a key of an instrument.", hint)
                )
        texts = {name.text: value.text for name, value in node.entries if isinstance(value, Scalar)}
        return Instrument(
            id=key.text,
            title=texts.get("title", key.text),
            adopted=texts.get("adopted", ""),
            in_force=texts.get("in-force", ""),
            universal=texts.get("universal") == "yes",
            custom=texts.get("custom") == "yes",
            applies=self._condition(node.get("applies") or Scalar("", key.line), vocabulary),
            parts=self._parts(key.text, node.get("parts"), vocabulary),
        )

    def _condition(self, node: Node, vocabulary: Vocabulary) -> Condition:
        return resolve_condition(node, vocabulary, lambda line, problem: self.report(INSTRUMENTS, line, problem))

    def _parts(self, instrument: str, node: Node | None, vocabulary: Vocabulary) -> tuple[Part, ...]:
        parts: list[Part] = []
        taken: set[str] = set()
        for key, value in node.entries if isinstance(node, Mapping) else ():
            try:
                numbers = article_range(instrument, key.text, vocabulary.articles)
            except BlockError as problem:
                self.report(INSTRUMENTS, key.line, problem)
                continue
            if taken & numbers:
                reason = f"Article {sorted(taken & numbers)[0]} already stands in an earlier part."
                self.report(INSTRUMENTS, key.line, BlockError("overlapping-parts", key.text, reason))
            taken |= numbers
            parts.append(Part(articles=key.text, numbers=numbers, applies=self._condition(value, vocabulary)))
        return tuple(parts)

    def participation(self, texts: dict[str, str], instruments: dict[str, Instrument]) -> tuple[Participation, ...]:
        """All rows of participation data. `texts`: the file of each layer, by its prefix."""
        rows: list[Participation] = []
        for self.layer, text in texts.items():
            rows += self._rows(text, instruments)
        return tuple(rows)

    def _rows(self, text: str, instruments: dict[str, Instrument]) -> Iterator[Participation]:
        reader = csv.DictReader(StringIO(text))
        if reader.fieldnames != _HEADINGS:
            found = ",".join(reader.fieldnames or ())
            problem = BlockError("wrong-headings", found, f"The headings must be {','.join(_HEADINGS)}.")
            self.report(PARTICIPATION, 1, problem)
            return
        for line, row in enumerate(reader, start=2):
            wrong = _row_problem(row, instruments)
            if wrong:
                self.report(PARTICIPATION, line, wrong)
            else:
                yield Participation.model_validate({**row, "party": row["party"] == "yes"})


def article_range(instrument: str, text: str, articles: Articles) -> frozenset[str]:
    """`27-34, 47` as article numbers. Raises `BlockError` bad-articles."""
    if instrument not in articles.instruments:
        return frozenset()
    numbers = articles.numbers(instrument)
    found: set[str] = set()
    for span in re.split(r",\s*", text):
        first, _, last = span.partition("-")
        if first not in numbers or (last or first) not in numbers:
            raise BlockError("bad-articles", f"{instrument} {span}", "No such article, or span of articles.")
        found.update(numbers[numbers.index(first) : numbers.index(last or first) + 1])
    return frozenset(found)


def _row_problem(row: dict[str, str], instruments: dict[str, Instrument]) -> BlockError | None:
    """What is wrong with one row of participation data, if anything."""
    if None in row or None in row.values():
        return BlockError("bad-participation", str(row.get("state")), "The row has too few or too many columns.")
    if row["instrument"] not in instruments:
        return BlockError("unknown-instrument", row["instrument"], "It is not in instruments.yaml.")
    if row["party"] not in ("yes", "no") or row["certainty"] not in ("source", "memory"):
        return BlockError("bad-participation", row["state"], "party is yes or no; certainty is source or memory.")
    for key in ("bound_from", "bound_until"):
        try:
            date.fromisoformat(row[key] or "2000-01-01")
        except ValueError:
            return BlockError("bad-participation", row[key], f"{key} must be a date like 2001-06-08, or empty.")
    return None
