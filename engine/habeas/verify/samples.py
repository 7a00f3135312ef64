"""What worked examples show, asked before the solver is: a rule that is established in one is not dead.

First the examples as they are; for what these leave open, also the cases around them. In each step only as much of the
rules is computed as the open questions read.
"""

from collections.abc import Sequence
from functools import cached_property

from habeas.case.model import Case
from habeas.logic.plan import Plan
from habeas.rulebook.model import Rulebook
from habeas.verify.engine import part_of
from habeas.verify.model import Obligation, Result
from habeas.verify.pool import Pool, example_cases
from habeas.verify.query import Moves, leaves_of

Pairs = set[tuple[str, str]]


class Samples:
    """The worked examples of a rulebook as witnesses. They are read when they are first needed."""

    def __init__(self, rulebook: Rulebook, plan: Plan) -> None:
        self.rulebook, self.plan = rulebook, plan
        self._pools: dict[bool, Pool] = {}

    @cached_property
    def cases(self) -> list[Case]:
        """The cases of all worked examples."""
        return example_cases(self.rulebook)

    def settle(self, items: Sequence[Obligation]) -> dict[str, Result]:
        """By name those obligations that a sample settles: a case was wanted, and there is one."""
        wanted = [item for item in items if item.wanted == "case"]
        found: dict[str, Result] = {}
        for around in (False, True):
            wanted = [item for item in wanted if item.name not in found]
            if wanted:
                pool = self._pool([leaf.name for item in wanted for leaf in leaves_of(item.query)], around)
                found |= {item.name: Result(item, "holds") for item in wanted if pool.any(item.query)}
                found |= self._moving([item for item in wanted if isinstance(item.query, Moves)], pool)
        return found

    def _moving(self, items: Sequence[Obligation], pool: Pool) -> dict[str, Result]:
        """Answers that move a finding in some sample; told by the finding that rests on least."""
        by_fact = {item.query.fact: item for item in items if isinstance(item.query, Moves)}
        told = {name for item in items if isinstance(item.query, Moves) for name in item.query.findings}
        nodes = self.plan.nodes
        moved = pool.moving(sorted(told, key=lambda name: (nodes[name].stratum, name)), by_fact)
        return {by_fact[key].name: Result(by_fact[key], "holds", mover=name) for key, name in moved.items()}

    def not_apart(self, pairs: Pairs) -> Pairs:
        """Of pairs (narrow, wide) of issues those for which no sample has the first without the second."""
        left = pairs
        for around in (False, True):
            if left:
                pool = self._pool(sorted({f"issue:{name}" for pair in left for name in pair}), around)
                true = {name: bits[0] for name, bits in pool.values.items()}
                left = {(one, other) for one, other in left if not true[f"issue:{one}"] & ~true[f"issue:{other}"]}
        return left

    def _pool(self, names: Sequence[str], around: bool) -> Pool:
        """The part of the plan on which these atoms and nodes rest, in every sample."""
        known = self._pools.get(around)
        if known is None or not known.values.keys() >= set(names):
            part = part_of(self.plan, names)
            known = self._pools[around] = Pool(self.rulebook, part, self.cases, around=around)
        return known
