"""What an answer depends on, as digests: of an atom or node and all beneath it, of a question, of a worked example.

Two rulebooks in which something has the same digest give the same answer about it, whatever else they say.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import get_args

from habeas.case import coherence
from habeas.case.participation import HOLDER_KIND
from habeas.logic.plan import And, Formula, Literal, NodeKind, Plan
from habeas.rulebook.conditions import BoundBy, Reading
from habeas.rulebook.model import Example, Fact, Rulebook
from habeas.verify.engine import reads
from habeas.verify.facts import undatable
from habeas.verify.model import Obligation
from habeas.verify.query import Answered, Every, Moves, Never, Query, Sees, leaves_of

_TOLD: tuple[NodeKind, ...] = get_args(NodeKind)


class Digests:
    """The digests of one rulebook and its plan, each computed once."""

    def __init__(self, rulebook: Rulebook, plan: Plan) -> None:
        self.rulebook, self.plan = rulebook, plan
        self._known: dict[str, str] = {}
        self._world = self._common()

    def of(self, name: str) -> str:
        """Of an atom or node and of all that it reads."""
        known = self._known.get(name)
        if known is None:
            node = self.plan.nodes.get(name)
            parts = (formula_text(node.formula), repr(node.presumptions), *map(self.of, reads(node))) if node else ()
            known = self._known[name] = digest(name, *parts) if node else self._atom(name)
        return known

    def question(self, item: Obligation) -> str:
        """Of an obligation and of everything on which its answer depends."""
        leaves = sorted({leaf.name for leaf in leaves_of(item.query)})
        return digest(self._world, item.code, item.wanted, query_text(item.query), *map(self.of, leaves))

    def fact(self, key: str) -> str:
        """Of a fact by itself, for what is known about it and a single finding."""
        return digest(self._world, "fact", key)

    def issue(self, name: str) -> str:
        """Of an issue and of what every case has to respect."""
        return digest(self._world, "issue", self.of(f"issue:{name}"))

    def example(self, example: Example) -> str:
        """Of a worked example and of everything on which it depends that it comes out as it expects."""
        book, case = self.rulebook, {key: _mapping(value) for key, value in example.case.items()}
        keys = [key for key in case.get("facts", ()) for key in (key, key.removesuffix("_on"))]
        positions = [sorted(book.positions[key].readings) for key in case.get("positions", ()) if key in book.positions]
        known = [str(key in book.instruments) for key in case.get("treaties", ())]
        names = sorted({name for section in example.expect.values() for name in _names(section)})
        said = repr((example.case, example.expect, keys, positions, known))
        return digest(self._world, said, *self._shapes(keys), *map(self._told, names), *self._courses(example.expect))

    def _told(self, name: str) -> str:
        """All nodes of a name, and how grave what it names is."""
        found = [self.of(f"{kind}:{name}") for kind in _TOLD if f"{kind}:{name}" in self.plan.nodes]
        rule = self.rulebook.issues.get(name) or self.rulebook.duties.get(name)
        graver = getattr(rule, "aggravated", None)
        return repr((name, found, getattr(rule, "severity", ""), graver.to if graver else ""))

    def _courses(self, expect: Mapping[str, object]) -> list[str]:
        if "courses" not in expect:
            return []
        rules = self.rulebook.dispositions.values()
        verdicts = [f"{rule.course} {rule.verdict} {self.of(f'disposition:{rule.id}')}" for rule in rules]
        return [repr(self.rulebook.courses), *verdicts]

    def _atom(self, name: str) -> str:
        atom, book = self.plan.atoms[name], self.rulebook
        if isinstance(atom, Reading):
            position = book.positions[atom.position]
            return digest(name, position.default, *position.readings)
        dated = [row for row in undatable(atom.facts) if row[1] in book.facts]
        keys = [*atom.facts, *(happened for _, happened, _ in dated)]
        instrument = book.instruments[atom.instrument] if isinstance(atom, BoundBy) else None
        kind = f"{instrument.universal} {instrument.custom}" if instrument else ""
        return digest(name, repr(atom), *self._shapes(keys), repr(dated), kind)

    def _common(self) -> str:
        """What every case of this rulebook has to respect, and what binds States."""
        dates = {key for pair in coherence.ORDER for key in pair} | set(coherence.PAST)
        return digest(*self._shapes(sorted({*dates, HOLDER_KIND})), repr(self.rulebook.participation))

    def _shapes(self, keys: Iterable[str]) -> list[str]:
        return [f"{key} {shape(self.rulebook.facts[key])}" for key in keys if key in self.rulebook.facts]


def shape(fact: Fact) -> str:
    """What can be answered to a fact."""
    return f"{fact.type} {sorted(fact.options)} {fact.unit} {fact.dated_by}"


def _mapping(section: object) -> dict[str, object]:
    return section if isinstance(section, dict) else {}


def _names(section: object) -> list[str]:
    return [str(name) for name in section] if isinstance(section, list | dict) else [str(section)]


def query_text(query: Query) -> str:
    """A query as text; two queries with the same text are the same."""
    match query:
        case Sees():
            return f"{formula_text(query.formula)}={query.value}"
        case Never():
            return f"never({query_text(query.of)})"
        case Answered():
            return repr(query.facts)
        case Moves():
            return f"moves {query.fact!r} {query.findings!r}"
        case _:
            parts = ",".join(query_text(part) for part in query.of)
            return f"{'every' if isinstance(query, Every) else 'some'}({parts})"


def formula_text(formula: Formula) -> str:
    """A formula as text; two formulas with the same text are the same. (Names may contain anything.)"""
    if isinstance(formula, Literal):
        return f"{'+' if formula.positive else '-'}{formula.kind}{len(formula.name)}:{formula.name}"
    return f"{'all' if isinstance(formula, And) else 'any'}({','.join(map(formula_text, formula.of))})"


def digest(*parts: str) -> str:
    """A short digest of some texts. (A collision by accident is not to be expected in the life of the universe.)"""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
