"""However a chapter or a case file is damaged, it loads or it gives named errors: 5,000 damaged files a run."""

from functools import cache
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from habeas.case.errors import CaseError
from habeas.case.read import read_case_text
from habeas.rulebook.errors import RulebookError
from habeas.rulebook.files import read_folder
from habeas.rulebook.folders import own_cases, own_rules
from habeas.rulebook.load import load_files

BASE = Path(__file__).parents[1] / "rulebook" / "base"
EACH = 2_500
FRAGMENTS = (
    b"```issue\n",
    b"```\n",
    b"when: ",
    b"  - ",
    b": ",
    b"[", b"]", b"{", b"}", b"'", b'"', b"&a", b"*a", b"!!", b"#", b"\n", b"\t", b"\x00", b"\xff", b"\xe2\x80\xae",
    b"as-of", b"days from x.y to as-of > 99999999999999", b"2024-02-30", b"unknown", b"GC IV 999(9)", b"9" * 400, b"-",
    b"all:", b"none: []", b"id: ", b"<<: ", b"---\n", b"null", b"~", b"yes", b"1e999",
)  # fmt: skip
EDITS = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 60), st.one_of(st.sampled_from(FRAGMENTS), st.binary(max_size=8))),
    min_size=1,
    max_size=6,
)


def damaged(content: bytes, edits: list[tuple[float, int, bytes]]) -> bytes:
    """The content with pieces cut out and others put in."""
    for where, cut, put in edits:
        place = int(where * len(content))
        content = content[:place] + put + content[place + cut :]
    return content


@cache
def chapters() -> list[bytes]:
    """Chapters to damage: one of the invented order, and real ones up to a size that loads quickly."""
    real = (path.read_bytes() for path in sorted(own_rules().rglob("*.md")))
    return [(BASE / "war.md").read_bytes(), *(content for content in real if len(content) < 8_000)]


@cache
def case_files() -> list[bytes]:
    return [path.read_bytes() for path in sorted(own_cases().rglob("*.yaml"))]


@settings(max_examples=EACH, database=None)
@given(data=st.data(), edits=EDITS)
def test_a_damaged_chapter_loads_or_gives_named_errors(data, edits):
    chapter = damaged(data.draw(st.sampled_from(chapters())), edits)
    try:
        load_files({**read_folder(BASE), "damaged.md": chapter})
    except RulebookError as error:
        assert error.defects
        assert all(defect.code and defect.file and defect.line >= 1 and defect.reason for defect in error.defects)


@settings(max_examples=EACH, database=None)
@given(data=st.data(), edits=EDITS, notation=st.sampled_from(["yaml", "yaml", "json"]))
def test_a_damaged_case_loads_or_gives_named_errors(data, edits, notation, rulebook):
    content = damaged(data.draw(st.sampled_from(case_files())), edits)
    try:
        read_case_text(content, rulebook, notation=notation, file="damaged")
    except CaseError as error:
        assert error.defects
        assert all(defect.code and defect.reason for defect in error.defects)
