"""A small rulebook that has one fact of every type, for reading cases."""

from typing import Any

import pytest

from habeas.rulebook.conditions import Constant
from habeas.rulebook.model import Fact, Instrument, Issue, Participation, Place, Position, ReadingText, Rulebook

PLACE = Place(file="rules.md", line=1)
FACTS: dict[str, dict[str, Any]] = {
    "detention.began_on": {"type": "date"},
    "detention.ended_on": {"type": "date"},
    "detention.still_held": {"type": "yes-no"},
    "detention.regime": {
        "type": "choice",
        "options": {"internment": "Held for security", "refused": "They refuse to say"},
    },
    "conflict.began_on": {"type": "date"},
    "conflict.active_hostilities_ended": {"type": "yes-no"},
    "conflict.active_hostilities_ended_on": {"type": "date"},
    "person.born_on": {"type": "date"},
    "person.age": {"type": "number", "unit": "years"},
    "person.residence": {"type": "country"},
    "person.nationalities": {"type": "countries"},
    "person.story": {"type": "text"},
    "review.held_on": {"type": "dates"},
    "card.sent": {"type": "yes-no"},
    "card.sent_on": {"type": "date"},
    "holder.kind": {"type": "choice", "options": {"state": "A State", "armed-group": "A group", "private": "Nobody's"}},
}
INSTRUMENTS: dict[str, dict[str, Any]] = {
    "GC IV": {"universal": True},
    "AP I": {},
    "CIHL": {"custom": True},
    "ECHR": {},
}


def make_rulebook(participation: tuple[Participation, ...] = ()) -> Rulebook:
    issue = Issue(
        id="no-card",
        title="No card",
        when=Constant(),
        binding=(),
        place=PLACE,
        severity="breach",
        consequence="The holder must send the card.",
    )
    readings = {"broad": ReadingText(holds="all"), "narrow": ReadingText(holds="some")}
    position = Position(id="scope", title="Scope", question="Whom?", readings=readings, default="broad", place=PLACE)
    unused = ("concepts", "presumptions", "exceptions", "duties", "dispositions")
    empty: dict[str, Any] = {name: {} for name in unused}
    return Rulebook(
        name="Small",
        version="1",
        hash="",
        courses={"internment": "is interned"},
        instruments={
            name: Instrument(id=name, title=name, adopted="", in_force="", applies=Constant(), **flags)
            for name, flags in INSTRUMENTS.items()
        },
        participation=participation,
        facts={key: Fact(key=key, question=f"What of {key}?", place=PLACE, **fields) for key, fields in FACTS.items()},
        positions={"scope": position},
        issues={"no-card": issue},
        examples=(),
        **empty,
    )


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return make_rulebook()


@pytest.fixture(scope="session")
def with_participation() -> Any:
    """A rulebook with the given rows of participation data."""
    return lambda *rows: make_rulebook(tuple(Participation(**row) for row in rows))
