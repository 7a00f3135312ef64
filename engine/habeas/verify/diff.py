"""Two rulebooks, or two readings of one: what changes for whom, each change shown by the smallest case that has it.

Both are encoded over the same facts, and for every finding the solver is asked for a case in which the two differ. None
means that they are proved equivalent for every case that both can read.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from habeas.case.model import Case
from habeas.case.write import plain_case
from habeas.evaluate.verdicts import duty_verdict, verdict
from habeas.logic.from_rulebook import compile_plan
from habeas.rulebook.model import Rulebook
from habeas.verify.encode import Encoding
from habeas.verify.engine import Judge
from habeas.verify.facts import Facts
from habeas.verify.query import Every, node
from habeas.verify.solver import Answer, Solver, Term
from habeas.verify.witness import found_case, readable, smallest, variants

FindingKind = Literal["issue", "duty", "disposition"]
Kind = Literal["same", "differs", "undecided", "only before", "only after"]
_NODES: dict[FindingKind, tuple[str, ...]] = {
    "issue": ("issue",),
    "duty": ("duty", "met", "breached"),
    "disposition": ("disposition",),
}
_ATTEMPTS = 24
_BATCH = 30


@dataclass(frozen=True, slots=True)
class Side:
    """A rulebook read in a certain way: positions pinned here are read so whatever the case says."""

    name: str
    rulebook: Rulebook
    pinned: Mapping[str, str]

    def read(self, case: Case) -> Case:
        """The case under the readings of this side, without what only the other rulebook knows."""
        book = self.rulebook
        return replace(
            case,
            facts={key: value for key, value in case.facts.items() if key in book.facts},
            treaties={key: value for key, value in case.treaties.items() if key in book.instruments},
            positions={
                **{key: value for key, value in case.positions.items() if key in book.positions},
                **{key: value for key, value in self.pinned.items() if key in book.positions},
            },
        )


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one finding, with its verdicts on both sides in a case."""

    kind: Kind
    finding: FindingKind
    id: str
    before: str = ""
    after: str = ""
    case: dict[str, object] | None = None


def differences(before: Side, after: Side) -> Iterator[Change]:
    """Every finding of either side, with what became of it. Raises `ProverMissing`."""
    yield from _Comparison(before, after).changes()


