"""Checks across blocks: names used twice, exceptions to nothing, cycles, unused facts, names of States."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from habeas.rulebook.build import Builder, Written
from habeas.rulebook.conditions import Condition, Reading, Test, leaves
from habeas.rulebook.errors import BlockError, Defect, nearest
from habeas.rulebook.graph import dependencies, find_cycle
from habeas.rulebook.model import Instrument, Participation, Place
from habeas.rulebook.yamltext import Mapping, Node, Scalar, Sequence


def duplicate_ids(blocks: Iterable[Written]) -> Iterator[tuple[str, int, BlockError]]:
    """Every id and key is unique in the whole rulebook."""
    seen: dict[str, Place] = {}
    for written in blocks:
        name = getattr(written.block, "key", None) or getattr(written.block, "id", None)
        if name is None:
            continue
        if name in seen:
            problem = BlockError("duplicate-id", name, f"It is already declared at {seen[name]}.")
            yield written.file, written.place.line, problem
        seen.setdefault(name, written.place)


def exception_targets(builder: Builder) -> Iterator[tuple[str, int, BlockError]]:
    """An exception names rules that exist."""
    grounds = [ground.id for concept in builder.concepts.values() for ground in concept.grounds]
    known = {
        *builder.issues,
        *builder.duties,
        *builder.dispositions,
        *builder.presumptions,
        *builder.concepts,
        *builder.exceptions,
        *grounds,
    }
    for exception in builder.exceptions.values():
        for target in exception.exception_to:
            if target not in known:
                problem = BlockError("unknown-rule", target, "The exception names no rule.", nearest(target, known))
                yield exception.place.file, exception.place.line, problem


def law_targets(builder: Builder) -> Iterator[tuple[str, int, BlockError]]:
    """A law names what exists: concepts that exclude or exhaust, issues that subsume, rules elsewhere."""
    grounds = [ground.id for concept in builder.concepts.values() for ground in concept.grounds]
    findings = {*builder.issues, *builder.duties, *builder.dispositions}
    rules = {*findings, *builder.concepts, *builder.presumptions, *builder.exceptions, *grounds}
    for law in builder.laws.values():
        implied = (*law.implies.establishes, *law.implies.excludes) if law.implies else ()
        wanted: tuple[tuple[tuple[str, ...], set[str], str], ...] = (
            ((*law.exclusive, *law.exhaustive), set(builder.concepts), "concept"),
            (law.subsumes, set(builder.issues), "issue"),
            (implied, findings, "issue, duty or disposition"),
            (law.redundant, rules, "rule"),
        )
        for names, known, kind in wanted:
            for name in names:
                if name not in known:
                    reason = f"The law names no {kind} of this rulebook."
                    yield law.place.file, law.place.line, BlockError("unknown-rule", name, reason, nearest(name, known))


def cycles(builder: Builder, instruments: dict[str, Instrument]) -> Iterator[tuple[str, int, BlockError]]:
    """Concepts, applicable instruments and exceptions form an acyclic graph."""
    graph = dependencies(builder.concepts, builder.presumptions.values(), builder.exceptions.values(), instruments)
    cycle = find_cycle(graph)
    if cycle:
        place = next(
            (p for p in (_place(name, builder) for name in cycle) if p), Place(file="instruments.yaml", line=1)
        )
        reason = "Each of these is needed to decide the one before it, so none can be decided first."
        hint = "Cite sources that apply without this concept, or split the condition."
        yield place.file, place.line, BlockError("cycle", " -> ".join(reversed(cycle)), reason, hint)


def _place(node: str, builder: Builder) -> Place | None:
    kind, _, name = node.partition(":")
    if kind == "concept" and name in builder.concepts:
        return builder.concepts[name].place
    if kind == "exception" and name in builder.exceptions:
        return builder.exceptions[name].place
    return None


def all_conditions(builder: Builder, instruments: Iterable[Instrument]) -> Iterator[Condition]:
    """Every condition of the rulebook."""
    for concept in builder.concepts.values():
        yield from (ground.when for ground in concept.grounds)
    for presumption in builder.presumptions.values():
        yield from (presumption.when, presumption.until)
    yield from (exception.when for exception in builder.exceptions.values())
    for issue in builder.issues.values():
        yield from (issue.when, *([issue.aggravated.when] if issue.aggravated else []))
    for duty in builder.duties.values():
        yield from (duty.when, duty.met, duty.breached)
    yield from (disposition.when for disposition in builder.dispositions.values())
    for instrument in instruments:
        yield from (instrument.applies, *(part.applies for part in instrument.parts))


def unused(builder: Builder, instruments: Iterable[Instrument]) -> Iterator[tuple[str, int, BlockError]]:
    """A fact or a position that no rule reads is unreachable: asking or choosing it would change nothing."""
    used = list(chain.from_iterable(leaves(condition) for condition in all_conditions(builder, instruments)))
    facts = {key for leaf in used if isinstance(leaf, Test) for key in leaf.of.facts}
    facts |= {duty.due.start.value for duty in builder.duties.values() if duty.due.start}
    positions = {leaf.position for leaf in used if isinstance(leaf, Reading)}
    for fact in builder.facts.values():
        if fact.key not in facts and fact.type != "text":
            problem = BlockError("unused-fact", fact.key, "No rule reads this fact.", "Use it in a rule, or drop it.")
            yield fact.place.file, fact.place.line, problem
    for position in builder.positions.values():
        if position.id not in positions:
            problem = BlockError("unused-position", position.id, "No rule reads this position.")
            yield position.place.file, position.place.line, problem


def state_names(blocks: Iterable[Written], rows: Iterable[Participation]) -> Iterator[tuple[str, int, BlockError]]:
    """No rule and no example names a real State. Judgments and authors (`supporting`, `who`) may carry such names."""
    names = sorted({row.state for row in rows}, key=len, reverse=True)
    if not names:
        return
    pattern = re.compile(r"\b(" + "|".join(re.escape(name) for name in names) + r")\b")
    for written in blocks:
        for scalar in _scalars(written.node):
            match = pattern.search(scalar.text)
            if match:
                reason = "Rules and examples are blind to parties: say State A, State B."
                yield written.file, scalar.line, BlockError("real-state", match[0], reason)


def _scalars(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _scalars(item)
    elif isinstance(node, Mapping):
        for key, value in node.entries:
            if key.text not in ("supporting", "who"):
                yield from _scalars(value)


def placed(found: Iterable[tuple[str, int, BlockError]]) -> list[Defect]:
    """Block errors with their places, as defects."""
    return [Defect(file, line, e.code, e.text, e.reason, e.suggestion) for file, line, e in found]
