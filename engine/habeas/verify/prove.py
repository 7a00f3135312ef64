"""Runs the proofs in batches; the proof engine confirms every case that the solver finds."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from habeas.case.model import Case
from habeas.case.write import plain_case
from habeas.evaluate.atoms import compile_atoms
from habeas.evaluate.proof import evaluate
from habeas.logic.from_rulebook import compile_plan
from habeas.logic.plan import Plan
from habeas.rulebook.model import Rulebook
from habeas.verify.encode import Encoding
from habeas.verify.engine import Judge, answered, part_of
from habeas.verify.facts import Facts
from habeas.verify.model import Obligation, Result
from habeas.verify.obligations import law_conditions
from habeas.verify.query import Moves, Query, confirmed, leaves_of
from habeas.verify.solver import Answer, Solver, Term
from habeas.verify.witness import found_case, readable, smallest, variants

BATCH = 40
_ATTEMPTS = 24
_COPIES = 12


def proof_plan(rulebook: Rulebook) -> Plan:
    """The plan of a rulebook with the conditions of its laws."""
    return compile_plan(rulebook, law_conditions(rulebook))


class Prover:
    """A rulebook encoded once, and asked many questions. Raises `ProverMissing`."""

    def __init__(self, rulebook: Rulebook, plan: Plan, seconds: float = 20.0) -> None:
        self.rulebook, self.plan = rulebook, plan
        self.solver = Solver(seconds)
        self.facts = Facts(self.solver, [rulebook], plan.atoms.values())
        self.encoding = Encoding(self.facts, rulebook, plan)
        self._atoms = compile_atoms(plan, rulebook)
        dated = self.solver.both((self.facts.calendar.exact(), *self.encoding.atoms.forward))
        plain = (dated, self.facts.recent(), self._defaults(), self._two_sides())
        self._plain = [self.solver.fresh(term) for term in plain]

    def _defaults(self) -> Term:
        """Every contested point is read as the rulebook reads it by default."""
        positions = self.rulebook.positions.values()
        return self.solver.both(self.facts.positions[item.id][item.default] for item in positions)

    def _two_sides(self) -> Term:
        """Nobody is his own adversary."""
        sides = zip(self.facts.countries["party.holder"], self.facts.countries["party.adversary"], strict=True)
        return self.solver.both(self.solver.negation(self.solver.both(pair)) for pair in sides)

    def settle(self, obligations: Iterable[Obligation]) -> Iterator[Result]:
        """The results of some obligations, in any order."""
        waiting = list(obligations)
        copying = [item for item in waiting if isinstance(item.query, Moves)]
        waiting = [item for item in waiting if not isinstance(item.query, Moves)]
        for start in range(0, len(waiting), BATCH):
            yield from self._batch(waiting[start : start + BATCH])
        # Whether a fact moves anything takes a copy of all that rests on it, which would burden every later question.
        for start in range(0, len(copying), _COPIES):
            some = copying[start : start + _COPIES]
            apart = Prover(self.rulebook, part_of(self.plan, names_in(some)))
            yield from map(apart.one, some)

    def _batch(self, waiting: list[Obligation]) -> Iterator[Result]:
        terms = {item.name: self.encoding.term(item.query) for item in waiting}
        while waiting:
            question = self.solver.fresh(self.solver.either(terms[item.name] for item in waiting))
            answer = self.solver.ask([question])
            if answer == "none":
                yield from (_without_case(item) for item in waiting)
                return
            met = self._met(waiting) if answer == "found" else []
            if not met:
                yield from (self.one(item) for item in waiting)
                return
            for item, case in met:
                yield self.with_case(item, case)
            names = {item.name for item, _ in met}
            waiting = [item for item in waiting if item.name not in names]

    def _met(self, waiting: Sequence[Obligation]) -> list[tuple[Obligation, Case]]:
        """The obligations whose query is true of the case found last, by the engine."""
        case = found_case(self.facts, self.rulebook, self.plan.atoms)
        if not readable(case, self.rulebook):
            return []
        values, known = evaluate(self.plan, self._atoms(case)), answered(case)
        return [(item, case) for item in waiting if confirmed(item.query, values, known)]

    def one(self, item: Obligation) -> Result:
        """One obligation by itself."""
        answer, case = self.seek(item.query)
        if case is not None:
            return self.with_case(item, case)
        return _without_case(item) if answer == "none" else Result(item, "undecided")

    def seek(self, query: Query) -> tuple[Answer, Case | None]:
        """A case of which the query is true, confirmed by the engine; or that there is none; or not decided."""
        judge = Judge(self.rulebook, self.plan, query)
        question = self.solver.fresh(self.encoding.term(query))
        for _ in range(_ATTEMPTS):
            answer = self._ask_nicely(question)
            if answer != "found":
                return answer, None
            case = found_case(self.facts, self.rulebook, judge.plan.atoms)
            for variant in variants(case, judge.plan.atoms):
                if judge.accepts(variant) and readable(variant, self.rulebook):
                    return "found", variant
            if not self.facts.calendar.refine():
                break
        return "undecided", None

    def _ask_nicely(self, question: Term) -> Answer:
        """Whether there is a case; if so, one with plain dates and the usual readings is found if there is one."""
        answer = self.solver.ask([question])
        for wishes in (self._plain, self._plain[:3], self._plain[:2], self._plain[:1]) if answer == "found" else ():
            if self.solver.ask([question, *wishes]) == "found":
                return "found"
        return self.solver.ask([question]) if answer == "found" else answer

    def with_case(self, item: Obligation, case: Case) -> Result:
        """A result from a case that the engine confirmed. Where the case is the defect it is made small."""
        if isinstance(item.query, Moves):
            return Result(item, "holds", mover=next(Judge(self.rulebook, self.plan, item.query).moved(case)))
        if item.wanted == "case":
            return Result(item, "holds")
        return Result(item, "defect", plain_case(self.minimal(item, case)))

    def minimal(self, item: Obligation, case: Case) -> Case:
        """The smallest case that still shows the defect, titled by it."""
        judge = Judge(self.rulebook, self.plan, item.query)
        _, found = self.seek(item.query)  # a case made for this question alone is closer to the smallest
        small = smallest(found or case, self.rulebook, judge.accepts)
        return replace(small, id=item.code, title=item.name)


def names_in(items: Iterable[Obligation]) -> set[str]:
    """The atoms and nodes that the questions name."""
    return {leaf.name for item in items for leaf in leaves_of(item.query)}


def _without_case(item: Obligation) -> Result:
    return Result(item, "defect" if item.wanted == "case" else "holds")