class _Comparison:
    def __init__(self, before: Side, after: Side) -> None:
        self.sides = (before, after)
        self.plans = [compile_plan(side.rulebook) for side in self.sides]
        solver = Solver()
        atoms = [atom for plan in self.plans for atom in plan.atoms.values()]
        self.facts = Facts(solver, [side.rulebook for side in self.sides], atoms)
        self.solver = solver
        self.codes = [
            Encoding(self.facts, side.rulebook, plan, f"{mark} ", side.pinned)
            for mark, side, plan in zip(("before", "after"), self.sides, self.plans, strict=True)
        ]
        dated = solver.both(
            (self.facts.calendar.exact(), *(term for code in self.codes for term in code.atoms.forward))
        )
        self._plain = [solver.fresh(term) for term in (dated, self.facts.recent())]

    def changes(self) -> Iterator[Change]:
        findings = [_findings(side.rulebook) for side in self.sides]
        for name, kind in findings[0].items():
            if findings[1].get(name) != kind:
                yield Change("only before", kind, name)
        for name, kind in findings[1].items():
            if findings[0].get(name) != kind:
                yield Change("only after", kind, name)
        common = [(name, kind) for name, kind in findings[0].items() if findings[1].get(name) == kind]
        for start in range(0, len(common), _BATCH):
            yield from self._batch(common[start : start + _BATCH])

    def _batch(self, waiting: list[tuple[str, FindingKind]]) -> Iterator[Change]:
        """Most findings are the same on both sides: that is proved for many at once."""
        terms = {name: self._differ(name, kind) for name, kind in waiting}
        if self.solver.ask([self.solver.fresh(self.solver.either(terms.values()))]) == "none":
            yield from (Change("same", kind, name) for name, kind in waiting)
            return
        for name, kind in waiting:
            yield self._one(name, kind)

    def _differ(self, name: str, kind: FindingKind) -> Term:
        """The verdict is not the same on both sides."""
        return self.solver.either(self._contrasts(name, kind))

    def _contrasts(self, name: str, kind: FindingKind) -> list[Term]:
        """For each verdict: it is given on one side only. The most telling first."""
        pairs = zip(*(self._verdict_terms(code, name, kind) for code in self.codes), strict=True)
        return [one != other for one, other in pairs]

    def _verdict_terms(self, code: Encoding, name: str, kind: FindingKind) -> list[Term]:
        """One term for each verdict that can be told from the others."""
        made, own = self.solver, code.rails[f"{kind}:{name}"]
        if kind != "duty":
            return [own.true, own.false]
        met, breached = code.rails[f"met:{name}"], code.rails[f"breached:{name}"]
        late = made.both((own.true, breached.true))
        done = made.both((own.true, met.true, made.negation(breached.true)))
        running = made.both((own.true, met.false, breached.false))
        return [late, done, running, own.false]

    def _one(self, name: str, kind: FindingKind) -> Change:
        judges = self._judges(name, kind)
        case, answers = None, set[Answer]()
        for contrast in self._contrasts(name, kind):
            answer, case = self._seek(name, kind, judges, self.solver.fresh(contrast))
            answers.add(answer)
            if case is not None:
                break
        if case is None:
            return Change("same" if answers == {"none"} else "undecided", kind, name)
        told = self._verdicts(name, kind, judges, case)

        def as_told(other: Case) -> bool:
            same = self._verdicts(name, kind, judges, other) == told
            return same and self._tells(name, kind, judges, other)

        small = smallest(case, self.sides[0].rulebook, as_told)
        before, after = told
        titled = replace(small, id="difference", title=f"{name}: {before} before, {after} after")
        return Change("differs", kind, name, before, after, plain_case(titled))

    def _seek(self, name: str, kind: FindingKind, judges: list[Judge], question: Term) -> tuple[Answer, Case | None]:
        atoms = {key: atom for judge in judges for key, atom in judge.plan.atoms.items()}
        for _ in range(_ATTEMPTS):
            answer = self._ask_nicely(question)
            if answer != "found":
                return answer, None
            case = found_case(self.facts, self.sides[0].rulebook, atoms)
            for variant in variants(case, atoms):
                if self._tells(name, kind, judges, variant):
                    return "found", variant
            if not self.facts.calendar.refine():
                break
        return "undecided", None

    def _ask_nicely(self, question: Term) -> Answer:
        answer = self.solver.ask([question])
        for wishes in (self._plain, self._plain[:1]) if answer == "found" else ():
            if self.solver.ask([question, *wishes]) == "found":
                return "found"
        return self.solver.ask([question]) if answer == "found" else answer

    def _judges(self, name: str, kind: FindingKind) -> list[Judge]:
        parts = Every(tuple(node(f"{part}:{name}") for part in _NODES[kind]))
        return [Judge(side.rulebook, plan, parts) for side, plan in zip(self.sides, self.plans, strict=True)]

    def _tells(self, name: str, kind: FindingKind, judges: list[Judge], case: Case) -> bool:
        """Whether both sides can read the case, and differ on it."""
        if not all(readable(side.read(case), side.rulebook) for side in self.sides):
            return False
        before, after = self._verdicts(name, kind, judges, case)
        return before != after

    def _verdicts(self, name: str, kind: FindingKind, judges: list[Judge], case: Case) -> tuple[str, ...]:
        """What each side says of the finding."""
        values = [judge.values(side.read(case)) for judge, side in zip(judges, self.sides, strict=True)]
        return tuple(duty_verdict(name, v) if kind == "duty" else verdict(v[f"{kind}:{name}"]) for v in values)


def _findings(rulebook: Rulebook) -> dict[str, FindingKind]:
    found: dict[str, FindingKind] = dict.fromkeys(rulebook.issues, "issue")
    found |= dict.fromkeys(rulebook.duties, "duty")
    return found | dict.fromkeys(rulebook.dispositions, "disposition")
