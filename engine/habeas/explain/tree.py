"""The proof as an indented tree in plain words: each line with its mark, and the articles that carry it.

Shown is what decides: for what holds, one way in which it holds; for what does not, one reason each. `full` shows all.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from habeas.evaluate.proof import value_of
from habeas.explain.findings import FindingMaker
from habeas.logic.plan import And, Formula, Literal, Node
from habeas.logic.truth import Truth
from habeas.rulebook.conditions import Reading
from habeas.rulebook.model import Rule

MARKS: dict[Truth, str] = {True: "yes", False: "no", None: "open"}
_PREFIXES = {
    "aggravation": "Graver: ",
    "duty": "The duty applies: ",
    "met": "The duty is met: ",
    "breached": "The duty is breached: ",
    "exception": "Exception: ",
    "trigger": "Presumption: ",
    "until": "The presumption has ended: ",
    "ground": "Ground: ",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a proof. `mark` is yes, no, open or presumed; `cited` the articles; `depth` the indentation."""

    depth: int
    mark: str
    text: str
    cited: tuple[str, ...] = ()


class TreeMaker:
    """Writes the proof of a node as lines. A node that was shown before is only named the second time."""

    def __init__(self, maker: FindingMaker, *, full: bool = False) -> None:
        self.maker, self.proof, self.rulebook = maker, maker.proof, maker.rulebook
        self.full = full
        self._shown: set[str] = set()

    def lines(self, node: str, depth: int = 0) -> Iterator[Line]:
        """The proof of a node: its conditions, its sources, its exceptions."""
        item = self.proof.plan.nodes[node]
        yield Line(depth, self._mark(item), self._title(item), self._cited(item))
        if node not in self._shown:
            self._shown.add(node)
            yield from self._below(item, depth + 1)

    def _below(self, item: Node, depth: int) -> Iterator[Line]:
        trigger = self.proof.presumed(item)
        if trigger:
            yield Line(depth, "presumed", "In doubt on its own grounds; it counts as true while this stands:")
            yield from self.lines(trigger, depth + 1)
        if item.kind == "concept":
            yield from self._grounds(item, depth)
        else:
            yield from self._formula(item.when, depth)
        if self.full or value_of(item.when, self.proof.values) is not False:
            yield from self._sources(item, depth)
            yield from self._exceptions(item, depth)

    def _mark(self, node: Node) -> str:
        return "presumed" if self.proof.presumed(node) else MARKS[self.proof.values[node.name]]

    def _title(self, node: Node) -> str:
        return _PREFIXES.get(node.kind, "") + self.maker.node_title(node.name)

    def _cited(self, node: Node) -> tuple[str, ...]:
        """The citations of a rule that apply here (those that may, while that is open)."""
        if node.kind == "concept":
            names = self._ground_names(node)
            return self._cited(self.proof.plan.nodes[names[0]]) if len(names) == 1 else ()
        pairs = zip(self._binding(node), node.sources, strict=False)
        return tuple(cited for cited, source in pairs if self.proof.values[source] is not False)

    def _binding(self, node: Node) -> tuple[str, ...]:
        book = self.rulebook
        if node.kind == "ground":
            concept = book.concepts[node.subject.partition("/")[0]]
            binding = next(ground.binding for ground in concept.grounds if ground.id == node.subject)
            return tuple(str(citation) for citation in binding)
        if node.kind == "aggravation":
            graver = book.issues[node.subject].aggravated
            return tuple(str(citation) for citation in graver.binding) if graver else ()
        kinds: dict[str, Mapping[str, Rule]] = {
            "issue": book.issues,
            "duty": book.duties,
            "disposition": book.dispositions,
            "exception": book.exceptions,
            "trigger": book.presumptions,
        }
        if node.kind not in kinds:
            return ()
        return tuple(str(citation) for citation in kinds[node.kind][node.subject].binding)

    def _ground_names(self, concept: Node) -> list[str]:
        parts = (concept.when,) if isinstance(concept.when, Literal) else concept.when.of
        return [part.name for part in parts if isinstance(part, Literal)]

    def _grounds(self, concept: Node, depth: int) -> Iterator[Line]:
        """A single ground stands for its concept; of several, those that decide."""
        names = self._ground_names(concept)
        if len(names) == 1:
            yield from self._below(self.proof.plan.nodes[names[0]], depth)
            return
        value = self.proof.values[concept.name]
        if value is False and not self.full:
            yield from self._no_ground(names, depth)
            return
        shown = names if self.full else [name for name in names if self.proof.values[name] is value] or names
        for name in shown[:1] if value is True and not self.full else shown:
            yield from self.lines(name, depth)

    def _no_ground(self, names: list[str], depth: int) -> Iterator[Line]:
        """Grounds that fail, gathered by the answer on which they fail."""
        by_reason: dict[str, list[str]] = {}
        for name in names:
            by_reason.setdefault(self._reason(name), []).append(self.maker.node_title(name))
        for reason, titles in by_reason.items():
            yield Line(depth, "no", "; ".join(titles))
            yield Line(depth + 1, "no", reason)

    def _reason(self, node: str, follow: int = 12) -> str:
        """The one answer, or the part, on which a node fails."""
        leaf = self._failing(self.proof.plan.nodes[node].formula)
        if leaf is None or follow == 0:
            return self.maker.node_title(node)
        if leaf.kind == "atom":
            return self._told(leaf).partition(" (needed:")[0]
        return self._reason(leaf.name, follow - 1) if leaf.positive else self._told(leaf)

    def _failing(self, formula: Formula) -> Literal | None:
        """The leaf on which a formula fails: an answer if there is one, rather than a part with reasons of its own."""
        if isinstance(formula, Literal):
            return formula
        failing = [part for part in formula.of if value_of(part, self.proof.values) is False]
        leaves = [leaf for leaf in map(self._failing, failing) if leaf]
        return next((leaf for leaf in leaves if leaf.kind == "atom"), leaves[0] if leaves else None)

    def _formula(self, formula: Formula, depth: int) -> Iterator[Line]:
        value = value_of(formula, self.proof.values)
        if isinstance(formula, Literal):
            yield from self._leaf(formula, value, depth)
            return
        parts = self._deciding(formula, value)
        if isinstance(formula, And) or len(parts) < 2:
            for part in parts:
                yield from self._formula(part, depth)
            return
        yield Line(depth, MARKS[value], "at least one of:")
        for part in parts:
            together = isinstance(part, And) and len(self._deciding(part, value_of(part, self.proof.values))) > 1
            if together:
                yield Line(depth + 1, MARKS[value_of(part, self.proof.values)], "all of:")
            yield from self._formula(part, depth + 2 if together else depth + 1)

    def _deciding(self, formula: Formula, value: Truth) -> list[Formula]:
        """The parts that are shown. One part settles a false `all` and a true `any`: an answer, if one does."""
        if isinstance(formula, Literal):
            return [formula]
        if self.full:
            return list(formula.of)
        if value is None:  # what is settled first, then what is open
            return sorted(formula.of, key=lambda part: value_of(part, self.proof.values) is None)
        same = [part for part in formula.of if value_of(part, self.proof.values) is value]
        settled_by_one = isinstance(formula, And) is not value
        answered = sorted(same, key=lambda part: not (isinstance(part, Literal) and part.kind == "atom"))
        return answered[:1] if settled_by_one else same

    def _leaf(self, leaf: Literal, value: Truth, depth: int) -> Iterator[Line]:
        if leaf.kind == "atom":
            yield Line(depth, MARKS[value], self._told(leaf))
        elif leaf.positive:
            yield from self.lines(leaf.name, depth)
        else:
            yield Line(depth, MARKS[value], self._told(leaf))
            if leaf.name not in self._shown:
                self._shown.add(leaf.name)
                yield from self._below(self.proof.plan.nodes[leaf.name], depth + 1)

    def _told(self, leaf: Literal) -> str:
        """A leaf in words; a negated comparison says so, a yes/no question speaks for itself by its answer."""
        if leaf.kind == "node":
            return f"Not: {self.maker.node_title(leaf.name)}"
        atom = self.proof.plan.atoms[leaf.name]
        text = self.maker.words.atom(atom)
        if leaf.positive:
            return text
        if isinstance(atom, Reading):
            return f"not: {text}"
        plain = " — " in text and "(needed:" not in text
        return text if plain else f"not the case: {text}"

    def _sources(self, node: Node, depth: int) -> Iterator[Line]:
        names = dict.fromkeys(node.sources)
        if not self.full and any(self.proof.values[name] is True for name in names):
            return
        for name in names:
            value = self.proof.values[name]
            why = "; ".join(self.maker.reasons(name))
            yield Line(depth, MARKS[value], self.maker.node_title(name) + (f" ({why})" if why else ""))

    def _exceptions(self, node: Node, depth: int) -> Iterator[Line]:
        """An exception that holds or is open is shown with its proof; those tested in vain are named in one line."""
        vain = [name for name in node.exceptions if self.proof.values[name] is False]
        for name in node.exceptions:
            if name not in vain:
                yield from self.lines(name, depth)
        if vain:
            titles = "; ".join(self.maker.node_title(name) for name in vain)
            yield Line(depth, "yes", f"Exceptions tested, none applies: {titles}")
            for name in vain if self.full else ():
                yield from self.lines(name, depth + 1)
