"""`habeas rules diff`: what changes for whom between two rulebooks, or between two readings of one."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from habeas.case.read import case_from_plain
from habeas.cli.shared import BAD_INPUT, FOUND, open_rulebook, say
from habeas.rulebook.model import Rulebook

ReadingOption = Annotated[list[str] | None, typer.Option(help="Read a contested point so on this side: NAME=READING.")]


def diff(
    before: Annotated[str, typer.Argument(help="Folder of a rulebook, or name of an installed one.")],
    after: Annotated[str, typer.Argument(help="The other rulebook; the same one if it is left out.")] = "",
    position_before: ReadingOption = None,
    position_after: ReadingOption = None,
    cases: Annotated[Path | None, typer.Option(help="Folder for the smallest case of each difference.")] = None,
) -> None:
    """Compare two rulebooks, or two readings: for each finding a proof that nothing changes, or the smallest case.

    Exit code 1 if something changes. Cases can be run on either side with `habeas check`.

    Examples:

      habeas rules diff rules-2023 rules

      habeas rules diff rules --position-after occupation-begins=hague-strict
    """
    # The solver and everything around it is loaded only if it is needed.
    from habeas.verify.diff import Side, differences
    from habeas.verify.difftext import cases_text, summary, table_text
    from habeas.verify.solver import ProverMissing

    books = [open_rulebook([name], examples=True) for name in (before, after or before)]
    chosen = [_chosen(texts, book) for texts, book in zip((position_before, position_after), books, strict=True)]
    pinned = [
        _with_defaults(chosen[0], chosen[1], books[0]),
        _with_defaults(chosen[1], chosen[0], books[1]),
    ]
    sides = [Side(name, book, pins) for name, book, pins in zip(("before", "after"), books, pinned, strict=True)]
    try:
        changes = list(differences(*sides))
    except ProverMissing as problem:
        say(str(problem))
        raise typer.Exit(BAD_INPUT) from None
    if table := table_text(changes):
        typer.echo(table)
    if text := cases_text(changes):
        typer.echo("\n" + text)
    if cases is not None:
        _write(changes, cases)
    say(summary(changes))
    if any(change.kind != "same" for change in changes):
        raise typer.Exit(FOUND)


def _chosen(texts: list[str] | None, book: Rulebook) -> dict[str, str]:
    """`NAME=READING` pairs, checked like those of a case file. Raises `CaseError`."""
    pairs = dict(text.partition("=")[::2] for text in texts or ())
    return dict(case_from_plain({"positions": pairs}, book, file="--position").positions) if pairs else {}


def _with_defaults(own: Mapping[str, str], other: Mapping[str, str], book: Rulebook) -> dict[str, str]:
    """A point that only the other side reads in a certain way is read here as the rulebook does by default."""
    defaults = {name: book.positions[name].default for name in other if name in book.positions}
    return {**defaults, **own}


def _write(changes: list, folder: Path) -> None:  # type: ignore[type-arg]
    from habeas.verify.text import case_text

    folder.mkdir(parents=True, exist_ok=True)
    shown = [change for change in changes if change.case is not None]
    for change in shown:
        (folder / f"{change.id}.yaml").write_text(case_text(change.case), encoding="utf-8")
    say(f"{len(shown)} cases written to {folder}.")
