"""What has to be answered before a rule can be decided."""

from habeas.logic.plan import Literal, Plan
from habeas.rulebook.conditions import Atom, BoundBy, Includes, Reading, SameCountry
from habeas.verify.engine import facts_of
from habeas.verify.query import Answered, Every, Never, Query, Sees


def asked_by(atom: Atom | Reading, name: str) -> frozenset[str]:
    """What has to be answered to decide an atom: keys of facts, `as-of`, parties; itself where a treaty has to bind."""
    keys = {*facts_of(atom)}
    if "as-of" in str(atom).split():
        keys.add("as-of")
    if isinstance(atom, SameCountry):
        keys |= {str(side) for side in (atom.left, atom.right) if side.kind == "party"}
    elif isinstance(atom, Includes) and atom.country.kind == "party":
        keys.add(str(atom.country))
    elif isinstance(atom, BoundBy):
        keys.add(name)
    return frozenset(keys)


def answered(asked: frozenset[str], plan: Plan) -> Query:
    """Everything is answered that has to be, and what binds whom is decided."""
    decided = [name for name in sorted(asked) if name in plan.atoms and isinstance(plan.atoms[name], BoundBy)]
    keys = tuple(sorted(asked.difference(decided)))
    return Every((Answered(keys), *(Never(Sees(Literal("atom", name), None)) for name in decided)))
