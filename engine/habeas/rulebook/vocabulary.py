"""The names a condition may use: facts with their types, concepts, positions, instruments, courses."""

from dataclasses import dataclass, field

from habeas.rulebook.citations import Articles
from habeas.rulebook.errors import BlockError, nearest
from habeas.rulebook.model import FactType

PARTIES = ("party.holder", "party.adversary", "party.territory")


@dataclass(slots=True)
class FactShape:
    """What conditions need to know of a fact."""

    type: FactType
    options: tuple[str, ...] = ()
    unit: str = ""


@dataclass(slots=True)
class Vocabulary:
    """All names of a rulebook, gathered before any condition is resolved."""

    articles: Articles
    facts: dict[str, FactShape] = field(default_factory=dict)
    concepts: set[str] = field(default_factory=set)
    positions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    courses: set[str] = field(default_factory=set)

    def fact(self, key: str, text: str) -> FactShape:
        """The shape of a fact. Raises `BlockError` unknown-name."""
        if key not in self.facts:
            raise self.unknown(key, text)
        return self.facts[key]

    def typed(self, key: str, text: str, *types: FactType) -> FactShape:
        """The shape of a fact that must have one of these types. Raises `BlockError` wrong-fact-type."""
        shape = self.fact(key, text)
        if shape.type not in types:
            reason = f"{key} is of type {shape.type}; this test needs {' or '.join(types)}."
            raise BlockError("wrong-fact-type", text, reason)
        return shape

    def unknown(self, name: str, text: str) -> BlockError:
        """The error for a name that nobody declared."""
        known = [*self.facts, *self.concepts, *(f"position.{name}" for name in self.positions), *PARTIES]
        return BlockError("unknown-name", text, f"No fact or concept is called {name}.", nearest(name, known))
