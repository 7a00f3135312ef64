"""JSON, and plain Python data, as the same text trees that `yamltext` gives."""

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import NoReturn

from habeas.rulebook.yamltext import Limits, Mapping, Node, Scalar, Sequence, YamlError, check_size, too_deep

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


def read_json(text: str, first_line: int = 1) -> Node:
    """The tree of a JSON text. Numbers keep the digits they were written with; `true`, `false`, `null` become texts.

    Raises `YamlError` with one of the codes not-json, too-large, too-deep, repeated-key.
    """
    text = text.removeprefix("\ufeff")
    check_size(text, "not-json", first_line)
    try:
        # The standard parser decides on validity; the tree is then read off the tokens, which know their lines.
        json.loads(text, parse_constant=_refuse_constant, parse_int=str, parse_float=str)
    except json.JSONDecodeError as error:
        line = first_line + error.lineno - 1
        excerpt = text[max(0, error.pos - 10) : error.pos + 20].strip()
        raise YamlError(
            "not-json", line, excerpt, f"not JSON: {error.msg}", "Correct the text at this place."
        ) from None
    except RecursionError:
        raise too_deep(first_line) from None
    return _JsonTree(text, first_line).value()


def from_plain(value: object, line: int = 1) -> Node:
    """The tree of data made of dict, list, str, numbers, bool, dates and None; every node has the same line.

    Raises `YamlError` with one of the codes not-plain, not-a-key, too-large, too-deep.
    """
    return _PlainTree(line).node(value)


class _JsonTree(Limits):
    """Reads a tree off the tokens of a text that is known to be JSON."""

    def __init__(self, text: str, first_line: int) -> None:
        super().__init__("not-json")
        self.tokens = _lined_tokens(text, first_line)

    def value(self, depth: int = 1) -> Node:
        token, line = next(self.tokens)
        return self.node(token, line, depth)

    def node(self, token: str, line: int, depth: int) -> Node:
        self.count(line, depth)
        if token == "[":
            return Sequence(tuple(self.items(depth)), line)
        if token == "{":
            return Mapping(tuple(self.entries(depth)), line)
        return self.text(token, line)

    def items(self, depth: int) -> Iterator[Node]:
        for token, line in self.tokens:
            if token == "]":
                return
            if token != ",":
                yield self.node(token, line, depth + 1)

    def entries(self, depth: int) -> Iterator[tuple[Scalar, Node]]:
        seen: dict[str, int] = {}
        for token, line in self.tokens:
            if token == "}":
                return
            if token != ",":
                self.count(line, depth + 1)
                key = self.text(token, line)
                self.refuse_repetition(key, seen)
                next(self.tokens)  # the colon
                yield key, self.value(depth + 1)

    def text(self, token: str, line: int) -> Scalar:
        return self.scalar(json.loads(token) if token[0] == '"' else token, line)


class _PlainTree(Limits):
    def __init__(self, line: int) -> None:
        super().__init__("not-plain")
        self.line = line

    def node(self, value: object, depth: int = 1) -> Node:
        self.count(self.line, depth)
        match value:
            case dict():
                return Mapping(
                    tuple((self.key(key), self.node(item, depth + 1)) for key, item in value.items()), self.line
                )
            case list() | tuple():
                return Sequence(tuple(self.node(item, depth + 1) for item in value), self.line)
            case _:
                return self.scalar(self.text(value), self.line)

    def key(self, key: object) -> Scalar:
        if not isinstance(key, str):
            raise YamlError("not-a-key", self.line, repr(key), "a key that is not a text", "Use a text as key.")
        return self.scalar(key, self.line)

    def text(self, value: object) -> str:
        match value:
            case None:
                return ""
            case bool():
                return "yes" if value else "no"
            case int() if abs(value) >= 10**30:  # Python refuses to write out very long integers
                raise YamlError("not-plain", self.line, "", "a number of more than 30 digits", "Check the number.")
            case str() | int() | float():
                return str(value)
            case datetime():
                return value.date().isoformat()
            case date():
                return value.isoformat()
            case _:
                reason = f"a {type(value).__name__} where text, a number, a date, a list or a mapping is read"
                raise YamlError("not-plain", self.line, "", reason, "Convert it to plain data.")


def _lined_tokens(text: str, first_line: int) -> Iterator[tuple[str, int]]:
    line, position = first_line, 0
    for match in _TOKEN.finditer(text):
        line += text.count("\n", position, match.start())
        position = match.start()
        yield match.group(), line


def _refuse_constant(name: str) -> NoReturn:
    raise YamlError("not-json", 1, name, "not a number that JSON allows", "Write a finite number or null.")
