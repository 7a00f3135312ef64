"""Rules that are decided as soon as everything they read is answered, told by their shape alone.

A formula whose leaves are all true or false is true or false. So it is enough that every comparison of facts is decided
once its facts are answered, and that can fail only where an answer leaves a date out: a date of what did not happen,
the first of no dates.
"""

from collections.abc import Iterable

from habeas.logic.plan import Plan, literals
from habeas.rulebook.conditions import Atom, DateTest, Elapsed, Followed, LongestGap, Reading
from habeas.rulebook.model import Rulebook
from habeas.verify.facts import undatable


def decided(plan: Plan, rulebook: Rulebook, proved: Iterable[str] = ()) -> set[str]:
    """The atoms and nodes that are decided once everything they rest on is answered.

    Args:
        plan: whose names are told.
        rulebook: what the plan was compiled from.
        proved: nodes of which the same was proved in another way.
    """
    found = {*proved, *(name for name, atom in plan.atoms.items() if _answers(atom, rulebook))}
    for stratum in plan.strata:
        # (A presumption speaks only of what is not decided.)
        found |= {node.name for node in stratum if all(leaf.name in found for leaf in literals(node.formula))}
    return found


def _answers(atom: Atom | Reading, rulebook: Rulebook) -> bool:
    """Whether known facts decide a comparison."""
    match atom:
        case DateTest():
            points = [atom.left, atom.right]
        case Elapsed() | LongestGap():
            points = [point for point in (atom.start, atom.end) if point]
        case Followed():
            return False
        case _:
            return True
    if any(point.kind in ("first", "last") for point in points):
        return False
    return not any(happened in rulebook.facts for _, happened, _ in undatable(_dates(atom)))


def _dates(atom: DateTest | Elapsed | LongestGap) -> list[str]:
    return [key for key in atom.facts if not isinstance(atom, LongestGap) or key != atom.fact]
