"""`habeas demo`: a worked case from start to end."""

from typing import Annotated

import typer

from habeas.cli.shared import open_case, open_rulebook, say, terminal_width
from habeas.explain.examine import Examiner
from habeas.report.proof import proof_text
from habeas.report.text import as_text
from habeas.rulebook.folders import own_cases

DEMO_CASE = "teaching/the-teacher.yaml"


def demo(plain: Annotated[bool, typer.Option("--plain", help="Only the findings, without the talk.")] = False) -> None:
    """Show what Habeas does on a teaching case: the facts, the findings, and the proof of the first one."""
    book = open_rulebook(None)
    path = own_cases() / DEMO_CASE
    case = open_case(path, book)
    examination = Examiner(book).examine(case)
    if not plain:
        say(f"The case ({path}):\n\n{case.narrative}\n")
    typer.echo(as_text(examination.report, terminal_width()))
    first = examination.report.findings[0]
    if not plain:
        say(f"\nWhy does the first finding stand? habeas explain {path} {first.id}\n")
    typer.echo("\n" + proof_text(examination, first.id))
