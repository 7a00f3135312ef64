"""What can be wrong with a case: each defect has a code, a place, a key, the offending value, a reason, a way out."""

from collections.abc import Iterable
from dataclasses import dataclass

from habeas.rulebook.errors import nearest

# Looking for similar names is slow, so it stops where it would no longer help anybody.
_SUGGESTIONS = 50
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True, order=True)
class CaseDefect:
    """One thing wrong with a case. `line` counts from 1; `key` is the fact or section; `expected` is what would do."""

    file: str
    line: int
    code: str
    key: str
    value: str
    reason: str
    expected: str = ""
    suggestion: str = ""

    def __str__(self) -> str:
        subject = ": ".join(part for part in (self.key, shortened(self.value)) if part)
        advice = [f"Expected: {self.expected}."] if self.expected else []
        advice += [self.suggestion] if self.suggestion else []
        lines = [f"{self.file or 'case'}:{self.line}: {self.code}: {subject}", self.reason, *advice]
        return "\n    ".join(lines)


class CaseError(Exception):
    """A case cannot be read. All defects are listed, not the first only."""

    def __init__(self, defects: Iterable[CaseDefect]) -> None:
        self.defects = tuple(sorted(set(defects)))
        super().__init__("\n".join(str(defect) for defect in self.defects))


class BadValueError(Exception):
    """Something wrong with one value; the reader adds file, line and key."""

    def __init__(self, code: str, value: str, reason: str, expected: str = "", suggestion: str = "") -> None:
        super().__init__(f"{code}: {value}: {reason}")
        self.code, self.value, self.reason, self.expected, self.suggestion = code, value, reason, expected, suggestion


class Report:
    """Collects the defects of one file while it is read."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.defects: list[CaseDefect] = []

    def add(self, line: int, key: str, problem: BadValueError) -> None:
        """Note one problem at its place."""
        value, reason = problem.value, problem.reason
        defect = CaseDefect(self.file, line, problem.code, key, value, reason, problem.expected, problem.suggestion)
        self.defects.append(defect)

    def suggest(self, name: str, known: Iterable[str]) -> str:
        """A hint that names the nearest known names; empty once many defects have been noted."""
        return suggestion(name, known) if len(self.defects) < _SUGGESTIONS else ""

    def raise_if_any(self) -> None:
        """Raise `CaseError` with everything noted so far."""
        if self.defects:
            raise CaseError(self.defects)


def suggestion(name: str, known: Iterable[str]) -> str:
    """A hint that names the nearest known names; empty if there are none, or if the name is too long to be one."""
    return nearest(name, known) if len(name) <= _LONGEST_NAME else ""


def shortened(text: str, length: int = 80) -> str:
    """A text on one line and of bounded length, for messages."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 3] + "..."
