"""Cases built towards a verdict: walk down the formulas and choose the facts that make them true or false.

What a conjunction demands is fixed first, then a way through each disjunction is drawn, the narrowest first; a way that
ends in a contradiction is given up for the next. What comes out is right by construction: atoms get the values that
were wanted, and facts that stay unknown never change what is settled.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from habeas.case.coherence import incoherences
from habeas.case.model import Case
from habeas.logic.plan import And, Formula, Literal
from habeas.logic.truth import Truth
from habeas.testing.variables import Variables

# How many ways through disjunctions are tried before a search begins anew with other draws.
_TRIED = 120

Goal = tuple[Formula, bool]


class Witnesses:
    """Finds cases in which formulas of a plan have wanted values. The same question always gives the same case."""

    def __init__(self, variables: Variables) -> None:
        self.variables = variables

    def find(self, goals: Sequence[Goal], seed: str, *, searches: int = 5) -> Case | None:
        """A coherent case that meets all goals, or None if the search gives up. `seed` selects among many."""
        for number in range(searches):
            search = _Search(self.variables, random.Random(f"{seed} {number}"))
            chosen = search.solve(_State(demands=list(goals)))
            if chosen is not None:
                return self.variables.case(chosen)
        return None


@dataclass(slots=True)
class _State:
    """What is fixed so far. `allowed` has, per variable, the values still possible, as bits."""

    demands: list[Goal] = field(default_factory=list)
    choices: list[Goal] = field(default_factory=list)
    comparisons: list[tuple[str, bool]] = field(default_factory=list)
    allowed: dict[str, int] = field(default_factory=dict)
    settled: dict[str, bool] = field(default_factory=dict)

    def with_demand(self, goal: Goal) -> "_State":
        """A copy with one more goal."""
        return _State([goal], self.choices.copy(), self.comparisons.copy(), self.allowed.copy(), self.settled.copy())


class _Search:
    def __init__(self, variables: Variables, chance: random.Random) -> None:
        self.variables, self.chance, self.left = variables, chance, _TRIED

    def solve(self, state: _State) -> dict[str, int] | None:
        """Values of variables that meet all goals, or None."""
        while state.demands:
            if not self._demand(state, *state.demands.pop()):
                return None
        choice = self._next_choice(state)
        if choice is None:
            return self._finished(state)
        wanted, parts = choice
        self.chance.shuffle(parts)
        for part in parts:
            self.left -= 1
            if self.left < 0:
                return None
            found = self.solve(state.with_demand((part, wanted)))
            if found is not None:
                return found
        return None

    def _demand(self, state: _State, formula: Formula, wanted: bool) -> bool:
        """Take up one goal; false if it contradicts what is fixed already."""
        if isinstance(formula, Literal):
            return self._leaf(state, formula, wanted is formula.positive)
        if isinstance(formula, And) is wanted:
            state.demands += [(part, wanted) for part in formula.of]
        else:
            state.choices.append((formula, wanted))
        return True

    def _leaf(self, state: _State, leaf: Literal, wanted: bool) -> bool:
        if leaf.kind == "node":
            if leaf.name not in state.settled:
                state.settled[leaf.name] = wanted
                state.demands.append((self.variables.plan.nodes[leaf.name].formula, wanted))
            return state.settled[leaf.name] is wanted
        table = self.variables.table(leaf.name)
        if len(table.variables) == 1:
            variable = table.variables[0]
            state.allowed[variable] = self._mask(state, variable) & table.masks[wanted]
            return state.allowed[variable] != 0
        state.comparisons.append((leaf.name, wanted))  # last, when single facts are fixed
        return bool(table.rows[wanted])

    def _next_choice(self, state: _State) -> tuple[bool, list[Formula]] | None:
        """The choice with the fewest possible parts, taken off the list; those already made are dropped."""
        best: tuple[bool, list[Formula]] | None = None
        waiting: list[Goal] = []
        place = 0
        for index, (formula, wanted) in enumerate(state.choices):
            possible = self._possible(state, formula, wanted)
            if possible is None:
                continue
            if best is None or len(possible) < len(best[1]):
                best, place = (wanted, possible), len(waiting)
            waiting.append((formula, wanted))
            if len(possible) < 2:  # no choice is narrower
                waiting += state.choices[index + 1 :]
                break
        state.choices = waiting[:place] + waiting[place + 1 :]
        return best

    def _possible(self, state: _State, formula: Formula, wanted: bool) -> list[Formula] | None:
        """The parts that can still give the whole its value; None if one already does."""
        possible: list[Formula] = []
        for part in () if isinstance(formula, Literal) else formula.of:
            standing = self._standing(state, part, wanted)
            if standing is True:
                return None
            if standing is None:
                possible.append(part)
        return possible

    def _standing(self, state: _State, formula: Formula, wanted: bool) -> Truth:
        """Whether a part already has the wanted value (true), cannot have it any more (false), or may still get it."""
        if not isinstance(formula, Literal):
            return None if formula.of else isinstance(formula, And) is wanted
        wanted = wanted is formula.positive
        if formula.kind == "node":
            settled = state.settled.get(formula.name)
            return None if settled is None else settled is wanted
        table = self.variables.table(formula.name)
        if len(table.variables) != 1:
            return None if table.rows[wanted] else False
        fixed, fitting = state.allowed.get(table.variables[0]), table.masks[wanted]
        if fixed is None:
            return None if fitting else False
        return False if not fixed & fitting else None if fixed & ~fitting else True

    def _finished(self, state: _State) -> dict[str, int] | None:
        """Values for all variables that were fixed, if those compared with each other fit and nothing is impossible."""
        if not all(self._compare(state, name, wanted) for name, wanted in state.comparisons):
            return None
        chosen = {variable: self._pick(mask) for variable, mask in state.allowed.items()}
        impossible = incoherences(self.variables.case(chosen), self.variables.rulebook)
        return chosen if next(impossible, None) is None else None

    def _compare(self, state: _State, name: str, wanted: bool) -> bool:
        """Fix the facts that an atom compares with each other."""
        table = self.variables.table(name)
        masks = [self._mask(state, variable) for variable in table.variables]
        rows = table.rows[wanted]
        fitting = [row for row in rows if all(mask >> value & 1 for mask, value in zip(masks, row, strict=True))]
        if not fitting:
            return False
        for variable, value in zip(table.variables, self.chance.choice(fitting), strict=True):
            state.allowed[variable] = 1 << value
        return True

    def _mask(self, state: _State, variable: str) -> int:
        fixed = state.allowed.get(variable)
        return (1 << self.variables.size(variable)) - 1 if fixed is None else fixed

    def _pick(self, mask: int) -> int:
        return self.chance.choice([value for value in range(mask.bit_length()) if mask >> value & 1])


def deciding(formula: Formula) -> Iterator[tuple[Literal, list[Goal]]]:
    """Each leaf with what the rest must be so that this leaf alone decides the whole (MC/DC)."""
    if isinstance(formula, Literal):
        yield formula, []
        return
    for index, part in enumerate(formula.of):
        others = [(other, isinstance(formula, And)) for place, other in enumerate(formula.of) if place != index]
        for leaf, goals in deciding(part):
            yield leaf, goals + others
