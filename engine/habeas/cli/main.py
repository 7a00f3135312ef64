"""The command `habeas`: its commands, its exit codes, and the last net under every failure."""

import gc
import os
import sys

import typer

from habeas import __version__
from habeas.case.errors import CaseError
from habeas.cli import check, coverage, demo, explain, mutate, rules
from habeas.cli.shared import BAD_INPUT, INTERNAL, INTERRUPTED, say
from habeas.evaluate.compare import EnginesDiffer
from habeas.rulebook.errors import RulebookError

app = typer.Typer(
    name="habeas",
    help="Check the detention of persons in armed conflict against international humanitarian law.",
    epilog="Exit codes: 0 ran; 1 findings at or above --fail-on; 2 bad input; 3 internal error or engines disagree; "
    "130 interrupted.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("check")(check.check)
app.command("explain")(explain.explain)
app.command("demo")(demo.demo)
rules.app.command("coverage")(coverage.coverage)
rules.app.command("mutate")(mutate.mutate)
app.add_typer(rules.app, name="rules")


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"habeas {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: bool = typer.Option(False, "--version", callback=_show_version, is_eager=True, help="Show the version."),
) -> None:
    """Check the detention of persons in armed conflict against international humanitarian law."""


def run() -> None:
    """Entry point: every failure becomes a message and an exit code, never a traceback."""
    # A rulebook is a hundred thousand small objects that live to the end: looking for garbage among them costs a tenth
    # of a second. Commands that go on for long collect again once it is loaded (`keep_what_is_loaded`).
    gc.set_threshold(200_000, 50, 50)
    gc.disable()
    try:
        code = app(standalone_mode=False)  # what a command raises as `typer.Exit` comes back as a number
        if isinstance(code, int) and code:
            sys.exit(code)
    except SystemExit:
        raise
    except BaseException as problem:  # the net: whatever comes here is said in words
        sys.exit(_code_of(problem))


def _code_of(problem: BaseException) -> int:
    """Says what went wrong and gives the exit code."""
    if isinstance(problem, typer.Exit):
        return problem.exit_code
    if isinstance(problem, KeyboardInterrupt | typer.Abort):
        say("Interrupted.")
        return INTERRUPTED
    if isinstance(problem, CaseError | RulebookError):
        say(str(problem))
        return BAD_INPUT
    if isinstance(problem, EnginesDiffer):
        say(str(problem))
        return INTERNAL
    show = getattr(problem, "show", None)
    if callable(show):  # a usage error of the command line
        show()
        return BAD_INPUT
    if isinstance(problem, BrokenPipeError):
        # The reader went away (`| head`): nothing more can be said, and nothing went wrong here.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    # No details of the case: its values must not reach a log. The type and place are enough to find the defect.
    trail = problem.__traceback__
    while trail and trail.tb_next:
        trail = trail.tb_next
    where = f" at {trail.tb_frame.f_code.co_filename}:{trail.tb_lineno}" if trail else ""
    say(f"Internal error: {type(problem).__name__}{where}. Please report this; no finding was given.")
    return INTERNAL
