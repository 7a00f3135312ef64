"""Which facts are missing for an open verdict, and which questions would settle most."""

from collections import Counter
from collections.abc import Iterable, Iterator

from habeas.evaluate.proof import Proof
from habeas.logic.plan import Formula, Literal
from habeas.logic.truth import Truth
from habeas.rulebook.model import Rulebook


def blocking_atoms(proof: Proof, node: str) -> list[str]:
    """The unknown atoms on which an open node still depends, in the order of the rule; empty if it is settled."""
    return list(dict.fromkeys(_blocking(proof, node, set())))


def _blocking(proof: Proof, name: str, seen: set[str]) -> Iterator[str]:
    if name in seen or proof.values[name] is not None:
        return
    seen.add(name)
    yield from _in_formula(proof, proof.plan.nodes[name].formula, seen)


def _in_formula(proof: Proof, formula: Formula, seen: set[str]) -> Iterator[str]:
    """Parts that are settled no longer matter: in an unknown `all` they are true, in an unknown `any` false."""
    if isinstance(formula, Literal):
        if proof.values[formula.name] is None:
            if formula.kind == "atom":
                yield formula.name
            else:
                yield from _blocking(proof, formula.name, seen)
        return
    for part in formula.of:
        yield from _in_formula(proof, part, seen)


def best_questions(missing: Iterable[tuple[int, tuple[str, ...]]], most: int) -> list[str]:
    """The keys whose answers bear on most open findings; a finding counts more the graver it is and the less it lacks.

    `missing`: per open finding its weight and the keys it lacks.
    """
    score: Counter[str] = Counter()
    for weight, keys in missing:
        for key in keys:
            score[key] += weight / len(keys)  # type: ignore[assignment]
    return [key for key, _ in sorted(score.items(), key=lambda item: (-item[1], item[0]))][:most]


def is_pointless(key: str, rulebook: Rulebook, ask: dict[str, Truth]) -> bool:
    """Whether a fact's `ask-when` is false in this case, so that asking it is pointless."""
    return key in rulebook.facts and ask.get(key) is False
