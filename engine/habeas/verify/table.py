"""Many cases at once: the value of a node over all of them is two whole numbers, a bit for each case.

Python computes `&` and `|` of such numbers at the speed of the machine, so that a thousand cases cost hardly more than
one. A change of some nodes is carried on only to what reads them, and stops where nothing changes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import heappop, heappush

from habeas.logic.plan import And, Formula, Literal, Node, Plan, literals
from habeas.logic.truth import Truth

Bits = tuple[int, int]
"""The cases in which something is true, and those in which it is false; in the rest it is unknown."""


_DIGITS: tuple[dict[Truth, str], ...] = ({True: "1", False: "0", None: "0"}, {True: "0", False: "1", None: "0"})


def packed(truths: Iterable[Truth]) -> Bits:
    """The values of one thing in a row of cases, as bits.

    >>> packed([True, None, False])
    (1, 4)
    """
    row = list(truths)[::-1]  # the first case is the lowest bit
    true, false = ("".join(map(digit.__getitem__, row)) for digit in _DIGITS)
    return int(true or "0", 2), int(false or "0", 2)


def truth_at(bits: Bits, number: int) -> Truth:
    """The value in one case.

    >>> [truth_at((1, 4), number) for number in range(3)]
    [True, None, False]
    """
    if bits[0] >> number & 1:
        return True
    return False if bits[1] >> number & 1 else None


def numbers(mask: int) -> Iterator[int]:
    """The numbers of the cases in a set, lowest first.

    >>> list(numbers(0b1010))
    [1, 3]
    """
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def difference(left: Bits, right: Bits) -> int:
    """The cases in which two values differ."""
    return (left[0] ^ right[0]) | (left[1] ^ right[1])


def formula_bits(formula: Formula, values: Mapping[str, Bits], every: int) -> Bits:
    """The Kleene value of a formula over all cases; `every` has a bit for each."""
    if isinstance(formula, Literal):
        true, false = values[formula.name]
        return (true, false) if formula.positive else (false, true)
    if isinstance(formula, And):
        true, false = every, 0
        for part in formula.of:
            part_true, part_false = formula_bits(part, values, every)
            true, false = true & part_true, false | part_false
        return true, false
    true, false = 0, every
    for part in formula.of:
        part_true, part_false = formula_bits(part, values, every)
        true, false = true | part_true, false & part_false
    return true, false


def node_bits(node: Node, values: Mapping[str, Bits], every: int) -> Bits:
    """The value of a node over all cases, presumptions included."""
    true, false = formula_bits(node.formula, values, every)
    for trigger, until in node.presumptions:
        true |= every & ~(true | false) & values[trigger][0] & ~values[until][0]
    return true, false


class Network:
    """A plan with, for each name, the nodes that read it."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.order = {node.name: place for place, node in enumerate(plan.nodes.values())}
        self._names = list(plan.nodes)
        self.readers: dict[str, list[str]] = {name: [] for name in (*plan.atoms, *plan.nodes)}
        for node in plan.nodes.values():
            for name in read_by(node):
                self.readers[name].append(node.name)

    def values(self, atoms: Mapping[str, Bits], size: int) -> dict[str, Bits]:
        """The value of every atom and node over `size` cases, from the values of the atoms."""
        return self.part(atoms, self.plan.nodes, size)

    def part(self, atoms: Mapping[str, Bits], names: Iterable[str], size: int) -> dict[str, Bits]:
        """The values of some nodes, given in the order of the plan, and of the atoms; other names are passed over."""
        every, found = (1 << size) - 1, dict(atoms)
        for name in names:
            if name not in found:
                found[name] = node_bits(self.plan.nodes[name], found, every)
        return found

    def changed(
        self, values: Mapping[str, Bits], size: int, atoms: Mapping[str, Bits], nodes: Mapping[str, Node]
    ) -> dict[str, Bits]:
        """What becomes different if some atoms have other values and some nodes are replaced: only that, by name.

        Nodes without a value are passed over, so that a part of a plan can be computed alone.
        """
        every, found = (1 << size) - 1, dict(values)
        waiting: list[int] = []
        seen: set[int] = set()
        changed: dict[str, Bits] = {}

        def wake(names: Iterable[str]) -> None:
            for name in names:
                place = self.order[name]
                if place not in seen and name in found:
                    seen.add(place)
                    heappush(waiting, place)

        for name, bits in atoms.items():
            if found.get(name) != bits:
                found[name] = bits
                changed[name] = bits
                wake(self.readers.get(name, ()))
        wake(nodes)
        while waiting:
            name = self._names[heappop(waiting)]
            bits = node_bits(nodes.get(name) or self.plan.nodes[name], found, every)
            if bits != found[name]:
                found[name] = changed[name] = bits
                wake(self.readers[name])
        return changed

    def below(self, names: Iterable[str]) -> list[str]:
        """The atoms and nodes on which some nodes depend, themselves included; nodes in the order of the plan."""
        seen: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                node = self.plan.nodes.get(name)
                waiting += read_by(node) if node else ()
        return sorted(seen, key=lambda name: self.order.get(name, -1))

    def above(self, names: Iterable[str]) -> set[str]:
        """All nodes that depend on some names, themselves included."""
        seen: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                waiting += self.readers.get(name, ())
        return seen


def read_by(node: Node) -> list[str]:
    """The atoms and nodes that a node reads."""
    names = [leaf.name for leaf in literals(node.formula)]
    return list(dict.fromkeys([*names, *(name for pair in node.presumptions for name in pair)]))


class OneCase(Mapping[str, Truth]):
    """The values of one case, read out of the bits of many."""

    def __init__(self, values: Mapping[str, Bits], changed: Mapping[str, Bits], number: int) -> None:
        self._values, self._changed, self._number = values, changed, number

    def __getitem__(self, name: str) -> Truth:
        return truth_at(self._changed.get(name) or self._values[name], self._number)

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def columns(rows: Sequence[Mapping[str, Truth]], names: Iterable[str]) -> dict[str, Bits]:
    """Values by case turned into bits by name."""
    return {name: packed(row[name] for row in rows) for name in names}
