"""Finds the fenced blocks of a chapter; everything else is prose for the reader."""

from dataclasses import dataclass

from markdown_it import MarkdownIt

BLOCK_KINDS = (
    "fact",
    "concept",
    "presumption",
    "exception",
    "issue",
    "duty",
    "disposition",
    "position",
    "law",
    "example",
)
# Fences a chapter may use for things that are not rules.
PROSE_KINDS = ("", "text", "yaml", "mermaid", "console", "python")


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced block: its language, its text, and the file line on which the text begins."""

    kind: str
    text: str
    line: int
    closed: bool


def fences(chapter: str) -> list[Fence]:
    """All fenced blocks of a chapter, in order."""
    lines = chapter.splitlines()
    found = []
    for token in MarkdownIt("commonmark").parse(chapter):
        if token.type != "fence" or token.map is None:
            continue
        first, last = token.map
        closed = last <= len(lines) and last - first >= 2 and lines[last - 1].strip().startswith(token.markup)
        found.append(Fence(token.info.strip(), token.content, first + 2, closed))
    return found


def title_of(chapter: str) -> str:
    """The first heading of a chapter, or an empty text."""
    for line in chapter.splitlines():
        if line.startswith("# "):
            return line[2:].strip()
    return ""
