"""`habeas explain`: the proof of one finding, in plain words."""

from pathlib import Path
from typing import Annotated

import typer

from habeas.cli.shared import (
    BAD_INPUT,
    AccountOption,
    AsOfOption,
    PositionOption,
    RulebookOption,
    open_case,
    open_rulebook,
    say,
)
from habeas.evaluate.verdicts import node_of
from habeas.explain.examine import Examination, Examiner
from habeas.report.proof import proof_text
from habeas.rulebook.errors import nearest


def explain(
    file: Annotated[Path, typer.Argument(help="Case file (YAML or JSON).")],
    finding: Annotated[str, typer.Argument(help="Id of an issue, duty, disposition or concept.")],
    as_of: AsOfOption = "",
    position: PositionOption = None,
    account: AccountOption = "",
    full: Annotated[bool, typer.Option("--full", help="Show also the parts that did not decide.")] = False,
    rulebook: RulebookOption = None,
) -> None:
    """Explain one finding: its proof, why it is open, or why it is excluded, with facts and articles.

    Examples:

      habeas explain cases/teaching/teacher.yaml occupation.internment-without-imperative-reasons

      habeas explain case.yaml prisoner-of-war --full
    """
    book = open_rulebook(rulebook)
    examination = Examiner(book).examine(open_case(file, book, as_of, position), account)
    _require(examination, finding)
    typer.echo(proof_text(examination, finding, full=full))


def _require(examination: Examination, name: str) -> None:
    if node_of(name, examination.proof.values) is None:
        known = sorted({node.partition(":")[2] for node in examination.proof.plan.nodes})
        say(f"No rule is called {name}. {nearest(name, known)}\nhabeas rules list shows all.")
        raise typer.Exit(BAD_INPUT)
