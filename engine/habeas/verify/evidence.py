"""What tests a rulebook: the worked examples of its chapters and case files, each with what it must give."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from habeas.case.errors import CaseError
from habeas.case.model import Case
from habeas.case.read import read_case
from habeas.evaluate.examples import case_of
from habeas.rulebook.model import Rulebook


@dataclass(frozen=True, slots=True)
class Evidence:
    """One example or case. `place` is file and line, or the file of a case; `chapter` is empty for a case file."""

    title: str
    place: str
    chapter: str
    case: Case
    expect: Mapping[str, object]


def gather(rulebook: Rulebook, case_files: Iterable[Path] = ()) -> tuple[list[Evidence], list[str]]:
    """All examples of a rulebook and all case files that expect something; and what is wrong with those left out."""
    found: list[Evidence] = []
    unreadable: list[str] = []
    for example in rulebook.examples:
        try:
            case = case_of(example, rulebook)
        except CaseError as problem:
            unreadable.append(str(problem))
            continue
        found.append(Evidence(example.title, str(example.place), example.place.file, case, example.expect))
    for path in case_files:
        try:
            case = read_case(path, rulebook)
        except CaseError as problem:
            unreadable.append(str(problem))
            continue
        if case.expect:
            found.append(Evidence(case.title or case.id, str(path), "", case, case.expect))
    return found, unreadable
