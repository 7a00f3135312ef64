"""Sample cases as bit sets: one bit per case and truth value, so that many thousand cases are asked at once.

The samples are the worked examples, and each of them with one answer forgotten or given differently. A sample answers
most questions without the solver: a rule that is established in one is not dead.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from habeas.verify.query import Masks, Query, masks_of, matches

_OTHER_OPTIONS = 3


class Pool:
    """Sample cases and the values of every atom and node in each of them."""

    def __init__(self, rulebook: Rulebook, plan: Plan, cases: Sequence[Case]) -> None:
        self.rulebook, self.plan, self.cases = rulebook, plan, cases
        self.changes: list[str] = []
        values = compile_atoms(plan, rulebook)
        self._readers = _readers(plan, rulebook)
        self._columns: dict[str, bytearray] = {name: bytearray() for name in plan.atoms}
        self._lengths: list[int] = []
        self._size = 0
        for case in cases:
            self._add(case, values(case))
        self.every = (1 << self._size) - 1
        self.masks = computed(plan, self._columns, self.every)

    def _add(self, case: Case, values: Mapping[str, Truth]) -> None:
        """A case with the cases around it: the values of only those atoms change that read the answer changed."""
        around = list(neighbours(case, self.rulebook))
        for name, column in self._columns.items():
            column += _LETTER[values[name]] * (1 + len(around))
        for position, (key, changed) in enumerate(around, start=self._size + 1):
            for name, test in self._readers.get(key, ()):
                self._columns[name][position] = _LETTER[test(changed)][0]
            self.changes.append(key)
        self._lengths.append(1 + len(around))
        self._size += 1 + len(around)

    def any(self, query: Query) -> bool:
        """Whether the query is true of a sample."""
        return bool(matches(query, self.masks, self.every))

    def subsets(self, names: Sequence[str]) -> dict[str, list[str]]:
        """For each node the others that are true in every sample in which it is true."""
        true = {name: self.masks[name][0] for name in names}
        return {
            name: [other for other in names if other != name and not mask & ~true[other]] for name, mask in true.items()
        }

    def moving(self, told: Iterable[str]) -> set[str]:
        """The facts of which one answer, changed in some sample, decides whether one of these nodes is true."""
        moved = 0
        for name in told:
            yes = self.masks[name][0]
            moved |= yes ^ self._as_first(yes)
        found, position, changes = set(), 0, iter(self.changes)
        for length in self._lengths:
            for step in range(1, length):
                key = next(changes)
                if moved >> (position + step) & 1:
                    found.add(key)
            position += length
        return found

    def _as_first(self, mask: int) -> int:
        """For each sample the bit of the case around which it lies."""
        text, position, parts = f"{mask:0{self.every.bit_length()}b}"[::-1], 0, []
        for length in self._lengths:
            parts.append(text[position] * length)
            position += length
        return int("".join(parts)[::-1] or "0", 2)


_LETTER: dict[Truth, bytes] = {True: b"t", False: b"f", None: b"u"}


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


def neighbours(case: Case, rulebook: Rulebook) -> Iterator[tuple[str, Case]]:
    """The case with one answer forgotten, or given differently. All of them can be read."""
    for key, answer in case.known.items():
        yield key, case.with_facts({key: FactValue(absence="unknown")})
        for other in _others(key, answer, case, rulebook):
            yield key, case.with_facts({key: FactValue(other)})


def _others(key: str, answer: Known, case: Case, rulebook: Rulebook) -> Iterable[Known]:
    if f"{key}_on" in case.known or (key == "detention.still_held" and ENDED in case.known):
        return ()  # another answer would contradict the date
    if isinstance(answer, bool):
        return (not answer,)
    options = rulebook.facts[key].options
    return [option for option in options if option != answer][:_OTHER_OPTIONS]


def computed(plan: Plan, columns: Mapping[str, bytearray], every: int) -> dict[str, Masks]:
    """The values of all atoms and nodes, for all cases at once, from those of the atoms."""
    masks: dict[str, Masks] = {name: (_bits(column, b"t"), _bits(column, b"f")) for name, column in columns.items()}
    for stratum in plan.strata:
        for node in stratum:
            yes, no = masks_of(node.formula, masks, every)
            in_doubt = every & ~(yes | no)
            for trigger, until in node.presumptions:
                yes |= in_doubt & masks[trigger][0] & ~masks[until][0]
            masks[node.name] = (yes, no)
    return masks


def _bits(column: bytearray, letter: bytes) -> int:
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
