"""Builds the typed rules of a rulebook from written blocks. Every defect is reported; a broken rule is left out."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, cast

from habeas.rulebook import blocks
from habeas.rulebook.conditions import All, AnyOf, Condition
from habeas.rulebook.duties import compile_due
from habeas.rulebook.errors import BlockError, Defect, nearest
from habeas.rulebook.model import (
    SEVERITIES,
    Aggravation,
    Citation,
    Concept,
    Disposition,
    Duty,
    Example,
    Fact,
    Ground,
    Implication,
    Issue,
    Law,
    LegalException,
    Place,
    Position,
    Presumption,
    ReadingText,
)
from habeas.rulebook.resolve import resolve_condition
from habeas.rulebook.vocabulary import Vocabulary
from habeas.rulebook.yamltext import Mapping, Node, Sequence, line_of


@dataclass(frozen=True, slots=True)
class Written:
    """One block as it stands in a chapter, its shape already checked."""

    kind: str
    file: str
    node: Mapping
    block: blocks.Block

    @property
    def place(self) -> Place:
        """File and first line of the block."""
        return Place(file=self.file, line=self.node.line)


@dataclass(slots=True)
class Builder:
    """Turns written blocks into rules, against a vocabulary. `defects` fills up on the way."""

    vocabulary: Vocabulary
    defects: list[Defect] = field(default_factory=list)
    facts: dict[str, Fact] = field(default_factory=dict)
    concepts: dict[str, Concept] = field(default_factory=dict)
    positions: dict[str, Position] = field(default_factory=dict)
    presumptions: dict[str, Presumption] = field(default_factory=dict)
    exceptions: dict[str, LegalException] = field(default_factory=dict)
    issues: dict[str, Issue] = field(default_factory=dict)
    duties: dict[str, Duty] = field(default_factory=dict)
    dispositions: dict[str, Disposition] = field(default_factory=dict)
    laws: dict[str, Law] = field(default_factory=dict)
    examples: dict[str, Example] = field(default_factory=dict)
    _written: dict[str, Written] = field(default_factory=dict)

    def add(self, written: Written) -> None:
        """Build one block and keep it."""
        builders: dict[str, Callable[[Written], None]] = {
            "fact": self._fact,
            "concept": self._concept,
            "position": self._position,
            "presumption": self._presumption,
            "exception": self._exception,
            "issue": self._issue,
            "duty": self._duty,
            "disposition": self._disposition,
            "law": self._law,
            "example": self._example,
        }
        builders[written.kind](written)

    def report(self, file: str, line: int, problem: BlockError) -> None:
        """Keep a defect with its place."""
        self.defects.append(Defect(file, line, problem.code, problem.text, problem.reason, problem.suggestion))

    def condition(self, written: Written, *path: str | int) -> Condition:
        """The condition that stands at a path of a block; no condition at all is an empty conjunction."""
        node = node_at(written.node, path)
        if node is None:
            return All(of=())
        return resolve_condition(node, self.vocabulary, lambda line, problem: self.report(written.file, line, problem))

    def citations(self, written: Written, texts: Iterable[str], *path: str | int) -> tuple[Citation, ...]:
        """The citations of a list; those that do not exist are reported."""
        found = []
        for index, text in enumerate(texts):
            try:
                found.append(self.vocabulary.articles.parse(text))
            except BlockError as problem:
                self.report(written.file, line_of(written.node, (*path, index)), problem)
        if len({str(citation) for citation in found}) < len(found):
            twice = BlockError("repeated-citation", ", ".join(texts), "The same citation stands twice in one list.")
            self.report(written.file, line_of(written.node, path), twice)
        return tuple(found)

    def _fact(self, written: Written) -> None:
        block = cast(blocks.FactBlock, written.block)
        self._check_fact(written, block)
        self.facts[block.key] = Fact(
            key=block.key,
            type=block.type,
            question=block.question,
            hint=block.hint,
            why=block.why,
            sources=self.citations(written, block.sources, "sources"),
            options=block.options,
            unit=block.unit,
            ask_when=self.condition(written, "ask-when") if node_at(written.node, ("ask-when",)) else None,
            judgement=block.judgement,
            decided_by=block.decided_by,
            map=tuple(block.map),
            place=written.place,
        )

    def _check_fact(self, written: Written, block: blocks.FactBlock) -> None:
        problems = []
        if (block.type == "choice") != bool(block.options):
            problems.append(BlockError("bad-options", block.key, "A choice needs options, and only a choice has them."))
        if (block.type == "number") != bool(block.unit):
            problems.append(BlockError("bad-unit", block.key, "A number needs a unit, and only a number has one."))
        if bool(block.judgement) != bool(block.decided_by):
            problems.append(BlockError("bad-judgement", block.key, "judgement and decided-by belong together."))
        for problem in problems:
            self.report(written.file, written.node.line, problem)

    def _concept(self, written: Written) -> None:
        block = cast(blocks.ConceptBlock, written.block)
        if bool(block.grounds) == (block.when is not None):
            reason = "A concept has either grounds, or one when with its binding."
            self.report(written.file, written.node.line, BlockError("bad-grounds", block.id, reason))
        grounds = [self._ground(written, block, ground, index) for index, ground in enumerate(block.grounds)]
        if block.when is not None:
            grounds.append(self._ground(written, block, block, None))
        self._check_ground_sources(written, block, grounds)
        self.concepts[block.id] = Concept(
            id=block.id,
            title=block.title,
            grounds=tuple(grounds),
            auxiliary=block.auxiliary,
            map=tuple(block.map),
            place=written.place,
        )

    def _ground(
        self,
        written: Written,
        concept: blocks.ConceptBlock,
        ground: blocks.GroundBlock | blocks.ConceptBlock,
        index: int | None,
    ) -> Ground:
        path: tuple[str | int, ...] = () if index is None else ("grounds", index)
        return Ground(
            id=concept.id if index is None else f"{concept.id}/{ground.id}",
            title=ground.title,
            when=self.condition(written, *path, "when"),
            binding=self.citations(written, ground.binding, *path, "binding"),
            supporting=tuple(ground.supporting),
            map=tuple(ground.map),
            place=Place(file=written.file, line=line_of(written.node, path)),
        )

    def _check_ground_sources(self, written: Written, block: blocks.ConceptBlock, grounds: list[Ground]) -> None:
        names = [ground.id for ground in grounds]
        for name in {name for name in names if names.count(name) > 1}:
            problem = BlockError("duplicate-id", name, "Two grounds of the concept have the same id.")
            self.report(written.file, written.node.line, problem)
        for ground in grounds:
            if block.auxiliary == bool(ground.binding):
                reason = (
                    "A ground needs a binding source, unless the concept is auxiliary; an auxiliary concept has none."
                )
                self.report(written.file, ground.place.line, BlockError("missing-source", ground.id, reason))

    def _position(self, written: Written) -> None:
        block = cast(blocks.PositionBlock, written.block)
        if block.default not in block.readings:
            hint = nearest(block.default, block.readings) or f"It has: {', '.join(block.readings)}."
            problem = BlockError("unknown-reading", block.default, "The default is not one of the readings.", hint)
            self.report(written.file, line_of(written.node, ("default",)), problem)
        self.positions[block.id] = Position(
            id=block.id,
            title=block.title,
            question=block.question,
            readings={name: ReadingText(**text.model_dump()) for name, text in block.readings.items()},
            default=block.default,
            binding=self.citations(written, block.binding, "binding"),
            supporting=tuple(block.supporting),
            map=tuple(block.map),
            place=written.place,
        )

    def _presumption(self, written: Written) -> None:
        block = cast(blocks.PresumptionBlock, written.block)
        if block.concept not in self.vocabulary.concepts:
            problem = self.vocabulary.unknown(block.concept, block.concept)
            self.report(written.file, line_of(written.node, ("concept",)), problem)
        until = self.condition(written, "until") if block.until is not None else AnyOf(of=())
        self.presumptions[block.id] = Presumption(**self._rule(written, block), concept=block.concept, until=until)

    def _exception(self, written: Written) -> None:
        block = cast(blocks.ExceptionBlock, written.block)
        self.exceptions[block.id] = LegalException(**self._rule(written, block), exception_to=tuple(block.exception_to))

    def _issue(self, written: Written) -> None:
        block = cast(blocks.IssueBlock, written.block)
        aggravated = None
        if block.aggravated:
            self._check_aggravation(written, block, block.aggravated)
            aggravated = Aggravation(
                to=block.aggravated.to,
                when=self.condition(written, "aggravated", "when"),
                binding=self.citations(written, block.aggravated.binding, "aggravated", "binding"),
            )
        self.issues[block.id] = Issue(
            **self._rule(written, block),
            severity=block.severity,
            aggravated=aggravated,
            consequence=block.consequence,
        )

    def _check_aggravation(self, written: Written, block: blocks.IssueBlock, graver: blocks.AggravatedBlock) -> None:
        if SEVERITIES.index(graver.to) >= SEVERITIES.index(block.severity):
            problem = BlockError("bad-aggravation", graver.to, f"It is not graver than {block.severity}.")
            self.report(written.file, line_of(written.node, ("aggravated", "to")), problem)

    def _duty(self, written: Written) -> None:
        block = cast(blocks.DutyBlock, written.block)
        excused = self.condition(written, "due", "excused-when") if block.due and block.due.excused_when else None
        met = self.condition(written, "met-when") if block.met_when is not None else None
        breached = self.condition(written, "breached-when") if block.breached_when is not None else None
        try:
            due, met, breached = compile_due(block, met, breached, excused, self.vocabulary)
        except BlockError as problem:
            self.report(written.file, line_of(written.node, ("due",)), problem)
            return
        self.duties[block.id] = Duty(
            **self._rule(written, block),
            severity=block.severity,
            consequence=block.consequence,
            due=due,
            met=met,
            breached=breached,
        )

    def _disposition(self, written: Written) -> None:
        block = cast(blocks.DispositionBlock, written.block)
        common = self.condition(written, "when")
        if block.rows and (block.course or block.verdict or block.binding):
            reason = "A disposition has either rows, or one course with its verdict and binding."
            self.report(written.file, written.node.line, BlockError("bad-rows", block.id, reason))
        for index, row in enumerate(block.rows):
            self._disposition_row(written, block, row, common, index)
        if not block.rows:
            self._single_disposition(written, block, common)

    def _disposition_row(
        self, written: Written, block: blocks.DispositionBlock, row: blocks.RowBlock, common: Condition, index: int
    ) -> None:
        own = self.condition(written, "rows", index, "when")
        name = row.id or f"{block.id}.{row.course}.{row.verdict}"
        place = Place(file=written.file, line=line_of(written.node, ("rows", index)))
        self._keep_disposition(
            Disposition(
                id=name,
                title=row.title or block.title,
                when=_both(common, own),
                binding=self.citations(written, row.binding, "rows", index, "binding"),
                supporting=tuple(row.supporting or block.supporting),
                map=tuple(row.map or block.map),
                place=place,
                course=row.course,
                verdict=row.verdict,
                consequence=row.consequence or block.consequence,
            )
        )

    def _single_disposition(self, written: Written, block: blocks.DispositionBlock, common: Condition) -> None:
        if not (block.course and block.verdict and block.binding and block.when is not None):
            reason = "A disposition needs when, course, verdict and binding (or rows)."
            self.report(written.file, written.node.line, BlockError("missing-key", block.id, reason))
            return
        rule = self._rule(written, block)
        course, verdict, consequence = block.course, block.verdict, block.consequence
        self._keep_disposition(Disposition(**rule, course=course, verdict=verdict, consequence=consequence))

    def _keep_disposition(self, disposition: Disposition) -> None:
        place = disposition.place
        if disposition.course not in self.vocabulary.courses:
            hint = nearest(disposition.course, self.vocabulary.courses)
            problem = BlockError(
                "unknown-course", disposition.course, "No such course is listed in rulebook.yaml.", hint
            )
            self.report(place.file, place.line, problem)
        if disposition.id in self.dispositions:
            reason = (
                f"Also at {self.dispositions[disposition.id].place}. Rows on the same course need ids of their own."
            )
            self.report(place.file, place.line, BlockError("duplicate-id", disposition.id, reason))
        self.dispositions[disposition.id] = disposition

    def _rule(
        self, written: Written, block: blocks.RuleBlock | blocks.DispositionBlock
    ) -> dict[str, Any]:  # the fields of `model.Rule`
        return {
            "id": block.id,
            "title": block.title,
            "when": self.condition(written, "when"),
            "binding": self.citations(written, block.binding, "binding"),
            "supporting": tuple(block.supporting),
            "map": tuple(block.map),
            "place": written.place,
        }

    def _law(self, written: Written) -> None:
        block = cast(blocks.LawBlock, written.block)
        if not (block.exclusive or block.exhaustive or block.implies or block.subsumes or block.redundant):
            reason = "A law says one of: exclusive, exhaustive, implies, subsumes, redundant."
            self.report(written.file, written.node.line, BlockError("empty-law", block.id, reason))
        if block.subsumes and len(block.subsumes) != 2:
            reason = "subsumes names two issues: wherever the second stands, so does the first."
            self.report(written.file, line_of(written.node, ("subsumes",)), BlockError("bad-law", block.id, reason))
        self.laws[block.id] = Law(
            id=block.id,
            title=block.title,
            reason=block.reason,
            given=self.condition(written, "given") if block.given is not None else None,
            exclusive=tuple(block.exclusive),
            exhaustive=tuple(block.exhaustive),
            implies=self._implication(written, block.implies) if block.implies else None,
            subsumes=tuple(block.subsumes),
            redundant=tuple(block.redundant),
            sources=self.citations(written, block.sources, "sources"),
            place=written.place,
        )

    def _implication(self, written: Written, block: blocks.ImpliesBlock) -> Implication:
        return Implication(
            condition=self.condition(written, "implies", "if"),
            then=self.condition(written, "implies", "then") if block.then is not None else None,
            establishes=tuple(block.establishes),
            excludes=tuple(block.excludes),
        )

    def _example(self, written: Written) -> None:
        """The example, and each of its variants as an example of its own."""
        block = cast(blocks.ExampleBlock, written.block)
        base = self._alike(written, block.like) if block.like else {}
        case = self._told(written, block.title, block, base, written.node.line)
        for number, variant in enumerate(block.variants):
            line = line_of(written.node, ("variants", number, "but"))
            self._told(written, f"{block.title}; but {variant.but}", variant, case, line)

    def _told(
        self, written: Written, title: str, turn: blocks.TurnBlock, base: dict[str, object], line: int
    ) -> dict[str, object]:
        """Keep one example: what it says, laid over the case it starts from. Gives its case."""
        name = f"{written.file}#{title}"
        if name in self.examples:
            problem = BlockError("duplicate-id", title, "Two examples of the chapter have the same title.")
            self.report(written.file, line, problem)
        said: dict[str, object] = {"title": title, "as-of": turn.as_of}
        said |= {"parties": turn.parties, "treaties": turn.treaties, "positions": turn.positions, "facts": turn.facts}
        case = dict(base)
        for key, value in said.items():
            if isinstance(value, dict) and value:
                case[key] = {**cast(dict[str, object], case.get(key, {})), **value}
            elif value:
                case[key] = value
        place = Place(file=written.file, line=line)
        self.examples[name] = Example(id=name, title=title, case=case, expect=turn.expect, place=place)
        return case

    def _alike(self, written: Written, like: str) -> dict[str, object]:
        """The case of an earlier example of the chapter."""
        base = self.examples.get(f"{written.file}#{like}")
        if base is None:
            known = (example.title for example in self.examples.values() if example.place.file == written.file)
            hint = nearest(like, known)
            problem = BlockError("unknown-example", like, "No earlier example of this chapter has that title.", hint)
            self.report(written.file, line_of(written.node, ("like",)), problem)
        return dict(base.case) if base else {}


def node_at(node: Node, path: tuple[str | int, ...]) -> Node | None:
    """The node at a path of keys and indices, if there is one."""
    for step in path:
        if isinstance(node, Mapping) and isinstance(step, str):
            inner = node.get(step)
            if inner is None:
                return None
            node = inner
        elif isinstance(node, Sequence) and isinstance(step, int):
            node = node.items[step]
        else:
            return None
    return node


def _both(common: Condition, own: Condition) -> Condition:
    parts = [part for part in (common, own) if not (isinstance(part, All) and not part.of)]
    return parts[0] if len(parts) == 1 else All(of=tuple(parts))
