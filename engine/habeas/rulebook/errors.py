"""What can be wrong with a rulebook: each defect has a code, a place, the offending text, a reason and what to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True, order=True)
class Defect:
    """One thing wrong with a chapter or with a data file of a rulebook."""

    file: str
    line: int
    code: str
    text: str
    reason: str
    suggestion: str = ""

    def __str__(self) -> str:
        advice = f"\n    {self.suggestion}" if self.suggestion else ""
        return f"{self.file}:{self.line}: {self.code}: {self.text}\n    {self.reason}{advice}"


class RulebookError(Exception):
    """A rulebook has defects. All of them are listed, not the first only."""

    def __init__(self, defects: Iterable[Defect]) -> None:
        self.defects = tuple(sorted(set(defects)))
        super().__init__("\n".join(str(defect) for defect in self.defects))


class BlockError(Exception):
    """Something wrong inside one block; the reader adds file and line."""

    def __init__(self, code: str, text: str, reason: str, suggestion: str = "") -> None:
        self.code, self.text, self.reason, self.suggestion = code, text, reason, suggestion
        super().__init__(f"{code}: {text}: {reason}")


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint that names the nearest known names, or an empty text.

    >>> nearest("ocupation", ["occupation", "custody"])
    'Did you mean occupation?'
    """
    matches = get_close_matches(name, list(known), n=3, cutoff=0.6)
    return f"Did you mean {' or '.join(matches)}?" if matches else ""
