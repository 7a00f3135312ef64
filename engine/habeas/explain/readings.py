"""What the verdicts would be if a contested point were read differently, or if one account alone were believed."""

from collections import ChainMap
from collections.abc import Mapping
from typing import TYPE_CHECKING

from habeas.case.model import Case
from habeas.evaluate.proof import Proof
from habeas.evaluate.verdicts import duty_verdict, verdict
from habeas.evaluate.whatif import changed
from habeas.explain.model import FindingVerdict, OtherAccount, OtherReading
from habeas.logic.plan import Plan
from habeas.logic.truth import Truth
from habeas.rulebook.conditions import Reading
from habeas.rulebook.model import Rulebook

if TYPE_CHECKING:
    from habeas.explain.examine import Examiner


def all_verdicts(rulebook: Rulebook, values: Mapping[str, Truth]) -> dict[str, FindingVerdict]:
    """The verdict on every issue, duty and disposition, by id."""
    verdicts: dict[str, FindingVerdict] = {name: verdict(values[f"issue:{name}"]) for name in rulebook.issues}
    verdicts |= {name: duty_verdict(name, values) for name in rulebook.duties}
    return verdicts | {name: verdict(values[f"disposition:{name}"]) for name in rulebook.dispositions}


def other_verdicts(proof: Proof, atoms: Mapping[str, Truth]) -> dict[str, FindingVerdict]:
    """The verdicts on issues, duties and dispositions that would be otherwise if these atoms had these values."""
    nodes = changed(proof.plan, proof.values, atoms)
    values = ChainMap(nodes, proof.values)
    found: dict[str, FindingVerdict] = {}
    for name in nodes:
        kind, _, subject = name.partition(":")
        if kind in ("issue", "disposition"):
            found[subject] = verdict(nodes[name])
        elif kind in ("duty", "met", "breached"):
            there = duty_verdict(subject, values)
            if there != duty_verdict(subject, proof.values):
                found[subject] = there
    return found


def other_readings(rulebook: Rulebook, proof: Proof, case: Case) -> dict[str, tuple[OtherReading, ...]]:
    """Per finding the positions on which its verdict depends: those of which another reading changes it."""
    read = _reading_atoms(proof.plan)
    found: dict[str, list[OtherReading]] = {}
    for position in rulebook.positions.values():
        chosen = case.positions.get(position.id, position.default)
        others: dict[str, dict[str, FindingVerdict]] = {}
        for reading in position.readings:
            if reading != chosen:
                atoms = {name: atom.reading == reading for name, atom in read.get(position.id, {}).items()}
                for name, there in other_verdicts(proof, atoms).items():
                    others.setdefault(name, {})[reading] = there
        for name, verdicts in others.items():
            item = OtherReading(
                position=position.id,
                title=position.title,
                reading=chosen,
                default=chosen == position.default,
                others=verdicts,
            )
            found.setdefault(name, []).append(item)
    return {name: tuple(items) for name, items in found.items()}


def _reading_atoms(plan: Plan) -> dict[str, dict[str, Reading]]:
    """By position the atoms that ask how it is read."""
    found: dict[str, dict[str, Reading]] = {}
    for name, atom in plan.atoms.items():
        if isinstance(atom, Reading):
            found.setdefault(atom.position, {})[name] = atom
    return found


def other_accounts(examiner: "Examiner", case: Case, proof: Proof) -> dict[str, tuple[OtherAccount, ...]]:
    """Per finding the accounts under which its verdict would be another one."""
    here = all_verdicts(examiner.rulebook, proof.values)
    found: dict[str, list[OtherAccount]] = {}
    for account in case.accounts:
        values = examiner.prove(case.under(account)).values
        for name, there in all_verdicts(examiner.rulebook, values).items():
            if there != here[name]:
                found.setdefault(name, []).append(OtherAccount(account=account, verdict=there))
    return {name: tuple(items) for name, items in found.items()}
