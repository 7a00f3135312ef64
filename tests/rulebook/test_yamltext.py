"""YAML and JSON as text trees: what is read, what is refused, and that nothing but `YamlError` comes out."""

import json
from datetime import date, datetime
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from habeas.rulebook import yamltext
from habeas.rulebook.jsontext import from_plain, read_json
from habeas.rulebook.yamltext import Mapping, Scalar, YamlError, line_of, plain, read_yaml

PARSERS = [yaml.SafeLoader] + ([yaml.CSafeLoader] if yaml.__with_libyaml__ else [])

REFUSED = [
    ("a: &x 1", "alias"),
    ("a: *x", "alias"),
    ("a: !!str 1", "tag"),
    ("a: ! 1", "tag"),
    ("a: !python/object/apply:os.system [ls]", "tag"),
    ("<<: {a: 1}", "merge-key"),
    ("a: 1\na: 2", "repeated-key"),
    ("a: 1\n'a': 2", "repeated-key"),
    ("a: 1\n---\nb: 2", "several-documents"),
    ("? [a]\n: 1", "not-a-key"),
    ("[" * 40, "too-deep"),
    ("- " * 40, "too-deep"),
    ("a: [", "not-yaml"),
    ("a: b: c", "not-yaml"),
    ("\x00", "not-yaml"),
    ("\ud800", "not-yaml"),
    ('"\\ud800"', "not-yaml"),
    ("%YAML 9.9\n---\na", "not-yaml"),
    ("a" * 1_000_001, "too-large"),
    ("é" * 500_001, "too-large"),
    ("- \n" * 50_001, "too-large"),
]
REFUSED_JSON = [
    ("", "not-json"),
    ("NaN", "not-json"),
    ('{"a": -Infinity}', "not-json"),
    ("[1,]", "not-json"),
    ("{'a': 1}", "not-json"),
    ("1 2", "not-json"),
    ('"\\ud800"', "not-json"),
    ('{"a": 1,\n"a": 2}', "repeated-key"),
    ("[" * 31 + "]" * 31, "too-deep"),
    ("[" * 100_000, "too-deep"),
    ("[" + "0," * 50_000 + "0]", "too-large"),
    ('"' + "a" * 1_000_000 + '"', "too-large"),
]


@pytest.fixture(params=PARSERS, ids=lambda parser: parser.__name__)
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(yamltext, "_LOADER", request.param)
    return request.param


@pytest.mark.parametrize(("text", "code"), REFUSED, ids=lambda value: repr(value)[:30])
def test_yaml_that_is_refused(parser: Any, text: str, code: str) -> None:
    with pytest.raises(YamlError) as caught:
        read_yaml(text)
    assert caught.value.code == code
    assert caught.value.reason
    assert caught.value.suggestion
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(("text", "code"), REFUSED_JSON, ids=lambda value: repr(value)[:30])
def test_json_that_is_refused(text: str, code: str) -> None:
    with pytest.raises(YamlError) as caught:
        read_json(text)
    assert caught.value.code == code


def test_scalars_stay_text(parser: Any) -> None:
    tree = read_yaml(
        "a: yes\nb: 2024-01-01\nc: 012\nd:\ne: [1.50, ~, 'no', \"x\\ty\"]\nf: |\n  two\n  lines\n'<<': kept\n"
    )
    assert plain(tree) == {
        "a": "yes",
        "b": "2024-01-01",
        "c": "012",
        "d": "",
        "e": ["1.50", "~", "no", "x\ty"],
        "f": "two\nlines\n",
        "<<": "kept",
    }


@pytest.mark.parametrize("text", ["", "# only a comment\n", "\ufeff", "---\n"])
def test_an_empty_document_is_an_empty_text(parser: Any, text: str) -> None:
    assert plain(read_yaml(text)) == ""


def test_lines_count_from_the_first_line_given(parser: Any) -> None:
    tree = read_yaml("facts:\n  a.b:\n    - one\n    - two\n", first_line=10)
    assert line_of(tree, ("facts",)) == 10
    assert line_of(tree, ("facts", "a.b")) == 11
    assert line_of(tree, ("facts", "a.b", 1)) == 13
    assert line_of(tree, ("facts", "missing", "deeper")) == 10
    with pytest.raises(YamlError) as caught:
        read_yaml("a: 1\nb: *x\n", first_line=10)
    assert caught.value.line == 11


def test_a_repeated_key_names_both_lines(parser: Any) -> None:
    with pytest.raises(YamlError, match="first in line 2") as caught:
        read_yaml("x: 1\na: 1\nb: 2\na: 3\n")
    assert (caught.value.line, caught.value.text) == (4, "a")


def test_json_keeps_digits_and_lines() -> None:
    tree = read_json('{"a": [1, 2.50, true,\n null, "x\\u00e9:{\\"}"],\n "b": {}}')
    assert plain(tree) == {"a": ["1", "2.50", "true", "null", 'xé:{"}'], "b": {}}
    assert line_of(tree, ("a", 3)) == 2
    assert line_of(tree, ("b",)) == 3


def test_json_numbers_of_any_length_are_text() -> None:
    assert plain(read_json("9" * 5000)) == "9" * 5000


def test_get_finds_a_value_by_key() -> None:
    tree = read_yaml("a: 1")
    assert isinstance(tree, Mapping)
    assert tree.get("a") == Scalar("1", 1)
    assert tree.get("b") is None


PIECES = [*"ab01:-,[]{}&*!|>'\"%@`#?\n\t ~\\<\x00\ud800é", "- ", ": ", "\n  ", "---\n"]
SNIPPETS = st.lists(st.sampled_from(PIECES))


@given(st.one_of(st.text(), SNIPPETS.map("".join)))
def test_nothing_but_yaml_errors_comes_out(text: str) -> None:
    for read in (read_yaml, read_json):
        try:
            plain(read(text))
        except YamlError as error:
            assert error.line >= 1


@settings(max_examples=150)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    ),
    st.sampled_from([None, 0, 2]),
)
def test_json_gives_the_tree_that_was_written(value: Any, indent: int | None) -> None:
    def as_text(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: as_text(inner) for key, inner in part.items()}
        if isinstance(part, list):
            return [as_text(inner) for inner in part]
        return part if isinstance(part, str) else json.dumps(part)

    assert plain(read_json(json.dumps(value, indent=indent))) == as_text(value)


def test_plain_data_becomes_the_same_tree() -> None:
    data = {"a": [1, 2.5, True, None, "x", date(2024, 3, 1)], "b": {"c": datetime(2024, 3, 1, 12, 30)}}
    tree = from_plain(data, line=7)
    assert plain(tree) == {"a": ["1", "2.5", "yes", "", "x", "2024-03-01"], "b": {"c": "2024-03-01"}}
    assert line_of(tree, ("b", "c")) == 7


def _endless() -> list[object]:
    inner: list[object] = []
    inner.append(inner)
    return inner


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"a": object()}, "not-plain"),
        ({"a": b"bytes"}, "not-plain"),
        ({"a": 10**5000}, "not-plain"),
        ({"a": "\ud800"}, "not-plain"),
        ({1: "a"}, "not-a-key"),
        (_endless(), "too-deep"),
        (["x"] * 50_001, "too-large"),
    ],
    ids=lambda value: repr(value)[:20] if isinstance(value, str) else type(value).__name__,
)
def test_plain_data_that_is_refused(data: object, code: str) -> None:
    with pytest.raises(YamlError) as caught:
        from_plain(data)
    assert caught.value.code == code
