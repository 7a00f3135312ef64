"""The whole battery over a rulebook: what is known from before, then what examples show, then proofs."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from time import monotonic

from habeas.logic.plan import Plan
from habeas.rulebook.model import Rulebook
from habeas.verify.apart import not_apart
from habeas.verify.cache import ProofCache
from habeas.verify.decided import decided
from habeas.verify.digests import Digests
from habeas.verify.engine import part_of
from habeas.verify.model import Obligation, Result
from habeas.verify.obligations import FINDINGS, Obligations
from habeas.verify.prove import Prover, names_in, proof_plan
from habeas.verify.query import Moves
from habeas.verify.samples import Samples
from habeas.verify.table import Network

Say = Callable[[str], None]
WAYS = ("by shape", "known from before", "by example", "by proof")


@dataclass(frozen=True)
class Report:
    """All results, and how they came about.

    `declared` counts the overlaps and conditions that a law says are meant; `plan` is what was proved of.
    """

    results: tuple[Result, ...]
    counts: dict[str, int]
    declared: int
    plan: Plan

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


def verify_rulebook(
    rulebook: Rulebook, say: Say, *, cache: ProofCache | None = None, prefix: str = "", plan: Plan | None = None
) -> Report:
    """Every obligation of a rulebook, or those of chapters whose path begins with `prefix`.

    Raises `ProverMissing`.
    """
    return _Run(rulebook, plan or proof_plan(rulebook), cache or ProofCache(), say).report(prefix)


class _Run:
    def __init__(self, rulebook: Rulebook, plan: Plan, cache: ProofCache, say: Say) -> None:
        self.rulebook, self.plan, self.cache, self.say = rulebook, plan, cache, say
        self.digests = Digests(rulebook, plan)
        self.samples = Samples(rulebook, plan)
        self.counts, self.start = Counter[str](), monotonic()

    def report(self, prefix: str) -> Report:
        made = Obligations(self.rulebook, self.plan)
        mine = lambda item: item.place.file.startswith(prefix)  # noqa: E731
        results = self._settle(filter(mine, made.all()))
        results += self._decided(filter(mine, made.one_sided("concept")), ())
        # A rule that stays open only because a concept on which it rests does is not told again.
        vague = {f"concept:{item.obligation.rules[0]}" for item in results if _stays_open(item)}
        touched = Network(self.plan).above(vague)
        findings = (item for item in made.one_sided(*FINDINGS) if touched.isdisjoint(names_in([item])))
        results += self._decided(filter(mine, findings), _settled(results))
        lifeless = {item.obligation.rules[0] for item in results if _lifeless(item)}
        pairs = not_apart(sorted(self.rulebook.issues.keys() - lifeless), self.digests, self.samples, self.cache)
        overlaps = (made.subsumption(*pair) for pair in sorted(pairs - made.declared()))
        results += self._settle(filter(mine, overlaps), sample=False)  # no sample tells them apart
        self.cache.keep()
        return Report(
            tuple(equivalents(results)), dict(+self.counts), len(made.declared()) + len(made.spared), self.plan
        )

    def _decided(self, obligations: Iterable[Obligation], proved: Iterable[str]) -> list[Result]:
        """What no case leaves open by its shape, given nodes of which that was proved; the rest as all others."""
        items, sure = list(obligations), decided(self.plan, self.rulebook, proved)
        plain = [item for item in items if names_in([item]) <= sure]
        self.counts["by shape"] += len(plain)
        names = {item.name for item in plain}
        return [Result(item, "holds") for item in plain] + self._settle(i for i in items if i.name not in names)

    def _settle(self, obligations: Iterable[Obligation], sample: bool = True) -> list[Result]:
        """What is known, else what a sample shows, else what the solver says."""
        items = list(obligations)
        known = {item.name: found for item in items if (found := self._known(item))}
        left = [item for item in items if item.name not in known]
        shown = self.samples.settle(left) if sample else {}
        waiting = [item for item in left if item.name not in shown]
        self.say(f"{len(items)} questions: {len(known)} known from before, {len(shown)} answered by examples.")
        proved = list(self._proved(waiting)) if waiting else []
        for result in (*shown.values(), *proved):
            self._remember(result)
        self.counts += Counter(dict(zip(WAYS[1:], map(len, (known, shown, proved)), strict=True)))
        return [*known.values(), *shown.values(), *proved]

    def _proved(self, waiting: Sequence[Obligation]) -> Iterator[Result]:
        """By the solver, which is given only that part of the rules on which something waiting rests."""
        self.say(f"{len(waiting)} for the solver, after {monotonic() - self.start:.0f} s.")
        yield from Prover(self.rulebook, part_of(self.plan, names_in(waiting))).settle(waiting)

    def _known(self, item: Obligation) -> Result | None:
        if isinstance(item.query, Moves):
            movers = self.cache.movers(self.digests.fact(item.query.fact))
            if movers and not {self.digests.of(name) for name in item.query.findings}.isdisjoint(movers):
                return Result(item, "holds")
        found = self.cache.result(self.digests.question(item))
        return Result(item, *found) if found else None

    def _remember(self, result: Result) -> None:
        """What was not decided is tried again."""
        query = result.obligation.query
        if isinstance(query, Moves) and result.mover:
            self.cache.put_mover(self.digests.fact(query.fact), self.digests.of(result.mover))
        elif result.outcome != "undecided":
            self.cache.put_result(self.digests.question(result.obligation), (result.outcome, result.case))


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


def _settled(results: Iterable[Result]) -> set[str]:
    """The concepts that were proved never to stay open."""
    holding = (item.obligation for item in results if item.outcome == "holds")
    return {f"concept:{item.rules[0]}" for item in holding if item.code == "stays-open"}


def _stays_open(item: Result) -> bool:
    return item.obligation.code == "stays-open" and item.outcome == "defect"


def _lifeless(item: Result) -> bool:
    return item.obligation.code in ("dead-rule", "always-holds") and item.outcome != "holds"


def _order(result: Result) -> tuple[str, int, str]:
    facts = (result.case or {}).get("facts")
    return result.obligation.code, len(facts) if isinstance(facts, dict) else 0, result.obligation.name
