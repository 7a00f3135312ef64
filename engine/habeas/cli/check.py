"""`habeas check`: all findings on one or more cases."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from habeas.case.errors import CaseError
from habeas.cli.shared import (
    BAD_INPUT,
    FOUND,
    AccountOption,
    AsOfOption,
    PositionOption,
    RulebookOption,
    keep_what_is_loaded,
    open_case,
    open_rulebook,
    say,
    terminal_width,
)
from habeas.explain.examine import Examiner
from habeas.explain.model import Finding, Report
from habeas.report.text import as_markdown, as_text
from habeas.rulebook.model import SEVERITIES, Rulebook


class Format(StrEnum):
    """Forms of output."""

    table = "table"
    json = "json"
    md = "md"


class FailOn(StrEnum):
    """From which gravity on standing findings give exit code 1."""

    none = "none"
    grave_breach = "grave-breach"
    serious = "serious"
    breach = "breach"
    procedural = "procedural"
    advisory = "advisory"


def check(
    files: Annotated[list[Path], typer.Argument(help="Case files (YAML or JSON); - reads standard input.")],
    format: Annotated[Format, typer.Option(help="Form of output.")] = Format.table,
    as_of: AsOfOption = "",
    position: PositionOption = None,
    account: AccountOption = "",
    fail_on: Annotated[
        FailOn, typer.Option(help="Exit with 1 if an issue or breach of this gravity stands.")
    ] = FailOn.none,
    all: Annotated[bool, typer.Option("--all", help="Show everything, also what is excluded.")] = False,
    rulebook: RulebookOption = None,
) -> None:
    """Check cases: issues that stand, duties, verdicts on courses, and what is missing.

    Examples:

      habeas check cases/teaching/teacher.yaml

      habeas check case.yaml --as-of 2024-06-01 --position occupation-begins=hague-strict

      habeas check case.yaml --format json > findings.json
    """
    reports = _examined(files, open_rulebook(rulebook), as_of, position, account)
    if format is Format.json:
        _print_json(reports, several=len(files) > 1)
    else:
        for report in reports:
            _print_for_people(report, format, everything=all)
    if len(reports) < len(files):
        if len(files) > 1:
            say(f"{len(reports)} of {len(files)} cases were checked; what is wrong with the others is said above.")
        raise typer.Exit(BAD_INPUT)
    if any(_counts(finding, fail_on) for report in reports for finding in report.findings):
        raise typer.Exit(FOUND)


def _examined(files: list[Path], book: Rulebook, as_of: str, positions: list[str] | None, account: str) -> list[Report]:
    """The reports on all cases that can be read; of the others it is said what is wrong."""
    examiner = Examiner(book)
    reports = []
    for file in files:
        try:
            reports.append(examiner.examine(open_case(file, book, as_of, positions), account).report)
        except CaseError as error:
            say(str(error))
        if len(reports) == 1:
            keep_what_is_loaded()
    return reports


def _print_json(reports: list[Report], *, several: bool) -> None:
    """One trace for one case, a list for several, nothing for a case that could not be read."""
    texts = [report.model_dump_json(indent=2) for report in reports]
    if several:
        typer.echo("[" + ",\n".join(texts) + "]")
    elif texts:
        typer.echo(texts[0])


def _print_for_people(report: Report, format: Format, *, everything: bool) -> None:
    if format is Format.md:
        typer.echo(as_markdown(report, everything=everything))
        return
    typer.echo(as_text(report, terminal_width(), everything=everything) + "\n")
    say(f"Why? habeas explain FILE FINDING   (for instance: {_first(report)})")


def _first(report: Report) -> str:
    return next((finding.id for finding in report.findings), "")


def _counts(finding: Finding, fail_on: FailOn) -> bool:
    if fail_on is FailOn.none or finding.severity is None:
        return False
    standing = finding.verdict == ("breached" if finding.kind == "duty" else "established")
    return standing and SEVERITIES.index(finding.severity) <= SEVERITIES.index(fail_on.value)
