"""Blocks of an upper layer that replace blocks of a lower one: `replaces: <id>`."""

from collections.abc import Sequence

from habeas.rulebook.build import Written
from habeas.rulebook.errors import BlockError, nearest
from habeas.rulebook.layers import prefix_of
from habeas.rulebook.yamltext import line_of

Problem = tuple[str, int, BlockError]


def overlaid(written: Sequence[Written], layers: Sequence[str]) -> tuple[list[Written], list[Problem]]:
    """The blocks that stand once each layer has replaced what it says, and what is wrong with the replacements."""
    standing: list[Written] = []
    problems: list[Problem] = []
    for layer in layers:
        own = [block for block in written if prefix_of(block.file) == layer]
        for block in own:
            problems += _problems(block, standing)
        gone = {target for block in own if (target := _target(block))}
        standing = [block for block in standing if _name(block) not in gone] + own
    return standing, problems


def _problems(block: Written, below: Sequence[Written]) -> list[Problem]:
    target = _target(block)
    if not target:
        return []
    replaced = next((other for other in below if _name(other) == target), None)
    if replaced is None:
        reason = "No layer below this one declares it."
        problem = BlockError("nothing-to-replace", target, reason, nearest(target, filter(None, map(_name, below))))
    elif replaced.kind != block.kind:
        problem = BlockError("wrong-kind", target, f"It is a {replaced.kind} at {replaced.place}, not a {block.kind}.")
    else:
        return []
    return [(block.file, line_of(block.node, ("replaces",)), problem)]


def _target(written: Written) -> str:
    return getattr(written.block, "replaces", "")


def _name(written: Written) -> str:
    block = written.block
    return getattr(block, "key", "") or getattr(block, "id", "")
