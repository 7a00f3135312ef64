"""What a proof is about and what came out."""

from dataclasses import dataclass
from typing import Literal

from habeas.rulebook.model import Place
from habeas.verify.query import Query

Wanted = Literal["case", "no case"]
Outcome = Literal["holds", "defect", "undecided"]


@dataclass(frozen=True, slots=True)
class Obligation:
    """Something that a sound rulebook satisfies.

    If `wanted` is `case`, there must be a case of which the query is true (a rule can be established); that there is
    none is the defect. If it is `no case`, a case is the defect, and it is shown (two incompatible verdicts).
    """

    code: str
    rules: tuple[str, ...]
    place: Place
    reason: str
    query: Query
    wanted: Wanted
    detail: str = ""

    @property
    def name(self) -> str:
        """A name by which the obligation can be told from all others."""
        return f"{self.code}: {', '.join(self.rules)}{f': {self.detail}' if self.detail else ''}"


@dataclass(frozen=True, slots=True)
class Result:
    """What came out for an obligation, with a case in the form of a case file where one shows it.

    `mover` names a node that an answer moves, where it was asked whether the answer moves any.
    """

    obligation: Obligation
    outcome: Outcome
    case: dict[str, object] | None = None
    mover: str = ""
