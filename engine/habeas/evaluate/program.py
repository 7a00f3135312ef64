"""The plan as straight-line Python: what makes one evaluation cost half a millisecond instead of a tree walk.

Each value becomes two booleans, `t` (known to be true) and `f` (known to be false); unknown is neither. In this form
every formula is a monotone expression of `and` and `or`: a conjunction is true if all parts are, false if some part is.
The generated text consists of these letters, positions in the plan, `and` and `or`; no word of a rulebook enters it.
"""

from collections.abc import Mapping
from operator import itemgetter
from typing import Any

from habeas.logic.plan import And, Formula, Literal, Node, Plan
from habeas.logic.truth import Truth


class Program:
    """A plan made ready to be evaluated many times."""

    def __init__(self, plan: Plan) -> None:
        self.atoms = tuple(plan.atoms)
        self.nodes = tuple(node.name for stratum in plan.strata for node in stratum)
        self._position = {name: number for number, name in enumerate((*self.atoms, *self.nodes))}
        names: dict[str, Any] = {}
        exec(compile(self._source(plan), "<plan>", "exec"), names)
        self._run = names["run"]
        self._get = itemgetter(*self.atoms) if len(self.atoms) > 1 else None

    def values(self, atoms: Mapping[str, Truth], presume: bool) -> dict[str, Truth]:
        """The value of every atom and node, by name."""
        given = self._given(atoms)
        true, false = self._run([value is True for value in given], [value is False for value in given], presume)
        found = dict(atoms)
        derived = [True if t else False if f else None for t, f in zip(true, false, strict=True)]
        found.update(zip(self.nodes, derived, strict=True))
        return found

    def _given(self, atoms: Mapping[str, Truth]) -> tuple[Truth, ...]:
        """The values of the atoms in their order. `itemgetter` gives a bare value if it is asked for one name only."""
        return self._get(atoms) if self._get else tuple(atoms[name] for name in self.atoms)

    def _source(self, plan: Plan) -> str:
        atoms, last = range(len(self.atoms)), range(len(self.atoms), len(self._position))
        lines = ["def run(t, f, presume):"]
        if atoms:
            lines += [f" {','.join(f't{number}' for number in atoms)}, = t"]
            lines += [f" {','.join(f'f{number}' for number in atoms)}, = f"]
        for stratum in plan.strata:
            for node in stratum:
                lines += self._statements(node)
        true, false = (",".join(f"{rail}{number}" for number in last) for rail in "tf")
        return "\n".join([*lines, f" return ({true},), ({false},)" if last else " return (), ()"])

    def _statements(self, node: Node) -> list[str]:
        number = self._position[node.name]
        lines = [f" t{number} = {self._rail(node.formula, True)}", f" f{number} = {self._rail(node.formula, False)}"]
        if node.presumptions:
            raised = " or ".join(
                f"t{self._position[trigger]} and not t{self._position[until]}" for trigger, until in node.presumptions
            )
            lines.append(f" if presume and not t{number} and not f{number}: t{number} = {raised}")
        return lines

    def _rail(self, formula: Formula, truth: bool) -> str:
        """The expression that says whether a formula is known to be true (or, for the other rail, false)."""
        if isinstance(formula, Literal):
            return f"{'t' if formula.positive == truth else 'f'}{self._position[formula.name]}"
        conjunction = isinstance(formula, And) == truth
        if not formula.of:
            return str(conjunction)
        joined = (" and " if conjunction else " or ").join(self._rail(part, truth) for part in formula.of)
        return f"({joined})"
