"""What would be otherwise if some atoms had other values: only what reads them is evaluated again."""

from collections.abc import Mapping
from functools import lru_cache
from heapq import heappop, heappush

from habeas.evaluate.proof import node_value
from habeas.logic.plan import Node, Plan, literals
from habeas.logic.truth import Truth


def changed(plan: Plan, values: Mapping[str, Truth], atoms: Mapping[str, Truth]) -> dict[str, Truth]:
    """The nodes that get another value than in `values` if these atoms had these values, with that value."""
    nodes, readers = _readers(plan)
    now = _Over(values)
    waiting: list[int] = []
    pending: set[int] = set()

    def touch(name: str) -> None:
        for number in readers.get(name, ()):
            if number not in pending:
                pending.add(number)
                heappush(waiting, number)

    for name, value in atoms.items():
        if value is not values[name]:
            now[name] = value
            touch(name)
    found: dict[str, Truth] = {}
    while waiting:  # in the order of the plan, so that a node comes after all it reads
        node = nodes[heappop(waiting)]
        value = node_value(node, now)
        if value is not values[node.name]:
            now[node.name] = found[node.name] = value
            touch(node.name)
    return found


class _Over(dict[str, Truth]):
    """Some values, and for every other name those that they lie over."""

    def __init__(self, base: Mapping[str, Truth]) -> None:
        super().__init__()
        self._base = base

    def __missing__(self, name: str) -> Truth:
        return self._base[name]


@lru_cache(maxsize=8)
def _readers(plan: Plan) -> tuple[tuple[Node, ...], dict[str, tuple[int, ...]]]:
    """The nodes in order, and by name of an atom or node the numbers of the nodes that read it."""
    nodes = tuple(plan.nodes.values())
    found: dict[str, list[int]] = {}
    for number, node in enumerate(nodes):
        read = {leaf.name for leaf in literals(node.formula)}
        for name in read.union(*node.presumptions):
            found.setdefault(name, []).append(number)
    return nodes, {name: tuple(numbers) for name, numbers in found.items()}
