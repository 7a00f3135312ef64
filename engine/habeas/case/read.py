"""Reads a case from a file, a text or plain data, and checks it against the vocabulary of a rulebook.

Everything wrong with a case is reported at once, as a `CaseError` whose defects each name file, line, key and reason.
"""

from collections.abc import Mapping as AnyMapping
from pathlib import Path
from typing import Literal

from habeas.case.coherence import incoherences
from habeas.case.errors import BadValueError, CaseDefect, CaseError, Report
from habeas.case.model import Case, FactValue
from habeas.case.sections import SectionReader
from habeas.case.values import read_answer
from habeas.rulebook.jsontext import from_plain, read_json
from habeas.rulebook.model import Rulebook
from habeas.rulebook.yamltext import MAX_BYTES, Mapping, Node, Scalar, YamlError, line_of, read_yaml

Notation = Literal["yaml", "json"]
SECTIONS = (
    "id",
    "title",
    "as-of",
    "parties",
    "treaties",
    "positions",
    "facts",
    "expect",
    "source",
    "narrative",
    "tags",
)
_ALIASES = {"as_of": "as-of"}


def read_case(path: Path, rulebook: Rulebook) -> Case:
    """The case in a file: JSON if it is named `.json`, else YAML. UTF-8, at most 1 MB.

    Raises `CaseError`, also when the file cannot be opened (unreadable).
    """
    notation: Notation = "json" if path.suffix.lower() == ".json" else "yaml"
    return read_case_text(_content(path), rulebook, notation=notation, file=str(path))


def read_case_text(text: str | bytes, rulebook: Rulebook, *, notation: Notation = "yaml", file: str = "") -> Case:
    """The case in a text. `file` is named in messages, and gives the id if the case has none. Raises `CaseError`."""
    words = _decoded(text, file) if isinstance(text, bytes) else text
    try:
        node = read_json(words) if notation == "json" else read_yaml(words)
    except YamlError as error:
        raise CaseError([_defect(error, file)]) from None
    return _CaseReader(rulebook, file).case(node)


def case_from_plain(data: AnyMapping[str, object], rulebook: Rulebook, *, file: str = "", line: int = 1) -> Case:
    """The case in plain data of the form of a case file, such as `Example.case`. Raises `CaseError`.

    Values may be texts, numbers, booleans, dates, None, lists and dictionaries; messages name `file` and `line`.
    """
    try:
        node = from_plain(dict(data), line)
    except YamlError as error:
        raise CaseError([_defect(error, file)]) from None
    return _CaseReader(rulebook, file).case(node)


class _CaseReader:
    def __init__(self, rulebook: Rulebook, file: str) -> None:
        self.rulebook, self.file = rulebook, file
        self.report = Report(file)
        self.sections = SectionReader(rulebook, self.report)

    def case(self, node: Node) -> Case:
        parts = self.parts(node)
        read = self.sections
        case = Case(
            id=read.text("id", parts.get("id")) or Path(self.file).stem or "case",
            title=read.text("title", parts.get("title")),
            as_of=read.as_of(parts.get("as-of")),
            parties=read.parties(parts.get("parties")),
            treaties=read.treaties(parts.get("treaties")),
            positions=read.positions(parts.get("positions")),
            facts=self.facts(read.mapping("facts", parts.get("facts"))),
            expect=read.expect(parts.get("expect")),
            source=read.free_text(parts.get("source")),
            narrative=read.free_text(parts.get("narrative")),
            tags=read.tags(parts.get("tags")),
            file=self.file,
        )
        for key, problem in incoherences(case, self.rulebook):
            self.report.add(line_of(node, ("facts", key)), key, problem)
        self.report.raise_if_any()
        return case

    def parts(self, node: Node) -> dict[str, Node]:
        """The sections by name; a case that is no mapping, and sections that do not exist, are reported."""
        if not isinstance(node, Mapping):
            reason, expected = "A case is a mapping of sections.", "facts: {...} and other sections"
            self.report.add(node.line, "", BadValueError("not-a-mapping", "", reason, expected))
            return {}
        found: dict[str, Node] = {}
        for key, value in node.entries:
            name = _ALIASES.get(key.text, key.text)
            if name not in SECTIONS:
                self.unknown_section(key)
            elif name in found:
                self.report.add(key.line, name, BadValueError("repeated-key", key.text, "The section stands twice."))
            else:
                found[name] = value
        return found

    def unknown_section(self, key: Scalar) -> None:
        hint = self.report.suggest(key.text, SECTIONS)
        if key.text in self.rulebook.facts:
            hint = "Facts stand under facts."
        problem = BadValueError("unknown-section", key.text, "A case has no such section.", " or ".join(SECTIONS), hint)
        self.report.add(key.line, key.text, problem)

    def facts(self, section: Mapping) -> dict[str, FactValue]:
        answers: dict[str, FactValue] = {}
        for key, node in section.entries:
            fact = self.rulebook.facts.get(key.text)
            if fact is None:
                self.report.add(key.line, key.text, self.unknown_fact(key.text))
                continue
            try:
                answers[key.text] = read_answer(fact, node)
            except BadValueError as problem:
                self.report.add(key.line, key.text, problem)
        return answers

    def unknown_fact(self, key: str) -> BadValueError:
        hint = self.report.suggest(key, self.rulebook.facts)
        if key in SECTIONS or key in _ALIASES or key.startswith("party."):
            hint = "This is a section of the case (as-of, parties), not a fact."
        return BadValueError("unknown-fact", key, "The rulebook has no such fact.", "", hint)


def _content(path: Path) -> bytes:
    problem = "" if path.is_file() else "There is no such file."
    try:
        if not problem:
            with path.open("rb") as file:
                return file.read(MAX_BYTES + 4)  # one character more than is read, so that too much is noticed
    except OSError as error:
        problem = f"The file cannot be opened: {error.strerror}."
    raise CaseError([CaseDefect(str(path), 1, "unreadable", "", str(path), problem, "", "Check the name of the file.")])


def _decoded(content: bytes, file: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if len(content) > MAX_BYTES:  # the file was cut off in the middle of a character
            return content.decode("utf-8-sig", "replace")
        line = content[: error.start].count(b"\n") + 1
        excerpt, reason = repr(content[error.start : error.end]), "The file is not UTF-8 text."
        defect = CaseDefect(file, line, "not-utf8", "", excerpt, reason, "", "Save it as UTF-8.")
        raise CaseError([defect]) from None


def _defect(error: YamlError, file: str) -> CaseDefect:
    reason = error.reason[:1].upper() + error.reason[1:] + "."
    return CaseDefect(file, error.line, error.code, "", error.text, reason, "", error.suggestion)
