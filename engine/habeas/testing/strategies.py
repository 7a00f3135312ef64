"""Hypothesis strategies for cases of any rulebook. All build what they need; nothing is filtered away.

A case is one draw of bytes: the first say what kind of case it is, the others index into prepared values. Zero always
means the least (no change, unknown, the first value), so that Hypothesis shrinks a failing case byte by byte to the few
facts that matter. One draw costs Hypothesis a fraction of what a draw for each fact would.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache, cached_property
from typing import TypeVar

from hypothesis import strategies as st

from habeas.case.errors import CaseError
from habeas.case.model import Case, FactValue
from habeas.evaluate.atoms import compile_atoms
from habeas.evaluate.examples import case_of
from habeas.evaluate.proof import evaluate
from habeas.logic.from_rulebook import compile_plan
from habeas.logic.plan import Formula, Literal
from habeas.rulebook.errors import nearest
from habeas.rulebook.model import Rulebook
from habeas.testing.pools import ABSENT, Pools
from habeas.testing.transform import mirrored, reordered
from habeas.testing.variables import EMPTY, Variables
from habeas.testing.witness import Goal, Witnesses, deciding

__all__ = ["Cases", "UnreachableError", "mirrored", "own_cases", "reordered"]

_CHANGES, _WITNESSES = 12, 8
# Where in the bytes of a case what stands: its kind, its frame, the number of its base, its facts.
_KIND, _FRAME, _BASE, _FACTS = 0, 1, 14, 16
_CONE = 48
_LENGTH = _FACTS + _CONE
# Two prime lengths: the pair of places differs for every one of the first 2,021 facts.
_ROWS = (47, 43)
# A byte below this leaves a fact of a cone unknown.
_UNKNOWN = 56

Answers = Sequence[tuple[str, FactValue]]
T = TypeVar("T")


class UnreachableError(Exception):
    """No case was found that establishes a finding."""


class Cases:
    """Strategies for the cases of one rulebook.

    - `any()`: few facts from anywhere, those around a rule, or a worked example with some answers changed
    - `complete()`: every fact known
    - `near(rule)`: each condition of the rule decided either way, so that it alone decides the rule
    - `establishing(finding)`: the finding stands; everything else is free
    - `refined()`: a case, and the same case with one more fact known
    - `mirrored()`: a case, and the same case with the parties exchanged

    Cases may combine facts that a case file could not (`case/coherence.py`): the laws hold for them all the same.
    """

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.pools = Pools(rulebook, compile_plan(rulebook))
        self.plan = self.pools.plan
        self.variables = Variables(self.pools)
        self.witnesses = Witnesses(self.variables)
        self._answers: Answers = self._answers_outside(())
        self._keys = tuple(self.pools.values)
        self._deciding: dict[tuple[str, int, bool], Case | None] = {}
        self._around_pools: dict[str, list[tuple[str, tuple[FactValue, ...]]]] = {}
        self._leaves: dict[str, list[tuple[Literal, list[Goal]]]] = {}

    @cached_property
    def examples(self) -> list[Case]:
        """The worked examples of the rulebook as cases. One that cannot be read fails as an example, not here."""
        found = []
        for example in self.rulebook.examples:
            with suppress(CaseError):
                found.append(case_of(example, self.rulebook))
        return found

    def any(self) -> st.SearchStrategy[Case]:
        """Any case: sparse, around a rule, or an example changed."""
        self._prepare()
        return _bytes(_LENGTH, self._any)

    def sparse(self) -> st.SearchStrategy[Case]:
        """Up to twelve answers, from anywhere in the vocabulary."""
        return _bytes(_LENGTH, self._sparse)

    def near(self, rule: str = "") -> st.SearchStrategy[Case]:
        """Cases near a rule (near any rule if none is named).

        A quarter of them (near any rule a sixteenth, for each is searched anew) have one condition of the rule decided
        either way while the others leave the verdict to it; in the rest, the facts on which the rule depends are drawn
        one by one. Raises `UnreachableError` for an unknown name.
        """
        nodes, decided = (self._nodes(rule), 192) if rule else (self.pools.rules, 240)

        def build(data: bytes) -> Case:
            return self._around(data, nodes) if data[_KIND] < decided else self._decided(data, nodes)

        return _bytes(_LENGTH, build)

    def changed_example(self) -> st.SearchStrategy[Case]:
        """A worked example of the rulebook with up to twelve answers changed or forgotten."""
        self._prepare()
        return _bytes(_LENGTH, self._changed)

    def complete(self) -> st.SearchStrategy[Case]:
        """Every fact known."""
        # Each fact reads its own pair of bytes: sums of two short rows are cheaper to draw than a byte for each fact.
        pools = [
            (key, values, _FACTS + place % _ROWS[0], _FACTS + _ROWS[0] + place % _ROWS[1])
            for place, (key, values) in enumerate(self.pools.values.items())
        ]

        def build(data: bytes) -> Case:
            facts = {key: pool[(data[left] + data[right]) % len(pool)] for key, pool, left, right in pools}
            return replace(self._frame(data), facts=facts)

        return _bytes(_FACTS + sum(_ROWS), build)

    def establishing(self, finding: str) -> st.SearchStrategy[Case]:
        """Cases in which an issue, a disposition, a concept or an exception stands, or a duty is breached.

        The facts that carry the finding are chosen towards it; up to twelve others are drawn from those on which it
        does not depend. Raises `UnreachableError` if there is no such finding or no case was found.
        """
        nodes = self._nodes(finding)
        nodes += tuple(f"breached:{finding}" for name in nodes if name.startswith("duty:"))
        bases = self._standing(nodes)
        if not bases:
            raise UnreachableError(f"No case was found in which {finding} stands. Can it stand at all?")
        cone = {key for name in nodes for key in self.pools.cone(name)}
        free = self._answers_outside(cone)

        def build(data: bytes) -> Case:
            return bases[data[0] % len(bases)].with_facts(_changes(data, 1, _CHANGES, free))

        return _bytes(1 + 2 * _CHANGES, build)

    def refined(self) -> st.SearchStrategy[tuple[Case, Case]]:
        """A case, and the same case with one more fact known (or a reason why it is not)."""
        answers = self._answers
        return st.tuples(self.any(), st.integers(0, len(answers) - 1)).map(
            lambda pair: _grown(pair[0], *answers[pair[1]])
        )

    def mirrored(self) -> st.SearchStrategy[tuple[Case, Case]]:
        """A case, and the same case with the parties exchanged."""
        return self.any().map(lambda case: (case, mirrored(case)))

    def answers(self) -> st.SearchStrategy[tuple[str, FactValue]]:
        """One fact with one answer, from anywhere in the vocabulary."""
        return st.sampled_from(self._answers)

    def _prepare(self) -> None:
        """Read the examples before the first case is drawn, so that drawing takes no time for it."""
        len(self.examples)

    def _answers_outside(self, cone: set[str] | tuple[()]) -> Answers:
        """Pairs of fact and answer. A value for each fact comes first, so that shrinking ends at a plain yes."""
        known = [(key, value) for key, values in self.pools.values.items() if key not in cone for value in values]
        absent = [(key, ABSENT[number % 3]) for number, key in enumerate(self.pools.values) if key not in cone]
        return [*known, *absent]

    def _nodes(self, rule: str) -> tuple[str, ...]:
        nodes = tuple(name for name in self.pools.rules if name.partition(":")[2] == rule)
        if not nodes:
            known = [name.partition(":")[2] for name in self.pools.rules]
            raise UnreachableError(f"No rule is called {rule}. {nearest(rule, known)}".strip())
        return nodes

    def _standing(self, nodes: tuple[str, ...]) -> list[Case]:
        """Cases in which all these nodes are true: built ones, and if none can be built, examples."""
        goals: list[Goal] = [(Literal("node", name), True) for name in nodes]
        found = [self.witnesses.find(goals, f"{nodes[0]} {number}") for number in range(_WITNESSES)]
        built = [case for case in found if case]
        if built:
            return built
        atoms = compile_atoms(self.plan, self.rulebook)
        for example in self.examples:
            values = evaluate(self.plan, atoms(example))
            if all(values[name] is True for name in nodes):
                return [example]
        return []

    def _frame(self, data: bytes) -> Case:
        """A case without facts: parties, treaties, date, readings."""
        treaties: dict[str, dict[str, bool]] = {}
        for place in range(_FRAME + 1, _FRAME + 9, 2):
            number = _number(data, place, 2 * len(self.variables.treaties))
            if number is not None:
                treaty, state = self.variables.treaties[number >> 1]
                treaties.setdefault(treaty, {})[state] = number & 1 == 0
        readings = self.variables.readings
        chosen = [_number(data, place, len(readings)) for place in (_FRAME + 9, _FRAME + 11)]
        positions = dict(readings[number] for number in chosen if number is not None)
        parties, as_of = _FRAMES[data[_FRAME] * len(_FRAMES) >> 8]
        return Case("generated", "", as_of, parties, treaties, positions)

    def _any(self, data: bytes) -> Case:
        kind = data[_KIND]
        if kind < 64:
            return self._sparse(data)
        if kind < 160 or not self.examples:
            return self._around(data)
        return self._changed(data)

    def _sparse(self, data: bytes) -> Case:
        return replace(self._frame(data), facts=_changes(data, _FACTS, _CHANGES, self._answers))

    def _around(self, data: bytes, nodes: Sequence[str] = ()) -> Case:
        """The facts on which a rule depends, each known or not; of a wide rule, 48 in a row."""
        name = _drawn(data, nodes or self.pools.rules)
        pools = self._cone_pools(name)
        first = data[_FRAME] % max(1, len(pools) - _CONE + 1)
        drawn = zip(pools[first : first + _CONE], data[_FACTS:], strict=False)
        facts = {key: pool[(byte - _UNKNOWN) % len(pool)] for (key, pool), byte in drawn if byte >= _UNKNOWN}
        return replace(self._frame(data), facts=facts)

    def _cone_pools(self, name: str) -> list[tuple[str, tuple[FactValue, ...]]]:
        if name not in self._around_pools:
            values = self.pools.values
            self._around_pools[name] = [(key, values[key]) for key in self.pools.cone(name) if key in values]
        return self._around_pools[name]

    def _changed(self, data: bytes) -> Case:
        example = _drawn(data, self.examples)
        return example.with_facts(_changes(data, _FACTS, _CHANGES, self._answers))

    def _decided(self, data: bytes, nodes: Sequence[str] = ()) -> Case:
        """One condition of a rule true or false, the others such that it decides the rule; a few other facts drawn."""
        name = _drawn(data, nodes or self.pools.rules)
        if name not in self._leaves:
            self._leaves[name] = list(deciding(self.plan.nodes[name].formula))
        leaves = self._leaves[name]
        if not leaves:
            return self._around(data, nodes)
        question = (name, data[_FACTS] % len(leaves), data[_FACTS + 1] < 128)
        if question not in self._deciding:
            leaf, goals = leaves[question[1]]
            wanted: list[tuple[Formula, bool]] = [*goals, (leaf, question[2])]
            self._deciding[question] = self.witnesses.find(wanted, str(question), searches=1)
        base = self._deciding[question]
        if base is None:  # the conditions of the rule do not come apart there
            return self._around(data, nodes)
        return base.with_facts(_changes(data, _FACTS + 2, 3, self._answers))


@cache
def own_cases() -> Cases:
    """The strategies for the rulebook that ships."""
    from habeas.rulebook.cache import load_rulebook
    from habeas.rulebook.folders import own_rules

    return Cases(load_rulebook(own_rules()))


_FRAMES = (
    (EMPTY.parties, EMPTY.as_of),
    (EMPTY.parties, EMPTY.as_of),
    (replace(EMPTY.parties, holder="State A", adversary="State B", territory=None), EMPTY.as_of),
    (EMPTY.parties, None),
)


def _bytes(length: int, build: Callable[[bytes], T]) -> st.SearchStrategy[T]:
    return st.binary(min_size=length, max_size=length).map(build)


def _number(data: bytes, place: int, size: int) -> int | None:
    """A number below `size` from two bytes; half of all bytes mean none."""
    high = data[place] - 128
    return None if high < 0 or not size else (high << 8 | data[place + 1]) % size


def _drawn(data: bytes, items: Sequence[T]) -> T:
    return items[(data[_BASE] << 8 | data[_BASE + 1]) % len(items)]


def _changes(data: bytes, start: int, slots: int, answers: Answers) -> dict[str, FactValue]:
    numbers = (_number(data, place, len(answers)) for place in range(start, start + 2 * slots, 2))
    return dict(answers[number] for number in numbers if number is not None)


def _grown(case: Case, key: str, answer: FactValue) -> tuple[Case, Case]:
    """The case without any answer to one question, and with this one."""
    before = {name: value for name, value in case.facts.items() if name != key}
    return replace(case, facts=before), case.with_facts({key: answer})
