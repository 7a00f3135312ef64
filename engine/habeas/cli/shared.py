"""What the commands share: exit codes, options, and reading rulebook and cases."""

import gc
import shutil
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from habeas.case.dates import exactly
from habeas.case.errors import BadValueError, CaseDefect, CaseError
from habeas.case.model import Case
from habeas.case.read import case_from_plain, read_case
from habeas.case.values import read_date
from habeas.rulebook.cache import load_rulebook
from habeas.rulebook.folders import own_rules
from habeas.rulebook.model import Rulebook

RAN, FOUND, BAD_INPUT, INTERNAL, INTERRUPTED = 0, 1, 2, 3, 130

RulebookOption = Annotated[
    list[str] | None,
    typer.Option(
        "--rulebook",
        help="Folder of another rulebook, or name of an installed one (habeas is ours). May be repeated: each is laid "
        "over those before it.",
        show_default=False,
    ),
]
AsOfOption = Annotated[
    str, typer.Option("--as-of", help="Date of the check, for example 2024-06-01. Default: the case's own, else today.")
]
PositionOption = Annotated[
    list[str] | None,
    typer.Option("--position", help="Read a contested point differently: NAME=READING. May be repeated."),
]
AccountOption = Annotated[str, typer.Option("--account", help="Read the case under one account, for example family.")]


def say(text: str) -> None:
    """Talk goes to stderr; data goes to stdout."""
    typer.echo(text, err=True)


def open_rulebook(layers: list[str] | None, *, examples: bool = False) -> Rulebook:
    """The rulebook that is asked for, each layer over those before it, or our own. Raises `RulebookError`.

    Cases are checked without the worked examples of the rulebook; what works on them goes on for long.
    """
    rulebook = load_rulebook(*(layers or [str(own_rules())]), examples=examples)
    if examples:
        keep_what_is_loaded()
    return rulebook


def keep_what_is_loaded() -> None:
    """From now on garbage is collected, but not looked for among what is there already and lives to the end."""
    gc.freeze()
    gc.enable()


def open_case(path: Path, rulebook: Rulebook, as_of: str = "", positions: list[str] | None = None) -> Case:
    """A case file with the options of the command laid over it; `-` reads standard input. Raises `CaseError`."""
    if str(path) == "-":
        from habeas.case.read import read_case_text

        case = read_case_text(sys.stdin.buffer.read(), rulebook, file="standard input")
    else:
        case = read_case(path, rulebook)
    return with_options(case, rulebook, as_of, positions)


def with_options(case: Case, rulebook: Rulebook, as_of: str, positions: list[str] | None) -> Case:
    """A case with another date or other readings. Without any date it is checked for today, and that is said."""
    from dataclasses import replace

    if as_of:
        try:
            case = replace(case, as_of=read_date(as_of))
        except BadValueError as problem:
            defect = CaseDefect("--as-of", 1, problem.code, "as-of", as_of, problem.reason, problem.expected)
            raise CaseError([defect]) from None
    elif case.as_of is None:
        today = date.today()
        say(f"{case.id or 'The case'} names no date of check: checked for today, {today}.")
        case = replace(case, as_of=exactly(today))
    if positions:
        case = replace(case, positions={**case.positions, **_chosen(positions, rulebook)})
    return case


def _chosen(positions: list[str], rulebook: Rulebook) -> dict[str, str]:
    """`NAME=READING` pairs, checked like those of a case file."""
    pairs = dict(text.partition("=")[::2] for text in positions)
    return dict(case_from_plain({"positions": pairs}, rulebook, file="--position").positions)


def terminal_width() -> int:
    """The width for tables; 110 columns where nobody looks."""
    return shutil.get_terminal_size((110, 24)).columns if sys.stdout.isatty() else 110
