"""Mutants that say the same as the law in other words: proved by the solver, or told apart by a case that it finds."""

from collections.abc import Sequence

from habeas.case.model import Case
from habeas.verify.mutate import Effect, Judged, Laboratory
from habeas.verify.prove import Prover
from habeas.verify.query import Query, Some, differs

_BATCH, _SECONDS = 24, 5.0


class Sameness:
    """Asks the solver about mutants that no case tried tells from the law. Raises `ProverMissing`."""

    def __init__(self, laboratory: Laboratory) -> None:
        self.laboratory = laboratory
        self.prover = Prover(laboratory.rulebook, laboratory.plan, _SECONDS)
        self.same: set[int] = set()
        self.cases: dict[int, Case] = {}

    def settle(self, mutants: dict[int, Judged]) -> None:
        """Find out which mutants are the same as the law (`same`), and cases in which others differ (`cases`)."""
        open_ = [number for number, judged in mutants.items() if self.askable(judged.effect)]
        for start in range(0, len(open_), _BATCH):
            self._together([(number, self.query(mutants[number])) for number in open_[start : start + _BATCH]])

    def askable(self, effect: Effect) -> bool:
        """Whether a mutant changes formulas only: comparisons that the law does not make are not encoded."""
        return bool(effect.nodes) and not effect.atoms and not effect.readings

    def query(self, judged: Judged) -> Query:
        """Some changed node has another value. (Where none has, nothing has.)"""
        nodes = self.laboratory.plan.nodes
        return Some(tuple(differs(nodes[name].formula, node.formula) for name, node in judged.effect.nodes.items()))

    def _together(self, asked: Sequence[tuple[int, Query]]) -> None:
        """If all are the same, one question settles them; otherwise each half is asked by itself."""
        encoding, solver = self.prover.encoding, self.prover.solver
        if len(asked) == 1:
            self._alone(*asked[0])
        elif asked:
            question = solver.fresh(solver.either(encoding.term(query) for _, query in asked))
            if solver.ask([question]) == "none":
                self.same |= {number for number, _ in asked}
                return
            half = len(asked) // 2
            self._together(asked[:half])
            self._together(asked[half:])

    def _alone(self, number: int, query: Query) -> None:
        answer, case = self.prover.seek(query)
        if answer == "none":
            self.same.add(number)
        elif case is not None:
            self.cases[number] = case
