"""From truth values to verdicts: what a value of a node means for an issue, a duty, a course."""

from collections.abc import Container, Mapping
from typing import Literal

from habeas.logic.truth import Truth
from habeas.rulebook.model import CourseVerdict, Disposition, Rulebook, Severity

Verdict = Literal["established", "open", "excluded"]
DutyVerdict = Literal["breached", "pending", "met", "open", "excluded"]
# A course on which rules of incompatible verdicts are established: a defect of the rulebook.
CourseOutcome = CourseVerdict | Literal["open", "none", "conflict"]

# The kinds of node that carry the name of a rule, in the order in which a name is looked up.
NAMED_KINDS = ("issue", "duty", "disposition", "concept", "exception", "trigger", "ground")
_STRENGTH: tuple[CourseVerdict, ...] = ("prohibited", "required", "permitted-with-consent", "permitted")


def verdict(value: Truth) -> Verdict:
    """True is established, false is excluded, unknown is open."""
    if value is None:
        return "open"
    return "established" if value else "excluded"


def duty_verdict(duty: str, values: Mapping[str, Truth]) -> DutyVerdict:
    """The verdict on a duty from its three values: does it apply, is it met, is it breached."""
    applies, met, breached = (values[f"{kind}:{duty}"] for kind in ("duty", "met", "breached"))
    if applies is False:
        return "excluded"
    if applies is None:
        return "open"
    if breached is True:
        return "breached"
    if met is True:
        return "met"
    return "pending" if met is False and breached is False else "open"


def course_outcome(course: str, rulebook: Rulebook, values: Mapping[str, Truth]) -> CourseOutcome:
    """The verdict on a course: the strongest established one; open if none is established and some rule is open.

    A permission stands only while no prohibition is open: unknown never counts as no.
    """
    rules = [rule for rule in rulebook.dispositions.values() if rule.course == course]
    established = {rule.verdict for rule in rules if values[f"disposition:{rule.id}"] is True}
    still_open = {rule.verdict for rule in rules if values[f"disposition:{rule.id}"] is None}
    if incompatible(established):
        return "conflict"
    strongest = next((verdict for verdict in _STRENGTH if verdict in established), None)
    if strongest in ("permitted", "permitted-with-consent") and "prohibited" in still_open:
        return "open"
    if strongest:
        return strongest
    return "open" if still_open else "none"


def severity_of(name: str, rulebook: Rulebook, values: Mapping[str, Truth]) -> Severity | None:
    """How grave an issue that stands, or the breach of a duty, is in this case; None if there is no breach."""
    if name in rulebook.duties:
        return rulebook.duties[name].severity if duty_verdict(name, values) == "breached" else None
    issue = rulebook.issues[name]
    if values[f"issue:{name}"] is not True:
        return None
    graver = issue.aggravated
    return graver.to if graver and values[f"aggravation:{name}"] is True else issue.severity


def incompatible(verdicts: set[CourseVerdict]) -> bool:
    """A course cannot be prohibited and at the same time required or permitted."""
    return "prohibited" in verdicts and len(verdicts) > 1


def dispositions_on(course: str, rulebook: Rulebook) -> list[Disposition]:
    """All rules that give a verdict on a course."""
    return [rule for rule in rulebook.dispositions.values() if rule.course == course]


def node_of(name: str, nodes: Container[str]) -> str | None:
    """The node that carries the name of a rule, or None if no rule has that name."""
    return next((f"{kind}:{name}" for kind in NAMED_KINDS if f"{kind}:{name}" in nodes), None)
