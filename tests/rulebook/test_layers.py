"""Rulebooks by folder and by entry point, and one laid over another."""

import importlib.metadata
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from habeas.rulebook.cache import load_rulebook
from habeas.rulebook.errors import RulebookError
from habeas.rulebook.folders import own_rules
from habeas.rulebook.layers import find_folder

BASE = Path(__file__).parent / "base"
HEADINGS = "state,instrument,party,bound_from,bound_until,certainty,note"
ABOUT = "name: Upper\nversion: 2.0.0\n"
MILLER = """
id: captive.miller-held
{replaces}
title: A miller is held in peace
when: captive.kind is miller
binding: ["TM 2(1)"]
severity: breach
consequence: The holder must let the miller go.
"""
# What an upper layer says, and the codes of its defects (none: it loads).
LAYERS = {
    "nothing": ({}, []),
    "the same name": ({"mill.md": "```issue" + MILLER.format(replaces="") + "```\n"}, ["duplicate-id"]),
    "said to replace": (
        {"mill.md": "```issue" + MILLER.format(replaces="replaces: captive.miller-held") + "```\n"},
        [],
    ),
    "replaces nothing": (
        {"mill.md": "```issue" + MILLER.format(replaces="replaces: captive.mller-held") + "```\n"},
        ["duplicate-id", "nothing-to-replace"],
    ),
    "another kind": (
        {"mill.md": "```concept\n{id: a, title: A, replaces: war.declared, when: always, binding: [TM 1]}\n```\n"},
        ["unknown-name", "wrong-kind"],
    ),
    "a course means something else": ({"rulebook.yaml": ABOUT + "courses: {exile: a feast}\n"}, ["duplicate-id"]),
    "a new course": ({"rulebook.yaml": ABOUT + "courses: {feast: a feast}\n"}, []),
    "courses that are none": ({"rulebook.yaml": ABOUT + "courses: [feast]\n"}, ["wrong-type"]),
    "no version": ({"rulebook.yaml": "name: Upper\n"}, ["missing-key"]),
    "its own treaty": (
        {
            "instruments.yaml": "UT: {title: Upper Treaty, applies: at-war}\n",
            "articles.csv": "instrument,article,paragraph,label,items\nUT,1,1,,\n",
            "participation.csv": f"{HEADINGS}\nHighmarch,UT,yes,,,source,\n",
        },
        [],
    ),
    "a treaty of the layer below": (
        {
            "instruments.yaml": "TM: {title: Another, applies: always}\n",
            "articles.csv": "instrument,article,paragraph,label,items\nTM,9,1,,\n",
        },
        ["duplicate-id", "duplicate-id"],
    ),
    "headings": ({"participation.csv": "state\n"}, ["wrong-headings"]),
}


def upper(folder: Path, files: dict[str, str]) -> Path:
    folder.mkdir()
    for name, content in {"rulebook.yaml": ABOUT, **files}.items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder


@pytest.mark.parametrize(("files", "codes"), LAYERS.values(), ids=LAYERS.keys())
def test_an_upper_layer_loads_or_its_defects_are_named(tmp_path, files, codes):
    folder = upper(tmp_path / "upper", files)
    if not codes:
        assert load_rulebook(BASE, folder).name == "The Marches + Upper"
        return
    with pytest.raises(RulebookError) as caught:
        load_rulebook(BASE, folder)
    assert sorted(defect.code for defect in caught.value.defects) == codes
    assert all(defect.file.startswith("+upper/") for defect in caught.value.defects if defect.code != "unknown-name")


def test_layers_are_a_union_and_the_upper_one_replaces(tmp_path):
    files, _ = LAYERS["said to replace"]
    folder = upper(tmp_path / "upper", {**files, **LAYERS["a new course"][0]})
    rulebook = load_rulebook(BASE, folder)
    miller = rulebook.issues["captive.miller-held"]
    assert (miller.severity, miller.place.file) == ("breach", "+upper/mill.md")
    assert list(rulebook.courses) == ["release", "exile", "feast"]
    assert set(rulebook.concepts) == {"at-war"}
    assert rulebook.version == "1.0.0 + 2.0.0"


def test_the_same_folder_name_twice_is_told_apart(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first = upper(tmp_path / "a" / "upper", {"rulebook.yaml": "name: Up\n"})
    second = upper(tmp_path / "b" / "upper", {"rulebook.yaml": "version: 1\n"})
    with pytest.raises(RulebookError) as caught:
        load_rulebook(BASE, first, second)
    assert {defect.file for defect in caught.value.defects} == {"+upper/rulebook.yaml", "+upper-2/rulebook.yaml"}


def installed(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    points = [EntryPoint(name=name, value=value, group="habeas.rulebooks") for name, value in values.items()]
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda group: points)


def test_an_entry_point_gives_a_folder(monkeypatch, tmp_path):
    package = tmp_path / "hills_of_law"
    package.mkdir()
    (package / "__init__.py").write_text("def folder():\n    return '/'\nplace = '/'\n")
    monkeypatch.syspath_prepend(tmp_path)
    installed(monkeypatch, hills="hills_of_law", called="hills_of_law:folder", text="hills_of_law:place")
    assert find_folder("hills") == package
    assert find_folder("called") == find_folder("text") == Path("/")


@pytest.mark.parametrize(
    ("value", "code"),
    [("no_such_package", "broken-entry-point"), ("math", "broken-entry-point"), ("math:pi", "broken-entry-point")],
)
def test_a_broken_entry_point_is_named(monkeypatch, value, code):
    installed(monkeypatch, hills=value)
    with pytest.raises(RulebookError) as caught:
        load_rulebook("hills")
    assert [defect.code for defect in caught.value.defects] == [code]


def test_an_unknown_name_names_the_nearest(monkeypatch):
    installed(monkeypatch, hills="math")
    with pytest.raises(RulebookError, match="Did you mean hills"):
        load_rulebook("hils")


def test_an_upper_layer_may_build_on_our_rules(tmp_path, rulebook):
    """Somebody's own law, laid over ours, without touching it."""
    issue = next(iter(rulebook.issues))
    exception = (
        f"```exception\nid: own-law\ntitle: Own law\nexception-to: {issue}\nwhen: always\nbinding: [OL 1]\n```\n"
    )
    treaty = {
        "instruments.yaml": "OL: {title: Own Law, universal: yes, applies: always}\n",
        "articles.csv": "instrument,article,paragraph,label,items\nOL,1,1,,\n",
    }
    merged = load_rulebook(own_rules(), upper(tmp_path / "own", {"own.md": exception, **treaty}))
    assert merged.exceptions["own-law"].exception_to == (issue,)
    assert set(merged.issues) == set(rulebook.issues)
    assert merged.hash != rulebook.hash
