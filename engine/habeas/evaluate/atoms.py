"""Atoms: every comparison of facts, computed once per case to true, false or unknown, before any logic runs.

All engines see only these truth values, so that there is one definition of what a test means.
"""

from collections.abc import Callable
from typing import cast

from habeas.case.dates import Interval
from habeas.case.model import Case
from habeas.case.participation import ParticipationTable
from habeas.evaluate.comparisons import ComparisonAtom, Test, compile_comparison
from habeas.logic.plan import Plan
from habeas.logic.truth import Truth
from habeas.rulebook.conditions import (
    Answer,
    Atom,
    BoundBy,
    DateTest,
    Elapsed,
    Includes,
    LongestGap,
    Point,
    Reading,
    SameCountry,
)
from habeas.rulebook.model import Rulebook


def compile_atoms(plan: Plan, rulebook: Rulebook) -> Callable[[Case], dict[str, Truth]]:
    """A function from a case to the value of every atom of the plan. Make it once, call it for every case."""
    table = ParticipationTable(rulebook.instruments.values(), rulebook.participation)
    answers = [(name, atom.fact) for name, atom in plan.atoms.items() if isinstance(atom, Answer)]
    tests = [
        (name, compile_atom(atom, rulebook, table)) for name, atom in plan.atoms.items() if not isinstance(atom, Answer)
    ]

    def values(case: Case) -> dict[str, Truth]:
        # Most atoms are plain answers. Looking them up here, without a call for each, takes a third of the time.
        known = cast(dict[str, Truth], case.known)
        found = {name: known.get(fact) for name, fact in answers}
        for name, test in tests:
            found[name] = test(case)
        return found

    return values


def atom_values(plan: Plan, rulebook: Rulebook, case: Case) -> dict[str, Truth]:
    """The value of every atom of a plan for one case. For many cases use `compile_atoms`."""
    return compile_atoms(plan, rulebook)(case)


def compile_atom(atom: Atom | Reading, rulebook: Rulebook, table: ParticipationTable) -> Test:
    """One atom as a function from a case to its value."""
    match atom:
        case BoundBy():
            return lambda case: table.bound(atom.party, atom.instrument, case).value
        case Reading():
            default = rulebook.positions[atom.position].default
            return lambda case: case.positions.get(atom.position, default) == atom.reading
        case _:
            return compile_comparison(atom)


def missing(atom: Atom | Reading, case: Case) -> tuple[str, ...]:
    """What an undecided comparison lacks: keys that are unknown or, if all are known, too vague to decide.

    Keys are those of facts, and `as-of` or `party.holder`. Nothing for what is decided, nor for readings. What lacks
    for participation, beyond the name of the party, is told by `case.participation.bound`.
    """
    match atom:
        case Reading():
            return ()
        case BoundBy():
            return () if case.parties.named(atom.party) else (f"party.{atom.party}",)
    if compile_comparison(atom)(case) is not None:
        return ()
    inputs = {key: _input(key, case) for key in (*atom.facts, *_built_in(atom))}
    unknown = tuple(key for key, value in inputs.items() if value is None)
    vague = tuple(key for key, value in inputs.items() if _is_vague(value))
    # What remains is the first or last of a list that is empty.
    return unknown or vague or tuple(key for key, value in inputs.items() if value == ())


def _built_in(atom: ComparisonAtom) -> tuple[str, ...]:
    """The names of the built-in inputs that a comparison reads."""
    match atom:
        case SameCountry():
            return tuple(str(country) for country in (atom.left, atom.right) if country.kind == "party")
        case Includes():
            return (str(atom.country),) if atom.country.kind == "party" else ()
        case DateTest():
            return _as_of(atom.left, atom.right)
        case Elapsed() | LongestGap():
            return _as_of(atom.start, atom.end)
        case _:
            return ()


def _as_of(*points: Point | None) -> tuple[str, ...]:
    return ("as-of",) if any(point and point.kind == "as-of" for point in points) else ()


def _input(key: str, case: Case) -> object:
    if key == "as-of":
        return case.as_of
    role = key.removeprefix("party.")
    return getattr(case.parties, role) if role != key else case.known.get(key)


def _is_vague(value: object) -> bool:
    if isinstance(value, tuple):
        return any(_is_vague(item) for item in value)
    return isinstance(value, Interval) and not value.exact
