"""YAML as a text tree: every scalar stays the text that was written, and every node knows its line.

Nothing is typed here (`yes`, `2024-01-01` and `12` are strings), because the rulebook decides on types.
What makes YAML dangerous or ambiguous is refused: anchors, aliases, tags, merge keys, repeated keys, a second document,
and anything too large or too deep. Built on the parser events of PyYAML, so no object is ever constructed from input.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

import yaml

MAX_BYTES = 1_000_000
MAX_DEPTH = 30
MAX_NODES = 50_000

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text as it was written (quotes and escapes resolved); an empty value is the empty text."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: "tuple[Node, ...]"
    line: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values in the order in which they were written; keys are unique."""

    entries: "tuple[tuple[Scalar, Node], ...]"
    line: int

    def get(self, key: str) -> "Node | None":
        """The value under a key, or None if the key is not there."""
        return next((value for name, value in self.entries if name.text == key), None)


Node = Scalar | Sequence | Mapping
Plain = str | list["Plain"] | dict[str, "Plain"]


class YamlError(Exception):
    """A text that cannot be read: what is wrong (`code`), where, the offending text, why, and what to do."""

    def __init__(self, code: str, line: int, text: str, reason: str, suggestion: str) -> None:
        text = text if len(text) <= 80 else text[:77] + "..."
        super().__init__(
            f"line {line}: {reason}: {text!r}. {suggestion}" if text else f"line {line}: {reason}. {suggestion}"
        )
        self.code, self.line, self.text, self.reason, self.suggestion = code, line, text, reason, suggestion


def read_yaml(text: str, first_line: int = 1) -> Node:
    """The tree of one YAML document.

    `first_line` is the line number of the first line of `text` (for a block inside a larger file).
    Raises `YamlError` with one of the codes not-yaml, too-large, too-deep, tag, alias, merge-key, repeated-key,
    not-a-key, several-documents. An empty document is an empty scalar.
    """
    check_size(text, "not-yaml", first_line)
    try:
        return _YamlTree(text, first_line).document()
    except yaml.YAMLError as error:
        _refuse_syntax(error, first_line)


def plain(node: Node) -> Plain:
    """The tree as `str`, `list` and `dict`, without lines."""
    match node:
        case Scalar():
            return node.text
        case Sequence():
            return [plain(item) for item in node.items]
        case Mapping():
            return {key.text: plain(value) for key, value in node.entries}


def line_of(node: Node, path: tuple[str | int, ...]) -> int:
    """The line of the key (or list item) at a path such as `("facts", "a.b")`; as far as the path leads."""
    line = node.line
    for step in path:
        if isinstance(node, Mapping):
            found = next((entry for entry in node.entries if entry[0].text == step), None)
            if found is None:
                return line
            line, node = found[0].line, found[1]
        elif isinstance(node, Sequence) and isinstance(step, int) and 0 <= step < len(node.items):
            node = node.items[step]
            line = node.line
        else:
            return line
    return line


class Limits:
    """What holds for a tree whatever the notation: not too large, not too deep, whole characters, no key twice."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.nodes = 0

    def count(self, line: int, depth: int) -> None:
        """Count one more node at this depth (the root has depth 1). Raises too-large or too-deep."""
        self.nodes += 1
        if self.nodes > MAX_NODES:
            reason = f"more than {MAX_NODES:,} values in one file"
            raise YamlError("too-large", line, "", reason, "Split it into several files.")
        if depth > MAX_DEPTH:
            raise too_deep(line)

    def scalar(self, text: str, line: int) -> Scalar:
        """A scalar without half characters (lone surrogates), which no file could hold."""
        if not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
            reason = "half of a character (a lone surrogate)"
            raise YamlError(self.code, line, ascii(text)[:60], reason, "Remove the escape.")
        return Scalar(text, line)

    def refuse_repetition(self, key: Scalar, seen: dict[str, int]) -> None:
        """Raise repeated-key if the key was seen, and note it with its line if not."""
        if key.text in seen:
            reason = f"the key stands twice, first in line {seen[key.text]}"
            raise YamlError("repeated-key", key.line, key.text, reason, "Keep one of the two.")
        seen[key.text] = key.line


class _YamlTree(Limits):
    def __init__(self, text: str, first_line: int) -> None:
        super().__init__("not-yaml")
        self.first_line = first_line
        self.events: Iterator[Any] = iter(yaml.parse(text.removeprefix("\ufeff"), Loader=_LOADER))

    def document(self) -> Node:
        next(self.events)  # the start of the stream
        if isinstance(next(self.events), yaml.StreamEndEvent):
            return Scalar("", self.first_line)
        root = self.node(next(self.events), depth=1)
        next(self.events)  # the end of the document
        after = next(self.events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise YamlError(
                "several-documents", self.line(after), "---", "a second document", "Keep one document in a file."
            )
        return root

    def line(self, event: Any) -> int:
        return self.first_line + int(event.start_mark.line)

    def node(self, event: Any, depth: int) -> Node:
        line = self.line(event)
        self.count(line, depth)
        self.refuse_references(event, line)
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event.value, line)
        if isinstance(event, yaml.SequenceStartEvent):
            return Sequence(tuple(self.items(depth)), line)
        return Mapping(tuple(self.entries(depth)), line)

    def refuse_references(self, event: Any, line: int) -> None:
        if isinstance(event, yaml.AliasEvent):
            raise YamlError("alias", line, f"*{event.anchor}", "aliases are not read", "Write the value out again.")
        if event.anchor is not None:
            raise YamlError(
                "alias", line, f"&{event.anchor}", "anchors are not read", "Write the value without a name."
            )
        if event.tag is not None:
            raise YamlError("tag", line, str(event.tag), "tags are not read", "Write the value without a tag.")

    def items(self, depth: int) -> Iterator[Node]:
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            yield self.node(event, depth + 1)

    def entries(self, depth: int) -> Iterator[tuple[Scalar, Node]]:
        seen: dict[str, int] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.key(event, depth)
            self.refuse_repetition(key, seen)
            yield key, self.node(next(self.events), depth + 1)

    def key(self, event: Any, depth: int) -> Scalar:
        key = self.node(event, depth + 1)
        if not isinstance(key, Scalar):
            raise YamlError("not-a-key", key.line, "", "a list or mapping is used as a key", "Use a text as key.")
        if key.text == "<<" and event.implicit[0]:
            raise YamlError("merge-key", key.line, "<<", "merge keys are not read", "Write the entries out again.")
        return key


def check_size(text: str, code: str, line: int) -> None:
    """Raise too-large, or `code` for a text that is no Unicode."""
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        excerpt = ascii(text[error.start : error.end])
        reason, advice = "half of a character (a lone surrogate)", "Save the file again as UTF-8."
        raise YamlError(code, line, excerpt, reason, advice) from None
    if size > MAX_BYTES:
        reason = f"{size:,} bytes; at most {MAX_BYTES:,} are read"
        raise YamlError("too-large", line, "", reason, "Split it into several files.")


def too_deep(line: int) -> YamlError:
    """The error for a tree that is nested too deep."""
    return YamlError("too-deep", line, "", f"nested more than {MAX_DEPTH} levels deep", "Write it flatter.")


def _refuse_syntax(error: yaml.YAMLError, first_line: int) -> NoReturn:
    mark = getattr(error, "problem_mark", None)
    line = first_line + (mark.line if mark else 0)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable"
    advice = "Quote text that contains ': ' or starts with [, {, -, ', \" or @, and check the indentation."
    raise YamlError("not-yaml", line, "", f"not YAML: {problem}", advice) from None
