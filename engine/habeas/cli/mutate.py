"""`habeas rules mutate`: is it noticed when the law is wrong?"""

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from habeas.cli.evidence import CasesOption, case_files, readable
from habeas.cli.shared import BAD_INPUT, FOUND, RulebookOption, open_rulebook, say

if TYPE_CHECKING:
    from habeas.verify.score import Mutation


class Format(StrEnum):
    """How the result is printed."""

    text = "text"
    json = "json"


def mutate(
    rulebook: RulebookOption = None,
    cases: CasesOption = None,
    only: Annotated[
        str, typer.Option(help="Mutate only this chapter: the beginning of its path in the rulebook.")
    ] = "",
    without: Annotated[list[str] | None, typer.Option(help="A kind of change to leave out. May be repeated.")] = None,
    search: Annotated[bool, typer.Option(help="Invent cases that tell survivors from the law.")] = True,
    prove: Annotated[
        bool, typer.Option(help="Ask the solver about mutants that no case tells from the law (extra prove).")
    ] = False,
    format_: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.text,
    notes: Annotated[Path | None, typer.Option(help="Folder for one file per chapter folder: what it lacks.")] = None,
    fail_under: Annotated[float, typer.Option(help="Exit code 1 if the score is below this percentage.")] = 0.0,
) -> None:
    """Make the law slightly wrong, one change at a time, and see whether an example or a case notices.

    Examples:

      habeas rules mutate --only 02-status

      habeas rules mutate --without "lower severity" --fail-under 95
    """
    # Only this command needs them.
    from habeas.report.mutation import mutation_data, mutation_text
    from habeas.verify.evidence import gather
    from habeas.verify.mutants import OPERATORS
    from habeas.verify.score import mutate as run
    from habeas.verify.solver import ProverMissing, available

    unknown = [name for name in without or () if name not in OPERATORS]
    if unknown:
        raise typer.BadParameter(f"{unknown[0]} is none of: {', '.join(OPERATORS)}.", param_hint="--without")
    book = open_rulebook(rulebook, examples=True)
    evidence = readable(*gather(book, case_files(cases, rulebook)))
    if not evidence:
        say("There is no example and no case: nothing could notice anything.")
        raise typer.Exit(BAD_INPUT)
    if prove and not available():
        say(str(ProverMissing()))
        raise typer.Exit(BAD_INPUT)
    result = run(book, evidence, chapter=only, without=without or (), search=search, prove=prove, say=say)
    if not result.total.made:
        say(f"No rule stands in a file whose path begins with {only}.")
        raise typer.Exit(BAD_INPUT)
    if format_ is Format.json:
        typer.echo(json.dumps(mutation_data(result), indent=1, ensure_ascii=False))
    else:
        typer.echo(mutation_text(result, survivors=notes is None))
    if notes is not None:
        _write_notes(result, notes)
    if result.total.score * 100 < fail_under:
        say(f"The score is below {fail_under:g} %.")
        raise typer.Exit(FOUND)


def _write_notes(result: "Mutation", folder: Path) -> None:
    from habeas.report.mutation import survivor_notes

    folder.mkdir(parents=True, exist_ok=True)
    by_folder: dict[str, list[str]] = {}
    for file, text in survivor_notes(result):
        name = file.partition("/")[0].removesuffix(".md").removesuffix(".yaml")
        by_folder.setdefault(name, []).append(text)
    for name, texts in by_folder.items():
        (folder / f"{name}.md").write_text("\n".join([f"# {name}\n", *texts]), encoding="utf-8")
    say(f"What is not noticed: {folder}")
