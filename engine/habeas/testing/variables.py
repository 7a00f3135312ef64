"""What of a case can be chosen, as variables with numbered values: facts, treaties that bind, readings of positions.

For each atom of a plan a table says which values make it true and which make it false, so that cases can be built
towards a verdict instead of being guessed and thrown away.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import prod

from habeas.case.dates import exactly
from habeas.case.model import Case, FactValue, Parties
from habeas.case.participation import ParticipationTable
from habeas.evaluate.atoms import compile_atom
from habeas.rulebook.conditions import Atom, BoundBy, Reading
from habeas.testing.pools import AS_OF, STATES, Pools

PARTIES = Parties(holder="State B", adversary="State A", territory="State A")
EMPTY = Case(id="generated", as_of=exactly(AS_OF), parties=PARTIES)
_TREATY, _POSITION = "treaty ", "position "
# How many combinations of values are looked at for an atom that compares several facts, and how many are kept.
_TRIED, _KEPT = 600, 48

Row = tuple[int, ...]
Assignment = Mapping[str, int]


@dataclass(frozen=True)
class Table:
    """An atom over its variables: rows of values that make it true, and rows that make it false."""

    variables: tuple[str, ...]
    rows: Mapping[bool, tuple[Row, ...]]

    @cached_property
    def masks(self) -> dict[bool, int]:
        """For an atom of one variable: the values that give each truth value, as bits."""
        return {value: sum(1 << row[0] for row in rows) for value, rows in self.rows.items()}


class Variables:
    """The variables of one rulebook, their values, and the tables of its atoms (made when first asked for)."""

    def __init__(self, pools: Pools) -> None:
        self.pools, self.rulebook, self.plan = pools, pools.rulebook, pools.plan
        self._participation = ParticipationTable(self.rulebook.instruments.values(), self.rulebook.participation)
        self._tables: dict[str, Table] = {}

    @cached_property
    def treaties(self) -> tuple[tuple[str, str], ...]:
        """Pairs of a treaty that is neither custom nor universal, and a State."""
        names = (name for name, item in self.rulebook.instruments.items() if not (item.universal or item.custom))
        return tuple((name, state) for name in names for state in STATES)

    @cached_property
    def readings(self) -> tuple[tuple[str, str], ...]:
        """Pairs of a position and one of its readings."""
        return tuple((item.id, name) for item in self.rulebook.positions.values() for name in item.readings)

    def size(self, variable: str) -> int:
        """How many values a variable has."""
        if variable.startswith(_TREATY):
            return 2
        if variable.startswith(_POSITION):
            return len(self.rulebook.positions[variable.removeprefix(_POSITION)].readings)
        return len(self.pools.values[variable])

    def case(self, chosen: Assignment, base: Case = EMPTY) -> Case:
        """A case with these values and nothing else."""
        facts: dict[str, FactValue] = {}
        treaties: dict[str, dict[str, bool]] = {}
        positions: dict[str, str] = {}
        for variable, value in chosen.items():
            if variable.startswith(_TREATY):
                treaty, _, state = variable.removeprefix(_TREATY).partition("/")
                treaties.setdefault(treaty, {})[state] = value == 0
            elif variable.startswith(_POSITION):
                position = variable.removeprefix(_POSITION)
                positions[position] = list(self.rulebook.positions[position].readings)[value]
            else:
                facts[variable] = self.pools.values[variable][value]
        return Case(base.id, "", base.as_of, base.parties, treaties, positions, facts)

    def table(self, name: str) -> Table:
        """The table of an atom of the plan."""
        if name not in self._tables:
            self._tables[name] = self._table(name, self.plan.atoms[name])
        return self._tables[name]

    def _table(self, name: str, atom: Atom | Reading) -> Table:
        test = compile_atom(atom, self.rulebook, self._participation)
        variables = _variables(atom)
        rows: dict[bool, list[Row]] = {True: [], False: []}
        for row in self._combinations(name, variables):
            value = test(self.case(dict(zip(variables, row, strict=True))))
            if value is not None and (len(variables) < 2 or len(rows[value]) < _KEPT):
                rows[value].append(row)
        return Table(variables, {value: tuple(found) for value, found in rows.items()})

    def _combinations(self, name: str, variables: tuple[str, ...]) -> Iterator[Row]:
        sizes = [self.size(variable) for variable in variables]
        if len(sizes) < 2 or prod(sizes) <= _TRIED:
            yield from product(*map(range, sizes))
            return
        chance = random.Random(name)  # the same rows in every run
        for _ in range(_TRIED):
            yield tuple(chance.randrange(size) for size in sizes)


def _variables(atom: Atom | Reading) -> tuple[str, ...]:
    match atom:
        case Reading():
            return (f"{_POSITION}{atom.position}",)
        case BoundBy():
            return (f"{_TREATY}{atom.instrument}/{PARTIES.named(atom.party)}",)
        case _:
            return tuple(dict.fromkeys(atom.facts))
