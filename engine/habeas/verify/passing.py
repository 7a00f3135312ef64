"""Worked examples that do not come out as they expect. Those that did, and read nothing that changed, are not run."""

from collections.abc import Iterator

from habeas.evaluate.examples import failing_examples
from habeas.logic.plan import Plan
from habeas.rulebook.model import Example, Rulebook
from habeas.verify.cache import ProofCache
from habeas.verify.digests import Digests


def failing(rulebook: Rulebook, plan: Plan, cache: ProofCache, prefix: str = "") -> Iterator[tuple[Example, list[str]]]:
    """The examples in chapters whose path begins with `prefix` that fail, and what differs."""
    digests = Digests(rulebook, plan)
    marks = {item.id: digests.example(item) for item in rulebook.examples if item.place.file.startswith(prefix)}
    waiting = tuple(item for item in rulebook.examples if item.id in marks and not cache.came_out(marks[item.id]))
    failed = set()
    if waiting:
        for example, problems in failing_examples(rulebook.model_copy(update={"examples": waiting}), plan):
            failed.add(example.id)
            yield example, problems
    for example in waiting:
        if example.id not in failed:
            cache.put_example(marks[example.id])
