"""Changes of a case that must not change any verdict: the parties exchanged, the facts in another order."""

from collections.abc import Mapping
from dataclasses import replace

from habeas.case.model import Case, FactValue, Known, Parties

_SWAP = {"State A": "State B", "State B": "State A"}


def mirrored(case: Case) -> Case:
    """The case with State A and State B exchanged everywhere; what binds each goes with it."""
    parties = case.parties
    names = [_SWAP.get(name, name) if name else None for name in (parties.holder, parties.adversary, parties.territory)]
    facts = {key: _mirrored(value) for key, value in case.facts.items()}
    treaties = {
        treaty: {_SWAP.get(state, state): bound for state, bound in states.items()}
        for treaty, states in case.treaties.items()
    }
    return replace(case, parties=Parties(*names), facts=facts, treaties=treaties)


def reordered(case: Case) -> Case:
    """The case with its facts in the opposite order."""
    return replace(case, facts=dict(list(case.facts.items())[::-1]))


def _mirrored(value: FactValue) -> FactValue:
    told = tuple((account, _mirrored(answer)) for account, answer in value.accounts)
    known = swapped(value.value, _SWAP) if value.value is not None else None
    return replace(value, value=known, accounts=told)


def swapped(value: Known, names: Mapping[str, str]) -> Known:
    """A value with the names of States exchanged."""
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, tuple) and value and isinstance(value[0], str):
        return tuple(names.get(str(name), str(name)) for name in value)
    return value
