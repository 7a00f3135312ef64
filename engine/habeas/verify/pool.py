"""Sample cases as bit sets: one bit per case and truth value, so that many thousand cases are asked at once.

The samples are worked examples, alone or each with the cases around it: one answer forgotten or given differently.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from habeas.case.errors import CaseError
from habeas.case.model import Case, FactValue, Known
from habeas.case.participation import BEGAN, BORN, ENDED, HOLDER_KIND, ParticipationTable
from habeas.evaluate.atoms import compile_atom, compile_atoms
from habeas.evaluate.comparisons import Test
from habeas.evaluate.examples import case_of
from habeas.logic.plan import Plan
from habeas.logic.truth import Truth
from habeas.rulebook.conditions import BoundBy, Reading
from habeas.rulebook.model import Rulebook
from habeas.verify.query import Query, matches
from habeas.verify.table import Bits, Network, numbers

_OTHER_OPTIONS = 3
_LETTER: dict[Truth, bytes] = {True: b"t", False: b"f", None: b"u"}


class Pool:
    """Sample cases and the values of every atom and node of a plan, or a part of one, in each of them.

    With `around`, each case is followed by those around it, as far as the plan reads the answer that is changed.
    """

    def __init__(self, rulebook: Rulebook, plan: Plan, cases: Sequence[Case], *, around: bool) -> None:
        self.rulebook = rulebook
        self.changes: list[str] = []
        """What was changed in each sample; empty for the case itself."""
        self._readers = _readers(plan, rulebook)
        self._columns: dict[str, bytearray] = {name: bytearray() for name in plan.atoms}
        values = compile_atoms(plan, rulebook)
        for case in cases:
            self._add(case, values(case), list(self._around(case)) if around else [])
        self.every = (1 << len(self.changes)) - 1
        atoms = {name: (_bits(column, b"t"), _bits(column, b"f")) for name, column in self._columns.items()}
        self.values: dict[str, Bits] = Network(plan).values(atoms, len(self.changes))

    def any(self, query: Query) -> bool:
        """Whether the query is true of a sample."""
        return bool(matches(query, self.values, self.every))

    def moving(self, told: Iterable[str], facts: Iterable[str]) -> dict[str, str]:
        """By fact a node that is true or not because of the answer, in some sample: the first of `told` that is."""
        places = self._places(set(facts))
        waiting = sum(places.values())  # no sample stands in two places
        changed = _bits(bytearray(bool(key) for key in self.changes), b"\1")
        found: dict[str, str] = {}
        for name in told:
            moved = self._moved(self.values[name][0], changed) & waiting
            while moved:
                key = self.changes[next(numbers(moved))]
                found[key] = name
                waiting &= ~places[key]
                moved &= ~places[key]
        return found

    def _moved(self, mask: int, changed: int) -> int:
        """The samples whose bit is not that of the case around which they lie."""
        first = mask & ~changed
        # Adding a bit to the run of ones behind a case carries through the run, and stops before the next case.
        like_first = first | changed & ~(changed + (first << 1))
        return mask ^ like_first

    def _places(self, facts: set[str]) -> dict[str, int]:
        columns = {key: bytearray(len(self.changes)) for key in facts}
        for number, key in enumerate(self.changes):
            if key in facts:
                columns[key][number] = 1
        return {key: _bits(column, b"\1") for key, column in columns.items()}

    def _around(self, case: Case) -> Iterator[tuple[str, Case]]:
        """The case with one answer forgotten, or given differently. All of them can be read."""
        for key, answer in case.known.items():
            if key in self._readers:
                yield key, case.with_facts({key: FactValue(absence="unknown")})
                for other in _others(key, answer, case, self.rulebook):
                    yield key, case.with_facts({key: FactValue(other)})

    def _add(self, case: Case, values: dict[str, Truth], around: list[tuple[str, Case]]) -> None:
        """A case and those around it, in which the values of only those atoms change that read the answer changed."""
        start, size = len(self.changes), 1 + len(around)
        for name, value in values.items():
            if value is not None:
                column = self._columns[name]
                column += b"u" * (start - len(column)) + _LETTER[value] * size
        self.changes.append("")
        for key, changed in around:
            for name, test in self._readers[key]:
                self._set(name, len(self.changes), test(changed))
            self.changes.append(key)

    def _set(self, name: str, number: int, value: Truth) -> None:
        column = self._columns[name]
        column += b"u" * (number + 1 - len(column))
        column[number] = _LETTER[value][0]


def _readers(plan: Plan, rulebook: Rulebook) -> dict[str, list[tuple[str, Test]]]:
    """By fact, the atoms that read it."""
    table = ParticipationTable(rulebook.instruments.values(), rulebook.participation)
    found: dict[str, list[tuple[str, Test]]] = {}
    for name, atom in plan.atoms.items():
        keys = () if isinstance(atom, Reading) else atom.facts
        if isinstance(atom, BoundBy):
            keys = (HOLDER_KIND, BEGAN, ENDED, BORN)
        for key in set(keys):
            found.setdefault(key, []).append((name, compile_atom(atom, rulebook, table)))
    return found


def _others(key: str, answer: Known, case: Case, rulebook: Rulebook) -> Iterable[Known]:
    if f"{key}_on" in case.known or (key == "detention.still_held" and ENDED in case.known):
        return ()  # another answer would contradict the date
    if isinstance(answer, bool):
        return (not answer,)
    options = rulebook.facts[key].options
    return [option for option in options if option != answer][:_OTHER_OPTIONS]


def _bits(column: bytearray, letter: bytes) -> int:
    """The positions of a letter as bits; what lies beyond the column has none."""
    table = bytes(49 if code == letter[0] else 48 for code in range(256))
    return int(column[::-1].translate(table) or b"0", 2)


def example_cases(rulebook: Rulebook) -> list[Case]:
    """The cases of all worked examples that can be read."""
    found = []
    for example in rulebook.examples:
        try:
            found.append(replace(case_of(example, rulebook), expect={}))
        except CaseError:
            continue
    return found
