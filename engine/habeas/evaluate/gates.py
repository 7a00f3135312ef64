"""The plan cut into flat gates and rulesets small enough for durable_rules.

A *signal* is an atom, a node, or an auxiliary value, numbered; its value is one of the words yes, no, unknown.
A *gate* derives one signal from others by two rules: what establishes it and what excludes it. If neither fires, it
stays unknown. Each rule is a list of ways, each way a list of tests `signal is word`; nothing nests deeper: long or
nested formulas go through auxiliary signals. Gates stand on levels: a gate reads only signals of lower levels, so the
levels run in order and nothing has to chain inside a ruleset.

The numbers, measured with durable_rules 2.0.28 on CPython 3.11 (see also `forward.py`):

- Its alpha network keeps alternatives on a stack of 64 and fails with error 303 beyond. What waits on that stack at one
  time is at most one entry for each attribute (an attribute has one value, and equal tests are shared) and, below the
  entry being expanded, one for each branch of a rule. A rule with 63 alternatives and a catch-all works, one with 64
  fails. So attributes + branches is kept at 60 or less, and the error cannot occur.
- Rules with 16 to 29 alternatives in rulesets of 30 rules gave no wrong answer; 16 is what a gate may have here.
- 32 rules in a ruleset: 100 gave error 303 on a fifth of random cases, 150 killed the process.
- 255 attributes in a document is the limit of the package; under the rules above no document comes near 60.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal as OneOf

from habeas.logic.plan import And, Formula, Literal, Node, Or, Plan

Word = OneOf["yes", "no", "unknown"]
Way = tuple[tuple[int, Word], ...]
Signal = tuple[int, bool]

MAX_RULES = 32
MAX_ATTRIBUTES = 200
MAX_STACK = 60
MAX_TERMS = 16
MAX_PRESUMPTIONS = 5
ALWAYS = 0


class ForwardLimitError(Exception):
    """A ruleset would exceed what durable_rules was measured to compute correctly."""


@dataclass(slots=True)
class Gate:
    """One signal and the two rules that derive it. `name` is the node, or empty for an auxiliary signal.

    `inputs` are the signals it reads; `branches` is how many entries of the matcher's stack its two rules can hold
    below one attribute.
    """

    target: int
    name: str
    established: tuple[Way, ...]
    excluded: tuple[Way, ...]
    inputs: set[int] = field(init=False)
    branches: int = field(init=False)

    def __post_init__(self) -> None:
        self.inputs = {signal for way in self.established + self.excluded for signal, _ in way}
        self.branches = sum(max(1, sum(len(way) > 1 for way in rule)) for rule in (self.established, self.excluded))


@dataclass(frozen=True, slots=True)
class Circuit:
    """A plan as gates. `atoms` and `nodes` give the signal of each name; `levels` run in order."""

    size: int
    atoms: dict[str, int]
    nodes: dict[str, int]
    levels: tuple[tuple[Gate, ...], ...]


class _Builder:
    """Numbers signals and makes gates; equal auxiliary formulas share one signal."""

    def __init__(self, atoms: Iterable[str]) -> None:
        self.atoms = {name: number for number, name in enumerate(atoms, start=ALWAYS + 1)}
        self.nodes: dict[str, int] = {}
        self.gates: list[list[Gate]] = []
        self._shared: dict[tuple[type[And | Or], tuple[Signal, ...]], int] = {}
        self._level = [0] * (len(self.atoms) + 1)

    @property
    def size(self) -> int:
        """The number of signals so far."""
        return len(self._level)

    def node(self, node: Node) -> None:
        """Add the gates of a node."""
        names = node.presumptions
        if not names:
            combine = type(node.formula) if not isinstance(node.formula, Literal) else And
            self.nodes[node.name] = self._gate(combine, self._parts(node.formula, combine), node.name)
            return
        value = self._signal(node.formula)
        groups = [names[start : start + MAX_PRESUMPTIONS] for start in range(0, len(names), MAX_PRESUMPTIONS)]
        for group in groups:
            value = (self._presumed(value, group, node.name if group is groups[-1] else ""), True)
        self.nodes[node.name] = value[0]

    def _signal(self, formula: Formula) -> Signal:
        """The signal that carries a formula, and whether it does so as it is or negated."""
        if isinstance(formula, Literal):
            numbers = self.atoms if formula.kind == "atom" else self.nodes
            return numbers[formula.name], formula.positive
        return self._one(type(formula), self._parts(formula, type(formula)))

    def _one(self, combine: type[And | Or], parts: tuple[Signal, ...]) -> Signal:
        if len(parts) == 1:
            return parts[0]
        key = (combine, parts)
        if key not in self._shared:
            self._shared[key] = self._gate(combine, parts, "")
        return self._shared[key], True

    def _parts(self, formula: Formula, combine: type[And | Or]) -> tuple[Signal, ...]:
        """The signals that a formula combines, at most `MAX_TERMS`. What combines nothing is a constant."""
        parts = sorted(set(self._flat(formula, combine))) or [(ALWAYS, combine is And)]
        while len(parts) > MAX_TERMS:
            groups = [parts[start : start + MAX_TERMS] for start in range(0, len(parts), MAX_TERMS)]
            parts = [self._one(combine, tuple(group)) for group in groups]
        return tuple(parts)

    def _flat(self, formula: Formula, combine: type[And | Or]) -> Iterator[Signal]:
        if isinstance(formula, combine):
            for part in formula.of:
                yield from self._flat(part, combine)
        else:
            yield self._signal(formula)

    def _gate(self, combine: type[And | Or], parts: tuple[Signal, ...], name: str) -> int:
        together = tuple(_test(part, combine is And) for part in parts)
        apart = tuple((_test(part, combine is Or),) for part in parts)
        established, excluded = ((together,), apart) if combine is And else (apart, (together,))
        return self._add(name, established, excluded)

    def _presumed(self, value: Signal, presumptions: tuple[tuple[str, str], ...], name: str) -> int:
        """True also if in doubt while a trigger is true and its end is not; never false but by the formula itself."""
        not_over: tuple[Word, ...] = ("no", "unknown")
        ways: list[Way] = [
            ((value[0], "unknown"), (self.nodes[trigger], "yes"), (self.nodes[until], word))
            for trigger, until in presumptions
            for word in not_over
        ]
        return self._add(name, ((_test(value, True),), *ways), ((_test(value, False),),))

    def _add(self, name: str, established: tuple[Way, ...], excluded: tuple[Way, ...]) -> int:
        gate = Gate(self.size, name, established, excluded)
        level = max(self._level[signal] for signal in gate.inputs)
        if level == len(self.gates):
            self.gates.append([])
        self.gates[level].append(gate)
        self._level.append(level + 1)
        return gate.target


def _test(signal: Signal, holds: bool) -> tuple[int, Word]:
    number, positive = signal
    return number, "yes" if positive is holds else "no"


def compile_gates(plan: Plan) -> Circuit:
    """Cut a plan into gates on levels."""
    builder = _Builder(plan.atoms)
    for stratum in plan.strata:
        for node in stratum:
            builder.node(node)
    return Circuit(builder.size, builder.atoms, builder.nodes, tuple(tuple(level) for level in builder.gates))


def pack(level: Iterable[Gate]) -> list[tuple[Gate, ...]]:
    """Share the gates of one level out over rulesets that keep all limits.

    Raises:
        ForwardLimitError: a gate does not fit even alone.
    """
    rulesets: list[list[Gate]] = []
    load = _Load()
    for gate in level:
        load.add(gate)
        if not rulesets or load.excess():
            rulesets.append([])
            load = _Load()
            load.add(gate)
        rulesets[-1].append(gate)
    for ruleset in rulesets:
        check_limits(ruleset)
    return [tuple(ruleset) for ruleset in rulesets]


class _Load:
    """What a ruleset of some gates asks of durable_rules; the catch-all rule and its attribute count too."""

    def __init__(self) -> None:
        self.rules, self.branches = 1, 1
        self.inputs: set[int] = set()

    def add(self, gate: Gate) -> None:
        self.rules += 2
        self.branches += gate.branches
        self.inputs |= gate.inputs

    def excess(self) -> str:
        """Which limits are exceeded, in words; empty if none."""
        attributes = len(self.inputs) + 1
        counts = (
            (self.rules, MAX_RULES, "rules"),
            (attributes, MAX_ATTRIBUTES, "attributes"),
            (attributes + self.branches, MAX_STACK, "attributes and branches of rules"),
        )
        return "; ".join(f"{count} {what}, at most {limit}" for count, limit, what in counts if count > limit)


def check_limits(gates: Iterable[Gate]) -> None:
    """Refuse a ruleset that durable_rules would not compute correctly.

    Raises:
        ForwardLimitError: names the nodes and the limit.
    """
    load = _Load()
    for gate in gates:
        load.add(gate)
    if problem := load.excess():
        names = ", ".join(gate.name or "(auxiliary)" for gate in gates)
        raise ForwardLimitError(
            f"Ruleset of {names}: {problem}. durable_rules may lose findings beyond this. "
            "Split the rule into concepts, or evaluate without the forward engine."
        )
