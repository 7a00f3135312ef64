"""The example that is missing: a case on which a mutant and the law part, invented near the examples that exist."""

from collections.abc import Sequence
from dataclasses import dataclass

from habeas.case.model import Case
from habeas.verify.mutate import Judged, Laboratory
from habeas.verify.tell import Telling


@dataclass(frozen=True, slots=True)
class Found:
    """A case, and what the law gives there and the mutant does not."""

    case: Case
    telling: Telling


class Search:
    """Invents cases around the evidence of a laboratory."""

    def __init__(self, laboratory: Laboratory) -> None:
        self.laboratory = laboratory
        self.tried = 0

    def find(self, survivors: Sequence[Judged]) -> dict[int, Found]:
        """By number of the survivor a case that tells it from the law; those that no case tells apart are missing."""
        return {}
