"""The proof as an indented tree in plain words: each line with its mark, and the articles that carry it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from habeas.evaluate.proof import value_of
from habeas.explain.findings import FindingMaker
from habeas.logic.plan import And, Formula, Literal, Node
from habeas.logic.truth import Truth
from habeas.rulebook.conditions import Reading
from habeas.rulebook.model import Rule

MARKS: dict[Truth, str] = {True: "yes", False: "no", None: "open"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a proof. `mark` is yes, no, open or presumed; `cited` the articles; `depth` the indentation."""

    depth: int
    mark: str
    text: str
    cited: tuple[str, ...] = ()


class TreeMaker:
    """Writes the proof of a node as lines. A concept that was shown before is only named the second time."""

    def __init__(self, maker: FindingMaker, *, full: bool = False) -> None:
        self.maker, self.proof, self.rulebook = maker, maker.proof, maker.rulebook
        self.full = full
        self._shown: set[str] = set()

    def lines(self, node: str, depth: int = 0) -> Iterator[Line]:
        """The proof of a node: its conditions, its sources, its exceptions."""
        item = self.proof.plan.nodes[node]
        yield Line(depth, self._mark(item), self._title(item), self._cited(item))
        if node in self._shown:
            return
        self._shown.add(node)
        trigger = self.proof.presumed(item)
        if trigger:
            yield Line(depth + 1, "presumed", "In doubt on its own grounds; it counts as true while this stands:")
            yield from self.lines(trigger, depth + 2)
        yield from self._formula(item.when, depth + 1)
        yield from self._sources(item, depth + 1)
        yield from self._exceptions(item, depth + 1)

    def _mark(self, node: Node) -> str:
        return "presumed" if self.proof.presumed(node) else MARKS[self.proof.values[node.name]]

    def _title(self, node: Node) -> str:
        title = self.maker.node_title(node.name)
        prefixes = {
            "aggravation": "Graver: ",
            "duty": "The duty applies: ",
            "met": "The duty is met: ",
            "breached": "The duty is breached: ",
            "exception": "Exception: ",
            "trigger": "Presumption: ",
            "until": "The presumption has ended: ",
            "ground": "Ground: ",
        }
        return prefixes.get(node.kind, "") + title

    def _cited(self, node: Node) -> tuple[str, ...]:
        """The citations of a rule that apply here (all of them while that is open)."""
        rule = self._rule(node)
        if rule is None:
            return ()
        pairs = zip(rule, node.sources, strict=True)
        return tuple(cited for cited, source in pairs if self.proof.values[source] is not False)

    def _rule(self, node: Node) -> tuple[str, ...] | None:
        book = self.rulebook
        if node.kind == "ground":
            concept = book.concepts[node.subject.partition("/")[0]]
            binding = next(ground.binding for ground in concept.grounds if ground.id == node.subject)
            return tuple(str(citation) for citation in binding)
        if node.kind == "aggravation":
            graver = book.issues[node.subject].aggravated
            return tuple(str(citation) for citation in graver.binding) if graver else None
        kinds: dict[str, Mapping[str, Rule]] = {
            "issue": book.issues,
            "duty": book.duties,
            "disposition": book.dispositions,
            "exception": book.exceptions,
            "trigger": book.presumptions,
        }
        if node.kind not in kinds:
            return None
        return tuple(str(citation) for citation in kinds[node.kind][node.subject].binding)

    def _formula(self, formula: Formula, depth: int) -> Iterator[Line]:
        value = value_of(formula, self.proof.values)
        if isinstance(formula, Literal):
            yield from self._leaf(formula, value, depth)
            return
        parts = [part for part in formula.of if self._bears(part, value)]
        if isinstance(formula, And) or len(parts) < 2:
            for part in parts:
                yield from self._formula(part, depth)
            return
        yield Line(depth, MARKS[value], "at least one of:")
        for part in parts:
            yield from self._formula(part, depth + 1)

    def _bears(self, part: Formula, value: Truth) -> bool:
        """Whether a part is shown: what decides the whole; for an open whole also what is already settled in favour."""
        own = value_of(part, self.proof.values)
        return self.full or own is value or (value is None and own is not None)

    def _leaf(self, leaf: Literal, value: Truth, depth: int) -> Iterator[Line]:
        if leaf.kind == "atom":
            atom = self.proof.plan.atoms[leaf.name]
            text = self.maker.words.atom(atom)
            if not leaf.positive and isinstance(atom, Reading):
                text = f"not: {text}"
            yield Line(depth, MARKS[value], self._told(leaf, text))
        elif leaf.positive:
            yield from self.lines(leaf.name, depth)
        else:
            yield Line(depth, MARKS[value], f"Not: {self.maker.node_title(leaf.name)}")
            yield from self._why(leaf.name, depth + 1)

    def _told(self, leaf: Literal, text: str) -> str:
        """A negated comparison says so; a yes/no question speaks for itself by its answer."""
        plain = " — " in text and "(needed:" not in text
        return text if leaf.positive or plain or text.startswith("not: ") else f"not the case: {text}"

    def _why(self, node: str, depth: int) -> Iterator[Line]:
        """The parts of a node that make it what it is, under a heading that has already been given."""
        own = self.lines(node, depth - 1)
        next(own)
        yield from own

    def _sources(self, node: Node, depth: int) -> Iterator[Line]:
        names = dict.fromkeys(node.sources)
        binding = [name for name in names if self.proof.values[name] is True]
        if binding and not self.full:
            return
        for name in names:
            value = self.proof.values[name]
            title = self.maker.node_title(name)
            why = "; ".join(self.maker.reasons(name))
            yield Line(depth, MARKS[value], f"{title}" + (f" ({why})" if why else ""))

    def _exceptions(self, node: Node, depth: int) -> Iterator[Line]:
        for name in node.exceptions:
            value = self.proof.values[name]
            if value is False:
                yield Line(depth, "yes", f"Exception tested, does not apply: {self.maker.node_title(name)}")
                if self.full:
                    yield from self._why(name, depth + 1)
            else:
                yield from self.lines(name, depth)
