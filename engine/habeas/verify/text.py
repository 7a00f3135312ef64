"""Proofs shown to people: a defect as the loader shows one, with its sources and a case file that shows it."""

import re
from collections.abc import Iterable, Mapping

from habeas.logic.plan import Plan
from habeas.rulebook.model import Rulebook
from habeas.verify.model import Result
from habeas.verify.run import WAYS, Report
from habeas.verify.theorems import atoms_that_name_a_state, presumed, steps_outside_kleene

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._+/-]*")


def defect_text(result: Result, rulebook: Rulebook) -> str:
    """A defect: place, name, reason, the rules with their places and sources, and the case."""
    item = result.obligation
    lines = [f"{item.place}: {item.code}: {', '.join(item.rules)}{f' ({item.detail})' if item.detail else ''}"]
    lines.append(f"    {item.reason}")
    lines += [f"    {line}" for line in rule_lines(item.rules, rulebook)]
    if result.outcome == "undecided":
        lines.append("    Not decided: the solver found no proof in time, and no case that the engine confirms.")
    if result.case is not None:
        lines.append("    This case shows it:")
        lines += [f"      {line}" for line in case_text(result.case).splitlines()]
    return "\n".join(lines)


def rule_lines(names: Iterable[str], rulebook: Rulebook) -> list[str]:
    """Each rule with its place and the sources it rests on."""
    grounds = {ground.id: ground for concept in rulebook.concepts.values() for ground in concept.grounds}
    tables: tuple[Mapping[str, object], ...] = (
        rulebook.issues,
        rulebook.duties,
        rulebook.dispositions,
        rulebook.exceptions,
        rulebook.presumptions,
        grounds,
    )
    found = [next((table[name] for table in tables if name in table), None) for name in names]
    return [f"{rule.id} at {rule.place}: {_sources(rule)}" for rule in found if rule is not None]  # type: ignore[attr-defined]


def _sources(rule: object) -> str:
    return ", ".join(str(citation) for citation in getattr(rule, "binding", ())) or "no source of its own"


def case_text(case: Mapping[str, object]) -> str:
    """A case file (YAML) as people write it."""
    return "\n".join(_lines(case, "")) + "\n"


def _lines(content: Mapping[str, object], indent: str) -> Iterable[str]:
    for key, value in content.items():
        if isinstance(value, Mapping):
            yield f"{indent}{_scalar(key)}:"
            yield from _lines(value, indent + "  ")
        elif isinstance(value, list):
            yield f"{indent}{_scalar(key)}: [{', '.join(_scalar(item) for item in value)}]"
        else:
            yield f"{indent}{_scalar(key)}: {_scalar(value)}"


def _scalar(value: object) -> str:
    text = f"{value:g}" if isinstance(value, float) else str(value)
    if _PLAIN.fullmatch(text) and not text.endswith(" "):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def counts_text(report: Report) -> str:
    """How many questions there were and how they were answered."""
    bad, open_ = len(report.defects), len(report.undecided)
    ways = ", ".join(f"{report.counts.get(way, 0)} {way}" for way in WAYS)
    return (
        f"{len(report.results) - bad - open_} hold for every case, {bad} defects, {open_} not decided in time; "
        f"{report.declared} meant as a law says. ({ways}.)"
    )


def theorem_text(plan: Plan) -> str:
    """What holds for every case by the shape of the rules, or which rule breaks it."""
    outside, named = list(steps_outside_kleene(plan)), list(atoms_that_name_a_state(plan))
    concepts = ", ".join(presumed(plan)) or "none"
    lines = [
        f"Learning never reverses a finding, unless it rests on a presumption (of: {concepts}): proved by structure."
        if not outside
        else f"Not shown that learning never reverses a finding: {', '.join(outside)}.",
        "Blind to parties: proved by structure." if not named else f"A State is named: {', '.join(named)}.",
    ]
    return "\n".join(lines)
