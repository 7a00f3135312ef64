"""The example that is missing: a case on which a mutant and the law part, invented near the examples that exist.

The changes tried are those that may move a comparison which the mutated rule reads, first alone, then a few together,
around the examples that are nearest to the rule. What is found is made as small as it can be.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from random import Random

from habeas.case.coherence import incoherences
from habeas.case.model import Case, Known
from habeas.case.write import plain_value
from habeas.evaluate.proof import value_of
from habeas.logic.plan import And, Formula, Literal
from habeas.rulebook.model import Disposition
from habeas.verify.edits import Edit, edited, edits_of, inputs
from habeas.verify.evidence import Evidence
from habeas.verify.mutate import Judged, Laboratory, Sample
from habeas.verify.table import Bits, OneCase, packed, truth_at
from habeas.verify.tell import Telling, tellings

_BASES, _NEAR, _TOGETHER, _BATCH = 8, 220, 900, 440
_COHERENT_TRIED = 12


@dataclass(frozen=True, slots=True)
class Found:
    """A case, and what the law gives there and the mutant does not; and which example was changed how to make it."""

    case: Case
    telling: Telling
    base: Evidence | None = None
    edit: Edit = field(default_factory=dict)


class Search:
    """Invents cases around the evidence of a laboratory."""

    def __init__(self, laboratory: Laboratory) -> None:
        self.laboratory = laboratory
        self.tried = 0
        self.readers: dict[str, list[str]] = {}
        for name, atom in laboratory.plan.atoms.items():
            for key in inputs(atom):
                self.readers.setdefault(key, []).append(name)

    def find(self, survivors: Sequence[Judged]) -> dict[int, Found]:
        """By number of the survivor a case that tells it from the law; those that no case tells apart are missing."""
        groups: dict[tuple[str, str], list[int]] = {}
        for number, judged in enumerate(survivors):
            groups.setdefault((judged.mutant.table, judged.mutant.rule), []).append(number)
        found: dict[int, Found] = {}
        for members in groups.values():
            found |= _Group(self, {number: survivors[number] for number in members}).find()
        return found

    def shown(self, survivor: Judged, case: Case) -> Found | None:
        """What tells a survivor from the law in a case that was found elsewhere, if a finding does."""
        mutant = survivor.mutant
        title = f"{mutant.rule}, {mutant.operator}: {mutant.text}"
        return _Group(self, {0: survivor}).shown(replace(case, id=title, title=title)).get(0)


class _Group:
    """The survivors of one rule: the same cases are tried on all of them."""

    def __init__(self, search: Search, survivors: dict[int, Judged]) -> None:
        self.search, self.laboratory = search, search.laboratory
        self.survivors, self.open = survivors, dict(survivors)
        self.found: dict[int, Found] = {}
        network = self.laboratory.network
        nodes = {name for judged in survivors.values() for name in judged.effect.nodes}
        self.targets = nodes | {other for name in nodes for other in self._shown_by(name)}
        for judged in survivors.values():
            self.targets |= self._verdicts(judged)
        # A duty has three values, and its verdict needs them all.
        self.targets |= {other for name in self.targets if name.startswith("duty:") for other in self._shown_by(name)}
        read = {
            leaf
            for judged in survivors.values()
            for node in judged.effect.nodes.values()
            for leaf in _leaves(node.formula)
        }
        self.cone = network.below(self.targets | (read & network.readers.keys()))
        self.atoms = [name for name in self.cone if name in self.laboratory.plan.atoms]
        self.random = Random(repr(sorted(self.targets)))

    def _shown_by(self, name: str) -> list[str]:
        """What carries a verdict that a node has no name for."""
        kind, _, subject = name.partition(":")
        if kind in ("duty", "met", "breached"):
            return [f"{other}:{subject}" for other in ("duty", "met", "breached")]
        if kind == "aggravation":
            return [f"issue:{subject}"]
        return self.laboratory.network.readers[name][:60] if kind in ("binds", "until", "ground") else []

    def _verdicts(self, judged: Judged) -> set[str]:
        """Nodes that no change of the mutant touches but that its verdict is read from."""
        mutant = judged.mutant
        if isinstance(mutant.item, Disposition) and mutant.operator == "swap verdict":
            rules = self.laboratory.rulebook.dispositions.values()
            return {f"disposition:{rule.id}" for rule in rules if rule.course == mutant.item.course}
        if mutant.operator == "lower severity":
            kinds = ("issue", "aggravation", "duty", "met", "breached")
            return {f"{kind}:{mutant.key}" for kind in kinds} & self.laboratory.plan.nodes.keys()
        reading = {name for atom in judged.effect.readings for name in self.laboratory.network.readers[atom]}
        return reading | {other for name in reading for other in self._shown_by(name)}

    def find(self) -> dict[int, Found]:
        bases = self.bases()
        singles = {number: list(islice(self.edits(self.laboratory.cases[number]), _NEAR)) for number in bases}
        alone = ((number, edit) for number in bases for edit in singles[number])
        for candidates in (alone, self.together(singles)):
            while self.open and (batch := list(islice(candidates, _BATCH))):
                self.search.tried += len(batch)
                self.test(batch)
        self.smaller()
        return self.found

    def bases(self) -> list[int]:
        """The evidence nearest to the rule: some in which it stands, some that lack little of it."""
        file = next(iter(self.open.values())).mutant.file
        carriers, formulas = self.formulas()
        folder = file.partition("/")[0]
        ranked: list[tuple[int, bool, int, int]] = []
        for number, item in enumerate(self.laboratory.evidence):
            if item.chapter.startswith(folder) or file.endswith(".yaml"):
                values = OneCase(self.laboratory.values, {}, number)
                distance = min((_lacking(formula, values) for formula in formulas), default=0)
                # Whether a duty is met shows only where it applies; how grave an issue is, only where it stands.
                distance += 3 * sum(_lacking(formula, values) for formula in carriers)
                # A variant of an example of the same chapter is the easiest to read.
                elsewhere = item.chapter != file
                ranked.append((distance + 2 * elsewhere, elsewhere, len(item.case.facts), number))
        ranked.sort()
        standing = [entry[-1] for entry in ranked if entry[0] == 0][: _BASES // 2]
        return standing + [entry[-1] for entry in ranked if entry[0] > 0][: _BASES - len(standing)]

    def formulas(self) -> tuple[list[Formula], list[Formula]]:
        """What must be true for a verdict of the rule to show, and what the mutants change (at most three of it)."""
        nodes = self.laboratory.plan.nodes
        mutated = sorted({name for judged in self.survivors.values() for name in judged.effect.nodes} or self.targets)
        shown = {"met": "duty", "breached": "duty", "aggravation": "issue"}
        kinds = (name.partition(":") for name in mutated)
        carriers = sorted({f"{shown[kind]}:{subject}" for kind, _, subject in kinds if kind in shown})
        return [nodes[name].formula for name in carriers], [nodes[name].formula for name in mutated][:3]

    def edits(self, case: Case) -> Iterator[Edit]:
        """Changes of what the rule reads, the nearest first."""
        atoms = self.laboratory.plan.atoms
        seen: set[str] = set()
        for judged in self.open.values():
            for atom in judged.effect.atoms.values():
                yield from edits_of(atom, case, self.laboratory.rulebook)
        for name in self.by_depth():
            for edit in edits_of(atoms[name], case, self.laboratory.rulebook):
                if repr(edit) not in seen:
                    seen.add(repr(edit))
                    yield edit

    def by_depth(self) -> list[str]:
        """The atoms below the targets, those read directly first."""
        plan, found, level = self.laboratory.plan, dict[str, None](), sorted(self.targets)
        seen = set(level)
        while level:
            below = [leaf for name in level for leaf in _leaves(plan.nodes[name].formula)]
            found |= dict.fromkeys(name for name in below if name in plan.atoms)
            level = [name for name in dict.fromkeys(below) if name in plan.nodes and name not in seen]
            seen |= set(level)
        return list(found)

    def together(self, singles: dict[int, list[Edit]]) -> Iterator[tuple[int, Edit]]:
        """Two to four changes at once, mostly of what the rule reads directly."""
        bases = [number for number, edits in singles.items() if edits]
        for _ in range(_TOGETHER if bases else 0):
            number = self.random.choice(bases)
            near = singles[number]
            picked = [near[int(len(near) * self.random.random() ** 2)] for _ in range(self.random.choice((2, 2, 3, 4)))]
            yield number, {key: value for edit in picked for key, value in edit.items()}

    def test(self, batch: Sequence[tuple[int, Edit]]) -> None:
        """Try some cases on all survivors that are still open."""
        sample = self.sample(batch)
        used = 0
        named: dict[int, Found] = {}
        for number, judged in list(self.open.items()):
            changed = sample.changed(judged.effect)
            rulebook, mutated = self.laboratory.rulebook, judged.effect.rulebook
            ways = tellings(rulebook, mutated, judged.mutant, sample.values, changed, used)
            for telling in islice(ways, _COHERENT_TRIED):
                case = sample.cases[telling.number]
                if not any(incoherences(case, rulebook)):
                    used |= 1 << telling.number
                    first = named.setdefault(telling.number, self.made(case, telling, batch[telling.number]))
                    self.found[number] = replace(first, telling=telling)
                    del self.open[number]
                    break

    def made(self, case: Case, telling: Telling, candidate: tuple[int, Edit]) -> Found:
        """The case named after the example it was made from and what was changed."""
        number, edit = candidate
        base = self.laboratory.evidence[number]
        title = f"{base.title}; but {_changes(edit)}"
        return Found(replace(case, id=title, title=title), telling, base, edit)

    def shown(self, case: Case) -> dict[int, Found]:
        """The survivors that a case tells from the law."""
        for number in list(self.open):
            telling = next(self.ways(number, case), None)
            if telling:
                self.found[number] = Found(case, telling)
                del self.open[number]
        self.smaller()
        return self.found

    def smaller(self) -> None:
        """Each case found without what it does not need; one case may serve several survivors."""
        shared: dict[int, list[int]] = {}
        for number, found in self.found.items():
            shared.setdefault(id(found.case), []).append(number)
        for numbers in shared.values():
            first = self.found[numbers[0]]
            chapter = self.survivors[numbers[0]].mutant.file
            near = first.base and first.base.chapter == chapter
            case, edit = self.fewer_changes(first, numbers) if near else (self.fewer_answers(first, numbers), {})
            for number in numbers:
                self.found[number] = replace(self.found[number], case=case, edit=edit)

    def fewer_changes(self, found: Found, numbers: Sequence[int]) -> tuple[Case, Edit]:
        """The example that was changed, with the changes that are needed: it is told as one more turn of that story."""
        assert found.base is not None
        edit, case = dict(found.edit), found.case
        for key in list(edit) if len(edit) > 1 else ():
            fewer = {name: value for name, value in edit.items() if name != key}
            shorter, _ = edited(found.base.case, fewer)
            if all(self.still_tells(number, shorter) for number in numbers):
                edit, case = fewer, shorter
        title = f"{found.base.title}; but {_changes(edit)}"
        return replace(case, id=title, title=title), edit

    def fewer_answers(self, found: Found, numbers: Sequence[int]) -> Case:
        """The case without the answers that are not needed."""
        case = found.case
        needed = {key for name in self.atoms for key in inputs(self.laboratory.plan.atoms[name])}
        case = replace(case, facts={key: answer for key, answer in case.facts.items() if key in needed})
        for key in list(case.facts):
            shorter = replace(case, facts={name: answer for name, answer in case.facts.items() if name != key})
            if all(self.still_tells(number, shorter) for number in numbers):
                case = shorter
        return case

    def still_tells(self, number: int, case: Case) -> bool:
        """Whether a case tells a survivor from the law by the same verdict as the case found."""
        wanted = self.found[number].telling.expectation
        return any(telling.expectation == wanted for telling in self.ways(number, case))

    def ways(self, number: int, case: Case) -> Iterator[Telling]:
        """What tells a survivor from the law in one case."""
        laboratory, judged = self.laboratory, self.survivors[number]
        atoms = {name: packed([laboratory.tests.of(name, laboratory.plan.atoms[name])(case)]) for name in self.atoms}
        values = laboratory.network.part(atoms, self.cone, 1)
        sample = Sample(laboratory.network, laboratory.tests, [case], values)
        mutated, changed = judged.effect.rulebook, sample.changed(judged.effect)
        return tellings(laboratory.rulebook, mutated, judged.mutant, values, changed)

    def sample(self, batch: Sequence[tuple[int, Edit]]) -> Sample:
        """The changed cases with the values of all that the rule depends on: only what a change touches is computed."""
        atoms, base = self.laboratory.plan.atoms, self.laboratory.values
        wanted = set(self.atoms)
        cases: list[Case] = []
        true, false = dict.fromkeys(self.atoms, 0), dict.fromkeys(self.atoms, 0)
        blocks: dict[int, int] = {}
        for place, (number, edit) in enumerate(batch):
            case, touched = edited(self.laboratory.cases[number], edit)
            cases.append(case)
            blocks[number] = blocks.get(number, 0) | 1 << place
            for name in {name for key in touched for name in self.search.readers.get(key, ()) if name in wanted}:
                value = self.laboratory.tests.of(name, atoms[name])(case)
                old = truth_at(base[name], number)
                if value is not old:
                    true[name] ^= (1 << place) * ((value is True) != (old is True))
                    false[name] ^= (1 << place) * ((value is False) != (old is False))
        values: dict[str, Bits] = {}
        for name in self.atoms:
            yes = sum(block for number, block in blocks.items() if base[name][0] >> number & 1)
            no = sum(block for number, block in blocks.items() if base[name][1] >> number & 1)
            values[name] = (true[name] ^ yes, false[name] ^ no)
        network = self.laboratory.network
        return Sample(network, self.laboratory.tests, cases, network.part(values, self.cone, len(cases)))


def _changes(edit: Edit) -> str:
    return ", ".join(f"{key} {'unknown' if value is None else _in_words(value)}" for key, value in edit.items())


def _in_words(value: Known) -> str:
    written = plain_value(value)
    return ", ".join(written) or "none" if isinstance(written, list) else str(written)


def _leaves(formula: Formula) -> list[str]:
    if isinstance(formula, Literal):
        return [formula.name]
    return [name for part in formula.of for name in _leaves(part)]


def _lacking(formula: Formula, values: OneCase) -> int:
    """How many leaves would have to change for a formula to be true."""
    if isinstance(formula, Literal):
        return int(value_of(formula, values) is not True)
    parts = [_lacking(part, values) for part in formula.of]
    return sum(parts) if isinstance(formula, And) else min(parts, default=99)
