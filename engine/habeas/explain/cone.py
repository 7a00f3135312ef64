"""What a verdict rests on: the nodes and atoms that give a node its value, and the unknown ones that keep it open.

Each is computed once per node and shared by all findings of a case.
"""

from collections.abc import Iterator

from habeas.evaluate.proof import Proof, value_of
from habeas.logic.plan import Formula, Literal, Plan
from habeas.rulebook.conditions import Reading

# Insertion-ordered sets: the order is that of the rules, so that the same case gives the same bytes.
Names = dict[str, None]


class Cone:
    """The cones of all nodes of one proof."""

    def __init__(self, proof: Proof, judged: set[str]) -> None:
        """`judged`: the keys of facts that need a judgement."""
        self.proof = proof
        self._judged = _judged_atoms(proof.plan, judged)
        self._judgements: dict[str, Names] = {}
        self._deciding: dict[str, list[Literal]] = {}
        self._atoms: dict[str, Names] = {}
        self._presumptions: dict[str, Names] = {}
        self._blocking: dict[str, Names] = {}

    def deciding(self, node: str) -> list[Literal]:
        """The leaves of a node's formula that give it its value; for an open node every leaf that is not ruled out."""
        if node not in self._deciding:
            self._deciding[node] = list(self._leaves(self.proof.plan.nodes[node].formula))
        return self._deciding[node]

    def _leaves(self, formula: Formula) -> Iterator[Literal]:
        if isinstance(formula, Literal):
            yield formula
            return
        wanted = value_of(formula, self.proof.values)
        for part in formula.of:
            if wanted is None or value_of(part, self.proof.values) is wanted:
                yield from self._leaves(part)

    def atoms(self, node: str) -> Names:
        """The atoms on which a node's value rests, directly or through other nodes."""
        if node not in self._atoms:
            found: Names = {}
            for leaf in self.deciding(node):
                found |= {leaf.name: None} if leaf.kind == "atom" else self.atoms(leaf.name)
            for trigger in self._trigger(node):
                found |= self.atoms(trigger)
            self._atoms[node] = found
        return self._atoms[node]

    def judgements(self, node: str) -> Names:
        """The facts that need a judgement, among those on which a node's value rests."""
        if node not in self._judgements:
            found: Names = {}
            for leaf in self.deciding(node):
                found |= self._judged.get(leaf.name, {}) if leaf.kind == "atom" else self.judgements(leaf.name)
            for trigger in self._trigger(node):
                found |= self.judgements(trigger)
            self._judgements[node] = found
        return self._judgements[node]

    def presumptions(self, node: str) -> Names:
        """The triggers of the presumptions on which a node's value may rest."""
        if node not in self._presumptions:
            found: Names = dict.fromkeys(self._trigger(node))
            for leaf in self.deciding(node):
                if leaf.kind == "node":
                    found |= self.presumptions(leaf.name)
            self._presumptions[node] = found
        return self._presumptions[node]

    def _trigger(self, node: str) -> list[str]:
        trigger = self.proof.presumed(self.proof.plan.nodes[node])
        return [trigger] if trigger else []

    def blocking(self, node: str) -> Names:
        """The unknown atoms on which an open node still depends, in the order of the rules; none if it is settled."""
        if self.proof.values[node] is not None:
            return {}
        if node not in self._blocking:
            found: Names = {}
            for leaf in self._unknown(self.proof.plan.nodes[node].formula):
                found |= {leaf.name: None} if leaf.kind == "atom" else self.blocking(leaf.name)
            self._blocking[node] = found
        return self._blocking[node]

    def _unknown(self, formula: Formula) -> Iterator[Literal]:
        """Parts that are settled no longer matter: in an unknown `all` they are true, in an unknown `any` false."""
        if value_of(formula, self.proof.values) is not None:
            return
        if isinstance(formula, Literal):
            yield formula
            return
        for part in formula.of:
            yield from self._unknown(part)


def _judged_atoms(plan: Plan, judged: set[str]) -> dict[str, Names]:
    """The atoms that read a fact that needs a judgement, with those facts."""
    found = {}
    for name, atom in plan.atoms.items():
        keys = () if isinstance(atom, Reading) else [key for key in atom.facts if key in judged]
        if keys:
            found[name] = dict.fromkeys(keys)
    return found
