"""Mutants of the law: the rulebook with one rule slightly wrong, as an author might get it wrong.

Every mutant is a rulebook that could have been written. One that computes the same by construction is not made.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from habeas.rulebook.conditions import All, AnyOf, Condition, Not
from habeas.rulebook.files import INSTRUMENTS
from habeas.rulebook.graph import binds_name
from habeas.rulebook.model import (
    SEVERITIES,
    Citation,
    Concept,
    CourseVerdict,
    Disposition,
    Duty,
    Ground,
    Instrument,
    Issue,
    LegalException,
    Position,
    Presumption,
    Rulebook,
    Severity,
)
from habeas.verify.trees import Change, changes, with_limit

Table = Literal[
    "instruments", "concepts", "presumptions", "exceptions", "issues", "duties", "dispositions", "positions"
]
Item = Instrument | Concept | Presumption | LegalException | Issue | Duty | Disposition | Position
TABLES: tuple[Table, ...] = (
    "instruments",
    "concepts",
    "positions",
    "presumptions",
    "exceptions",
    "issues",
    "duties",
    "dispositions",
)
OPERATORS = {
    "drop condition": "a condition, or one value of a list, is left out",
    "negate condition": "a test is turned into its opposite",
    "swap all and any": "all stands for any, or any for all",
    "move limit": "a limit of time or number is one unit off",
    "drop source": "one of several binding sources is left out",
    "change source": "a source is of another instrument",
    "drop ground": "a ground of a concept is left out",
    "drop exception": "an exception is left out, or one rule it defeats",
    "drop until": "a presumption never ends",
    "drop presumption": "a presumption is left out",
    "flip default": "a contested point is by default read otherwise",
    "swap verdict": "a course gets another verdict",
    "lower severity": "an issue, or the breach of a duty, is less grave",
}
_OTHER_VERDICT: dict[CourseVerdict, CourseVerdict] = {
    "required": "permitted",
    "permitted": "prohibited",
    "permitted-with-consent": "permitted",
    "prohibited": "permitted",
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change to one rule. `table` and `key` say where in the rulebook `item` replaces what stands there.

    `rule` is the rule as its author knows it, `file` and `line` its place, `text` the change in words.
    """

    operator: str
    text: str
    rule: str
    file: str
    line: int
    table: Table
    key: str
    item: Item

    def applied(self, rulebook: Rulebook) -> Rulebook:
        """The rulebook with this change."""
        return rulebook.model_copy(update={self.table: {**getattr(rulebook, self.table), self.key: self.item}})


def mutants(rulebook: Rulebook, chapter: str = "") -> Iterator[Mutant]:
    """All mutants of the rules in files whose path begins with `chapter`."""
    for table in TABLES:
        for key, item in getattr(rulebook, table).items():
            file = INSTRUMENTS if isinstance(item, Instrument) else item.place.file
            if file.startswith(chapter):
                yield from _Mutator(rulebook, table, key).of(item)


