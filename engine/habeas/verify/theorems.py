"""What follows for every case from the shape of the rules alone, without any search.

*Learning never reverses.* An atom is decided only if every way to complete the facts decides it so. A formula is built
from atoms and nodes by conjunction, disjunction and negation in symmetric Kleene logic, which never lose a value when
an unknown input becomes known. So a node that is settled stays settled, and as it was. The only other step is a
presumption, which answers an unknown concept, and findings that rest on one are marked.

*Party-blind.* Exchanging names changes nothing if no atom names a State. `Country` of kind `literal` would; the reader
of chapters builds none.
"""

from collections.abc import Iterator

from habeas.logic.plan import And, Formula, Literal, Or, Plan
from habeas.rulebook.conditions import Country, Includes, SameCountry


def steps_outside_kleene(plan: Plan) -> Iterator[str]:
    """Nodes whose formula is made of anything but conjunction, disjunction and negated or plain leaves."""
    for node in plan.nodes.values():
        if not _is_kleene(node.formula):
            yield node.name


def atoms_that_name_a_state(plan: Plan) -> Iterator[str]:
    """Atoms that compare with a State by its name."""
    for name, atom in plan.atoms.items():
        countries: list[Country] = []
        if isinstance(atom, SameCountry | Includes):
            countries = [atom.left, atom.right] if isinstance(atom, SameCountry) else [atom.country]
        if any(country.kind == "literal" for country in countries):
            yield name


def presumed(plan: Plan) -> list[str]:
    """The concepts that may be presumed: only findings that rest on them can be reversed by an answer."""
    return [node.subject for node in plan.nodes.values() if node.presumptions]


def _is_kleene(formula: Formula) -> bool:
    if isinstance(formula, And | Or):
        return all(_is_kleene(part) for part in formula.of)
    return isinstance(formula, Literal)
