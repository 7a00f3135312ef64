"""The part of `habeas rules verify --prove` that shows proofs."""

from pathlib import Path

import typer

from habeas.cli.shared import say
from habeas.rulebook.model import Rulebook
from habeas.verify.cache import ProofCache


def prove(book: Rulebook, prefix: str, cases: Path | None, cache: ProofCache) -> bool:
    """Prove all obligations of chapters under a path; print what is wrong. Whether something is."""
    # The solver and everything around it is loaded only if proofs are asked for.
    from habeas.verify.run import verify_rulebook
    from habeas.verify.solver import ProverMissing
    from habeas.verify.text import counts_text, defect_text, theorem_text

    try:
        report = verify_rulebook(book, say, cache=cache, prefix=prefix)
    except ProverMissing as problem:
        say(str(problem))
        return True
    for result in (*report.defects, *report.undecided):
        typer.echo(defect_text(result, book) + "\n")
    if cases is not None:
        _write_cases(report.defects, cases)
    say(theorem_text(report.plan))
    say(counts_text(report))
    return bool(report.defects or report.undecided)


def _write_cases(defects: list, folder: Path) -> None:  # type: ignore[type-arg]
    from habeas.verify.text import case_text

    folder.mkdir(parents=True, exist_ok=True)
    shown = [result for result in defects if result.case is not None]
    for number, result in enumerate(shown, start=1):
        file = folder / f"{number:03}-{result.obligation.code}.yaml"
        file.write_text(case_text(result.case), encoding="utf-8")
    say(f"{len(shown)} cases written to {folder}.")