class _Mutator:
    """Makes the mutants of one item of the rulebook."""

    def __init__(self, rulebook: Rulebook, table: Table, key: str) -> None:
        self.rulebook, self.table, self.key = rulebook, table, key

    def made(self, operator: str, text: str, old: Item, item: Item, rule: str = "", line: int = 0) -> Mutant:
        place = (INSTRUMENTS, 1) if isinstance(old, Instrument) else (old.place.file, line or old.place.line)
        return Mutant(operator, text, rule or self.key, *place, self.table, self.key, item)

    def of(self, item: Item) -> Iterator[Mutant]:
        match item:
            case Instrument():
                yield from self.instrument(item)
            case Concept():
                yield from self.concept(item)
            case Position():
                yield from self.position(item)
            case Duty():
                yield from self.rule(item)
                yield from self.duty(item)
            case Issue():
                yield from self.rule(item)
                yield from self.issue(item)
            case Presumption():
                yield from self.rule(item)
                yield from self.presumption(item)
            case LegalException():
                yield from self.rule(item)
                yield from self.exception(item)
            case Disposition():
                yield from self.rule(item)
                other = _OTHER_VERDICT[item.verdict]
                changed = item.model_copy(update={"verdict": other})
                yield self.made("swap verdict", f"{item.course} is {other} instead of {item.verdict}", item, changed)

    def rule(self, rule: Issue | Duty | Disposition | Presumption | LegalException) -> Iterator[Mutant]:
        """What can be wrong with any rule: its conditions and its sources."""
        yield from self.conditions(rule, "when", rule.when)
        for operator, text, binding in self.sources(rule.binding):
            yield self.made(operator, text, rule, rule.model_copy(update={"binding": binding}))

    def conditions(self, item: Item, field: str, condition: Condition, prefix: str = "") -> Iterator[Mutant]:
        for change in changes(condition):
            changed = item.model_copy(update={field: change.condition})
            yield self.made(change.operator, prefix + change.text, item, changed)

    def sources(self, binding: Sequence[Citation]) -> Iterator[tuple[str, str, tuple[Citation, ...]]]:
        """One source less, or a source of another instrument; only where another node says whether it applies."""
        nodes = [self.binds(citation) for citation in binding]
        for number, citation in enumerate(binding):
            before, after = tuple(binding[:number]), tuple(binding[number + 1 :])
            if nodes.count(nodes[number]) > 1:
                continue  # another article of the same part carries the rule just as well
            if len(binding) > 1:
                yield "drop source", f"without the source {citation}", (*before, *after)
            other = self.elsewhere(citation, nodes)
            if other:
                yield "change source", f"{other} instead of {citation}", (*before, other, *after)

    def elsewhere(self, citation: Citation, nodes: list[str]) -> Citation | None:
        """The same article number of the next instrument under which the rule does not stand already."""
        names = list(self.rulebook.instruments)
        start = names.index(citation.instrument)
        for name in (*names[start + 1 :], *names[:start]):
            other = Citation(instrument=name, article=citation.article, text=f"{name} {citation.article}")
            if self.binds(other) not in nodes:
                return other
        return None

    def binds(self, citation: Citation) -> str:
        return binds_name(self.rulebook.instruments[citation.instrument], citation.article)

    def issue(self, issue: Issue) -> Iterator[Mutant]:
        yield from self.severity(issue, issue.severity)
        graver = issue.aggravated
        if graver is None:
            return
        dropped = issue.model_copy(update={"aggravated": None})
        yield self.made("lower severity", "aggravated: left out", issue, dropped)
        found: list[tuple[str, str, dict[str, object]]] = [
            (change.operator, change.text, {"when": change.condition}) for change in changes(graver.when)
        ]
        found += [(operator, text, {"binding": binding}) for operator, text, binding in self.sources(graver.binding)]
        for operator, text, update in found:
            changed = issue.model_copy(update={"aggravated": graver.model_copy(update=update)})
            yield self.made(operator, f"aggravated: {text}", issue, changed)

    def severity(self, item: Issue | Duty, severity: Severity) -> Iterator[Mutant]:
        lower = SEVERITIES[SEVERITIES.index(severity) + 1 :]
        if lower:
            changed = item.model_copy(update={"severity": lower[0]})
            yield self.made("lower severity", f"{lower[0]} instead of {severity}", item, changed)

    def duty(self, duty: Duty) -> Iterator[Mutant]:
        yield from self.severity(duty, duty.severity)
        amount = duty.due.within or duty.due.every
        if amount is None:
            yield from self.conditions(duty, "met", duty.met, "met when: ")
            yield from self.conditions(duty, "breached", duty.breached, "breached when: ")
            return
        for step in (-1, 1):
            text = f"{amount + step} {duty.due.unit} instead of {amount}"
            update = {name: with_limit(getattr(duty, name), amount, step) for name in ("met", "breached")}
            yield self.made("move limit", text, duty, duty.model_copy(update=update))
        # The rest of the two conditions is made from the limit, but for the excuse that the author wrote.
        if isinstance(duty.breached, All) and isinstance(duty.breached.of[-1], Not) and len(duty.breached.of) == 2:
            yield from self.excuse(duty, duty.breached.of[0], duty.breached.of[-1])

    def excuse(self, duty: Duty, late: Condition, excuse: Not) -> Iterator[Mutant]:
        found = [Change("drop condition", "without it", late)]
        for change in changes(excuse.of):
            found.append(Change(change.operator, change.text, All(of=(late, Not(of=change.condition)))))
        for change in found:
            changed = duty.model_copy(update={"breached": change.condition})
            yield self.made(change.operator, f"excused when: {change.text}", duty, changed)

    def presumption(self, presumption: Presumption) -> Iterator[Mutant]:
        never = AnyOf(of=())
        dropped = presumption.model_copy(update={"when": never})
        yield self.made("drop presumption", "left out", presumption, dropped)
        if presumption.until != never:
            changed = presumption.model_copy(update={"until": never})
            yield self.made("drop until", "never ends", presumption, changed)
            yield from self.conditions(presumption, "until", presumption.until, "until: ")

    def exception(self, exception: LegalException) -> Iterator[Mutant]:
        dropped = exception.model_copy(update={"when": AnyOf(of=())})
        yield self.made("drop exception", "left out", exception, dropped)
        for target in exception.exception_to if len(exception.exception_to) > 1 else ():
            rest = tuple(name for name in exception.exception_to if name != target)
            changed = exception.model_copy(update={"exception_to": rest})
            yield self.made("drop exception", f"no exception to {target}", exception, changed)

    def position(self, position: Position) -> Iterator[Mutant]:
        for reading in position.readings:
            if reading != position.default:
                changed = position.model_copy(update={"default": reading})
                text = f"{reading} instead of {position.default}"
                yield self.made("flip default", text, position, changed)

    def concept(self, concept: Concept) -> Iterator[Mutant]:
        for ground in concept.grounds:
            # An example that expects a rule by name would notice at once that it is gone: here it only never holds.
            found = [Change("drop ground", "left out", AnyOf(of=())), *changes(ground.when)]
            for change in found:
                changed = ground.model_copy(update={"when": change.condition})
                grounds = tuple(changed if other is ground else other for other in concept.grounds)
                yield self.ground(change.operator, change.text, concept, ground, grounds)
            for operator, text, binding in self.sources(ground.binding):
                changed = ground.model_copy(update={"binding": binding})
                grounds = tuple(changed if other is ground else other for other in concept.grounds)
                yield self.ground(operator, text, concept, ground, grounds)

    def ground(self, operator: str, text: str, concept: Concept, ground: Ground, grounds: tuple[Ground, ...]) -> Mutant:
        changed = concept.model_copy(update={"grounds": grounds})
        return self.made(operator, text, concept, changed, ground.id, ground.place.line)

    def instrument(self, instrument: Instrument) -> Iterator[Mutant]:
        yield from self.conditions(instrument, "applies", instrument.applies, "applies: ")
        for part in instrument.parts:
            for change in changes(part.applies):
                changed = part.model_copy(update={"applies": change.condition})
                parts = tuple(changed if other is part else other for other in instrument.parts)
                copy = instrument.model_copy(update={"parts": parts})
                yield self.made(change.operator, f"{part.articles} applies: {change.text}", instrument, copy)
