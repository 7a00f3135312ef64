"""What to ask next: the questions whose answers settle most of what is open, found by trying the answers."""

from collections.abc import Iterable, Iterator, Mapping

from habeas.evaluate.proof import Proof
from habeas.explain.model import Finding
from habeas.explain.readings import other_verdicts
from habeas.logic.truth import Truth
from habeas.rulebook.conditions import Answer, Atom, BoundBy, OneOf, Reading
from habeas.rulebook.model import Rulebook

_WEIGHTS = {"grave-breach": 16, "serious": 8, "breach": 4, "procedural": 2, "advisory": 1}
# Trying an answer takes a fraction of a millisecond: the likeliest keys are tried, four times as many as are shown.
_TRIED, _OPTIONS = 48, 8
_NEVER_AGAIN = ("refused", "not applicable")


class Questions:
    """The open findings of one case, and what each answer would do to them."""

    def __init__(self, rulebook: Rulebook, proof: Proof, findings: Iterable[Finding]) -> None:
        self.rulebook, self.proof = rulebook, proof
        self.open = {finding.id: finding for finding in findings if finding.verdict == "open"}
        self._by_key: dict[str, list[tuple[str, Atom]]] = {}
        for name, atom in proof.plan.atoms.items():
            if not isinstance(atom, Reading) and proof.values[name] is None:
                for key in _keys(atom):
                    self._by_key.setdefault(key, []).append((name, atom))

    def best(self, most: int) -> list[tuple[str, list[str]]]:
        """The best keys to ask for, each with the open findings it bears on, the weightiest first."""
        bearing = self._bearing()
        likeliest = sorted(bearing, key=lambda key: (-sum(map(self._weight, bearing[key])), key))[:_TRIED]
        ranked = sorted(likeliest, key=lambda key: (-self._gain(key), likeliest.index(key)))[:most]
        return [(key, sorted(bearing[key], key=lambda name: (-self._weight(name), name))) for key in ranked]

    def _bearing(self) -> dict[str, list[str]]:
        """Per key the open findings that lack it."""
        found: dict[str, list[str]] = {}
        for finding in self.open.values():
            for item in finding.missing:
                if item.state not in _NEVER_AGAIN:
                    found.setdefault(item.key, []).append(finding.id)
        return found

    def _weight(self, name: str) -> float:
        """Grave findings count most, and those of which much is already there."""
        finding = self.open[name]
        return _WEIGHTS.get(finding.severity or "", 2) * (0.1 + finding.support)

    def _gain(self, key: str) -> float:
        """The weight of what an answer settles, on average over the answers."""
        gains = [self._settled(changes) for changes in self._answers(key)]
        return sum(gains) / len(gains) if gains else 0.0

    def _settled(self, changes: Mapping[str, Truth]) -> float:
        verdicts = other_verdicts(self.proof, changes)
        return sum(self._weight(name) for name, there in verdicts.items() if name in self.open and there != "open")

    def _answers(self, key: str) -> Iterator[dict[str, Truth]]:
        """What each answer would make of the atoms that read this key."""
        reading = self._by_key.get(key, [])
        fact = self.rulebook.facts.get(key)
        if fact and fact.type == "choice":
            for option in list(fact.options)[:_OPTIONS]:
                yield {name: option in atom.values for name, atom in reading if isinstance(atom, OneOf)}
            return
        for truth in (True, False):
            yield {name: truth for name, _ in reading}


def _keys(atom: Atom) -> tuple[str, ...]:
    if isinstance(atom, BoundBy):
        return (f"participation: {atom.party} bound by {atom.instrument}",)
    return (atom.fact,) if isinstance(atom, Answer | OneOf) else atom.facts
