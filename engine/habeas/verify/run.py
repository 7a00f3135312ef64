"""The whole battery over a rulebook: cached results first, then samples, then proofs."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from habeas.logic.plan import Plan
from habeas.rulebook.model import Rulebook
from habeas.verify.cache import ProofCache
from habeas.verify.engine import cone
from habeas.verify.model import Obligation, Result
from habeas.verify.obligations import FINDINGS, Obligations, told_nodes, undeclared
from habeas.verify.pool import Pool, example_cases
from habeas.verify.prove import Clock, Prover, proof_plan
from habeas.verify.query import Moves, leaves_of

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
        self.moving: set[str] = set()

    @cached_property
    def prover(self) -> Prover:
        """Made only if something is left for it."""
        return Prover(self.rulebook, self.plan)

    def report(self, prefix: str) -> Report:
        pool = Pool(self.rulebook, self.plan, example_cases(self.rulebook))
        self.say(f"{len(pool.cases)} sample cases, {self.clock}.")
        self.moving = pool.moving(told_nodes(self.rulebook, self.plan))
        made = Obligations(self.rulebook, self.plan)
        mine = lambda item: item.place.file.startswith(prefix)  # noqa: E731
        results = list(self._results(filter(mine, made.all()), pool))
        results += self._results(filter(mine, made.one_sided("concept")), pool)
        # A rule that stays open only because a concept on which it rests does is not told again.
        vague = {f"concept:{item.obligation.rules[0]}" for item in results if _stays_open(item)}
        findings = (item for item in made.one_sided(*FINDINGS) if not self._rests_on(item, vague))
        results += self._results(filter(mine, findings), pool)
        broken = {item.obligation.rules[0] for item in results if _lifeless(item)}
        overlaps = (item for item in self._overlaps(made, pool, broken) if item.place.file.startswith(prefix))
        results += self._results(overlaps, pool)
        self.cache.keep()
        return Report(tuple(equivalents(results)), dict(self.counts))

    def _rests_on(self, item: Obligation, concepts: set[str]) -> bool:
        return bool(concepts) and not cone(self.plan, leaves_of(item.query)).isdisjoint(concepts)

    def _overlaps(self, made: Obligations, pool: Pool, broken: set[str]) -> Iterator[Obligation]:
        """Pairs of issues that no sample tells apart, without those that never or always stand."""
        pairs = pool.subsets([f"issue:{name}" for name in self.rulebook.issues if name not in broken])
        yield from (made.subsumption(*pair) for pair in undeclared(pairs, made.declared()))

    def _results(self, obligations: Iterable[Obligation], pool: Pool) -> Iterator[Result]:
        waiting, number = [], 0
        for number, item in enumerate(obligations, start=1):  # noqa: B007
            known = self.cache.get(item)
            sampled = known or self._sampled(item, pool)
            if sampled is None:
                waiting.append(item)
            else:
                self.counts["cached" if known else "by sample"] += 1
                self.cache.put(sampled)
                yield sampled
        self.say(f"{number} obligations; {len(waiting)} for the solver, {self.clock}.")
        if waiting:
            for result in self.prover.settle(waiting):
                self.counts["by proof"] += 1
                self.cache.put(result)
                yield result
            self.say(f"Proofs done, {self.clock}.")

    def _sampled(self, item: Obligation, pool: Pool) -> Result | None:
        """A sample decides only that a case exists; a defect that it shows is left to the prover to make small."""
        if isinstance(item.query, Moves):
            return Result(item, "holds") if item.query.fact in self.moving else None
        return Result(item, "holds") if item.wanted == "case" and pool.any(item.query) else None


def equivalents(results: Iterable[Result]) -> Iterator[Result]:
    """Two issues each of which subsumes the other are one defect: they say the same."""
    kept = list(results)
    bad = {item.obligation.rules: item for item in kept if _subsumed(item)}
    for item in kept:
        narrow_wide = item.obligation.rules
        if not _subsumed(item) or narrow_wide[::-1] not in bad:
            yield item
        elif narrow_wide == tuple(sorted(narrow_wide)):
            reason = "Each stands exactly where the other does: one finding is told twice."
            yield replace(item, obligation=replace(item.obligation, code="equivalent-issues", reason=reason))


def _subsumed(item: Result) -> bool:
    return item.outcome == "defect" and item.obligation.code == "subsumed-issue"


def _stays_open(item: Result) -> bool:
    return item.obligation.code == "stays-open" and item.outcome == "defect"


def _lifeless(item: Result) -> bool:
    return item.obligation.code in ("dead-rule", "always-holds") and item.outcome != "holds"


def _order(result: Result) -> tuple[str, int, str]:
    facts = (result.case or {}).get("facts")
    return result.obligation.code, len(facts) if isinstance(facts, dict) else 0, result.obligation.name
