"""`habeas rules`: list, show and verify the law."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from tabulate import tabulate

from habeas.cli.diff import diff
from habeas.cli.shared import BAD_INPUT, RulebookOption, keep_what_is_loaded, open_rulebook, say, terminal_width
from habeas.logic.from_rulebook import compile_plan
from habeas.report.rule import rule_rows, rule_text
from habeas.rulebook.cache import checked_rulebook
from habeas.rulebook.errors import Defect, nearest
from habeas.rulebook.folders import own_rules
from habeas.rulebook.layers import find_folder, prefixes, read_layers

app = typer.Typer(help="List, show, verify and compare the rules.", no_args_is_help=True)
app.command("diff")(diff)


class Kind(StrEnum):
    """What can be listed."""

    all = "all"
    facts = "facts"
    concepts = "concepts"
    positions = "positions"
    presumptions = "presumptions"
    exceptions = "exceptions"
    issues = "issues"
    duties = "duties"
    dispositions = "dispositions"


@app.command("list")
def list_rules(
    kind: Annotated[Kind, typer.Argument(help="What to list.")] = Kind.all,
    rulebook: RulebookOption = None,
) -> None:
    """List the rules: id, title, sources, place.

    Example: habeas rules list issues
    """
    rows = rule_rows(open_rulebook(rulebook), kind.value)
    width = terminal_width()
    widths = [int(width * share) for share in (0.3, 0.36, 0.2)]
    typer.echo(tabulate(rows, headers=("Id", "Title or question", "Sources"), tablefmt="simple", maxcolwidths=widths))
    say(f"{len(rows)} listed.")


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="Id of a rule, key of a fact.")],
    rulebook: RulebookOption = None,
) -> None:
    """Show one rule, concept, position or fact in words.

    Example: habeas rules show prisoner-of-war
    """
    book = open_rulebook(rulebook)
    text = rule_text(book, name)
    if text is None:
        known = [row[0] for row in rule_rows(book, "all")]
        say(f"Nothing is called {name}. {nearest(name, known)}")
        raise typer.Exit(BAD_INPUT)
    typer.echo(text)


@app.command()
def verify(
    rulebook: RulebookOption = None,
    only: Annotated[Path | None, typer.Option(help="Report only on this file or folder of the rulebook.")] = None,
    prove: Annotated[bool, typer.Option(help="Also prove, for every case, that the rules fit together.")] = False,
    cases: Annotated[Path | None, typer.Option(help="Folder for the cases that show what does not fit.")] = None,
) -> None:
    """Check every chapter: names, types, citations, cycles; run every example; with --prove, prove that all fits.

    Of rulebooks laid over each other, the examples of the last are run.

    Examples:

      habeas rules verify --only rules/03-civilians

      habeas rules verify --prove --cases shown/
    """
    from habeas.verify.cache import ProofCache
    from habeas.verify.passing import failing

    layers = rulebook or [str(own_rules())]
    files = read_layers(layers)
    # Of rulebooks laid over each other the topmost is the one in work: its examples are run.
    wanted = prefixes(files)[-1] + _inside(find_folder(layers[-1]).resolve(), only)
    book, defects = checked_rulebook(files)
    keep_what_is_loaded()
    shown = sorted(defect for defect in defects if not only or defect.file.startswith(wanted) or defect.code == "cycle")
    for defect in shown:
        typer.echo(str(defect))
    failed, unproved = 0, False
    cache = ProofCache(use=not defects)  # what cannot be read is nothing to remember
    if book is not None:
        for example, problems in failing(book, compile_plan(book), cache, wanted):
            failed += 1
            typer.echo("\n    ".join([f"{example.place}: example-fails: {example.title}", *problems]))
        cache.keep()
    _sum_up(defects, shown, failed, 0 if book is None else len(book.examples))
    if prove and book is not None and not defects:
        from habeas.cli.prove import prove as prove_all

        unproved = prove_all(book, wanted, cases, cache)
    elif prove:
        say("Nothing is proved of a rulebook that does not load.")
    if shown or failed or unproved:
        raise typer.Exit(BAD_INPUT)


def _inside(folder: Path, only: Path | None) -> str:
    """The part of the rulebook to report on, as a path inside it."""
    if only is None:
        return ""
    try:
        return only.resolve().relative_to(folder).as_posix()
    except ValueError:
        raise typer.BadParameter(f"{only} is not inside the rulebook {folder}.") from None


def _sum_up(defects: tuple[Defect, ...], shown: list[Defect], failing: int, examples: int) -> None:
    elsewhere = len(defects) - len(shown)
    more = f", {elsewhere} more outside --only" if elsewhere else ""
    say(f"{len(shown)} defects{more}; {failing} of {examples} examples fail.")
