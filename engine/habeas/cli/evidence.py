"""The option by which commands take case files besides the examples of the rulebook."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from habeas.cli.shared import say
from habeas.rulebook.folders import own_cases

if TYPE_CHECKING:
    from habeas.verify.evidence import Evidence


def case_files(given: list[Path] | None, rulebook: list[str] | None) -> list[Path]:
    """The case files to use: those asked for (folders are searched), or our own with our own rulebook."""
    folders = given if given is not None else [own_cases()] if not rulebook else []
    found: list[Path] = []
    for folder in folders:
        if not folder.exists():
            raise typer.BadParameter(f"There is no file or folder {folder}.", param_hint="--cases")
        names = (path for pattern in ("*.yaml", "*.json") for path in folder.rglob(pattern))
        found += sorted(names) if folder.is_dir() else [folder]
    return found


def readable(evidence: "list[Evidence]", unreadable: list[str]) -> "list[Evidence]":
    """The examples and cases that can be read; the others are named and left out."""
    for problem in unreadable:
        say(f"Left out, because it cannot be read: {problem}")
    return evidence


CasesOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--cases", help="Case file, or folder of case files, to use as well. May be repeated.", show_default=False
    ),
]
