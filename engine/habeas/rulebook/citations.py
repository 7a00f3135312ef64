"""Citations: `GC IV 78(2)`, `GC III 4A(2)(a)`, `AP I 75(2)(a)(ii)`, `CIHL 99`. One that does not exist is rejected."""

import csv
import re
from dataclasses import dataclass
from io import StringIO

from habeas.rulebook.errors import BlockError, nearest
from habeas.rulebook.model import Citation

_SHAPE = re.compile(
    r"^(?P<instrument>[A-Z][A-Za-z]*(?: [IVX]+)?) (?P<article>\d+[a-z]*)(?P<label>[A-Z]?)(?P<rest>(?:\([^()]+\))*)$"
)


@dataclass(frozen=True, slots=True)
class _Paragraph:
    number: int
    label: str
    items: frozenset[str]


class Articles:
    """Which articles, paragraphs and items exist, per instrument. Read from `articles.csv`."""

    def __init__(self, text: str) -> None:
        """`text`: CSV with the columns instrument, article, paragraph, label, items (items separated by blanks)."""
        self._paragraphs: dict[str, dict[str, list[_Paragraph]]] = {}
        for row in csv.DictReader(StringIO(text)):
            articles = self._paragraphs.setdefault(row["instrument"], {})
            items = frozenset(row["items"].split())
            paragraph = _Paragraph(int(row["paragraph"]), row["label"], items)
            articles.setdefault(row["article"], []).append(paragraph)

    @property
    def instruments(self) -> list[str]:
        """The instruments that have articles here."""
        return list(self._paragraphs)

    def numbers(self, instrument: str) -> list[str]:
        """The article numbers of an instrument, in order."""
        return list(self._paragraphs[instrument])

    def parse(self, text: str) -> Citation:
        """Read a citation.

        Raises `BlockError`: bad-citation, unknown-instrument, unknown-article, unknown-paragraph, unknown-item.
        """
        match = _SHAPE.match(text.strip())
        if not match:
            raise BlockError("bad-citation", text, "A citation is written like GC IV 78(2) or GC III 4A(2)(a).")
        instrument, number = match["instrument"], match["article"]
        if instrument not in self._paragraphs:
            hint = nearest(instrument, self._paragraphs)
            raise BlockError("unknown-instrument", text, f"There is no instrument {instrument}.", hint)
        paragraphs = self._paragraphs[instrument].get(number)
        if paragraphs is None:
            last = self.numbers(instrument)[-1]
            raise BlockError("unknown-article", text, f"{instrument} has no article {number} (the last is {last}).")
        steps = re.findall(r"\(([^()]+)\)", match["rest"])
        paragraph, items = _locate(text, paragraphs, match["label"], steps)
        return Citation(instrument=instrument, article=number, paragraph=paragraph, items=items, text=text.strip())


def _locate(
    text: str, paragraphs: list[_Paragraph], label: str, steps: list[str]
) -> tuple[int | None, tuple[str, ...]]:
    """The paragraph number and the items that a citation points at."""
    if label:
        steps = [label, *steps]
    if not steps:
        return None, ()
    for paragraph in paragraphs:
        if steps[0] == (paragraph.label or str(paragraph.number)):
            return paragraph.number, _items(text, paragraph, steps[1:])
    # An article with a single, unnumbered paragraph may be cited straight to its item: AP II 4(2)(c) but HR 23(a).
    if len(paragraphs) == 1 and steps[0] in paragraphs[0].items:
        return paragraphs[0].number, _items(text, paragraphs[0], steps)
    known = ", ".join(paragraph.label or str(paragraph.number) for paragraph in paragraphs)
    raise BlockError("unknown-paragraph", text, f"There is no paragraph {steps[0]}; the article has: {known}.")


def _items(text: str, paragraph: _Paragraph, steps: list[str]) -> tuple[str, ...]:
    if steps and ".".join(steps) not in paragraph.items:
        known = ", ".join(sorted(paragraph.items)) or "none"
        reason = f"There is no item {'.'.join(steps)} in that paragraph; it has: {known}."
        raise BlockError("unknown-item", text, reason)
    return tuple(steps)
