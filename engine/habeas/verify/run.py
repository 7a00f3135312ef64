"""The whole battery over a rulebook: cached results first, then samples, then proofs."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from habeas.logic.plan import Plan
from habeas.rulebook.model import Rulebook
from habeas.verify.cache import ProofCache
from habeas.verify.model import Obligation, Result
from habeas.verify.obligations import Obligations, undeclared
from habeas.verify.pool import Pool, example_cases
from habeas.verify.prove import Clock, Prover, proof_plan

Say = Callable[[str], None]


@dataclass(frozen=True)
class Report:
    """All results, and how they came about."""

    results: tuple[Result, ...]
    counts: dict[str, int]

    @property
    def defects(self) -> list[Result]:
        """What is wrong, shortest case first within each kind."""
        return sorted(self._with("defect"), key=_order)

    @property
    def undecided(self) -> list[Result]:
        """What could not be decided in time."""
        return sorted(self._with("undecided"), key=_order)

    def _with(self, outcome: str) -> list[Result]:
        return [result for result in self.results if result.outcome == outcome]


def verify_rulebook(rulebook: Rulebook, say: Say, *, use_cache: bool = True, prefix: str = "") -> Report:
    """Every obligation of a rulebook, or those of chapters whose path begins with `prefix`.

    Raises `ProverMissing`.
    """
    run = _Run(rulebook, say, use_cache)
    return run.report(prefix)


class _Run:
    def __init__(self, rulebook: Rulebook, say: Say, use_cache: bool) -> None:
        self.rulebook, self.say = rulebook, say
        self.plan: Plan = proof_plan(rulebook)
        self.cache = ProofCache(rulebook, self.plan, use_cache)
        self.clock, self.counts = Clock(), Counter[str]()

    def report(self, prefix: str) -> Report:
        pool = Pool(self.rulebook, self.plan, example_cases(self.rulebook))
        self.say(f"{len(pool.cases)} sample cases, {self.clock}.")
        obligations = [item for item in self._obligations(pool) if item.place.file.startswith(prefix)]
        results = list(self._results(obligations, pool))
        self.cache.keep()
        return Report(tuple(results), dict(self.counts))

    def _obligations(self, pool: Pool) -> Iterator[Obligation]:
        made = Obligations(self.rulebook, self.plan)
        yield from made.all()
        pairs = pool.subsets([f"issue:{name}" for name in self.rulebook.issues])
        yield from (made.subsumption(*pair) for pair in undeclared(pairs, made.declared()))

    def _results(self, obligations: list[Obligation], pool: Pool) -> Iterator[Result]:
        waiting = []
        for item in obligations:
            known = self.cache.get(item)
            sampled = known or self._sampled(item, pool)
            if sampled is None:
                waiting.append(item)
            else:
                self.counts["cached" if known else "by sample"] += 1
                self.cache.put(sampled)
                yield sampled
        self.say(f"{len(obligations)} obligations; {len(waiting)} for the solver, {self.clock}.")
        if waiting:
            prover = Prover(self.rulebook, self.plan)
            for result in prover.settle(waiting):
                self.counts["by proof"] += 1
                self.cache.put(result)
                yield result
            self.say(f"Proofs done, {self.clock}.")

    def _sampled(self, item: Obligation, pool: Pool) -> Result | None:
        """A sample decides only that a case exists; a defect that it shows is left to the prover to make small."""
        return Result(item, "holds") if item.wanted == "case" and pool.any(item.query) else None


def _order(result: Result) -> tuple[str, int, str]:
    facts = (result.case or {}).get("facts")
    return result.obligation.code, len(facts) if isinstance(facts, dict) else 0, result.obligation.name
