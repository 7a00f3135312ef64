"""Runs the worked examples of the chapters."""

from collections.abc import Callable, Iterator, Mapping

from habeas.case.errors import CaseError
from habeas.case.model import Case
from habeas.case.read import case_from_plain
from habeas.evaluate.atoms import compile_atoms
from habeas.evaluate.expect import mismatches
from habeas.evaluate.proof import evaluate
from habeas.logic.plan import Plan
from habeas.logic.truth import Truth
from habeas.rulebook.model import Example, Rulebook

Compute = Callable[[Case], Mapping[str, Truth]]


def case_of(example: Example, rulebook: Rulebook) -> Case:
    """The case of an example. Raises `CaseError`."""
    data = {"id": example.id, **example.case}
    return case_from_plain(data, rulebook, file=example.place.file, line=example.place.line)


def failing_examples(
    rulebook: Rulebook, plan: Plan, prefix: str = "", compute: Compute | None = None
) -> Iterator[tuple[Example, list[str]]]:
    """The examples in chapters whose path begins with `prefix` that do not come out as expected, and what differs."""
    if compute is None:
        atoms = compile_atoms(plan, rulebook)
        compute = lambda case: evaluate(plan, atoms(case))  # noqa: E731
    for example in rulebook.examples:
        if not example.place.file.startswith(prefix):
            continue
        try:
            problems = mismatches(example.expect, rulebook, compute(case_of(example, rulebook)))
        except CaseError as error:
            problems = str(error).splitlines()
        if problems:
            yield example, problems
