"""Which facts are missing for an open verdict, and which questions would settle most."""

from collections.abc import Iterator, Mapping

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


def best_questions(lacking: Mapping[str, tuple[float, tuple[str, ...]]], most: int) -> list[tuple[str, list[str]]]:
    """The keys whose answers bear on the weightiest open findings, each with those findings.

    `lacking`: per open finding its weight and the keys it lacks. A finding counts more the less it lacks.
    """
    settles: dict[str, list[tuple[float, str]]] = {}
    for finding, (weight, keys) in lacking.items():
        for key in keys:
            settles.setdefault(key, []).append((weight / len(keys), finding))
    ranked = sorted(settles.items(), key=lambda item: (-sum(weight for weight, _ in item[1]), item[0]))
    return [(key, [name for _, name in sorted(found, reverse=True)]) for key, found in ranked[:most]]


def is_pointless(key: str, rulebook: Rulebook, ask: dict[str, Truth]) -> bool:
    """Whether a fact's `ask-when` is false in this case, so that asking it is pointless."""
    return key in rulebook.facts and ask.get(key) is False
