"""Engines compared: no finding may rest on one engine alone."""

from collections.abc import Mapping
from dataclasses import dataclass

from habeas.logic.plan import Plan
from habeas.logic.truth import Truth

_WORDS: dict[Truth, str] = {True: "established", False: "excluded", None: "open"}
_MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Difference:
    """A node on which two engines differ, and what each says (`missing` if it says nothing)."""

    node: str
    rule: str
    answers: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        said = ", ".join(f"{engine} says {answer}" for engine, answer in self.answers)
        return f"{self.node} (rule {self.rule}): {said}"


class EnginesDiffer(Exception):  # noqa: N818
    """Two engines computed different values for one case."""

    def __init__(self, case: str, differences: tuple[Difference, ...]) -> None:
        self.case, self.differences = case, differences
        lines = "\n".join(f"    {difference}" for difference in differences)
        super().__init__(
            f"Case {case}: the engines differ on {len(differences)} of the values; no finding is given.\n{lines}\n"
            "    This is a defect of the program, not of the case. Keep the case file and report it."
        )


def differences(left: Mapping[str, Truth], right: Mapping[str, Truth]) -> list[str]:
    """The names whose values differ, or that one side lacks, in the order of the left side.

    >>> differences({"a": True, "b": None}, {"a": True, "b": False, "c": None})
    ['b', 'c']
    """
    names = list(left) + [name for name in right if name not in left]
    return [name for name in names if name not in left or name not in right or left[name] is not right[name]]


def require_agreement(plan: Plan, case: str, answers: Mapping[str, Mapping[str, Truth]]) -> None:
    """Refuse to go on if any two engines differ on any node of the plan.

    Args:
        plan: what the engines computed.
        case: the id of the case, for the message.
        answers: by name of engine, the value of every node; values of atoms may be among them and are not compared.

    Raises:
        EnginesDiffer: names the nodes, their rules, the case, and what each engine says.
    """
    disputed = [name for name in plan.nodes if _disputed({_said(values, name) for values in answers.values()})]
    if disputed:
        raise EnginesDiffer(case, tuple(_difference(plan, name, answers) for name in disputed))


def _disputed(said: set[str]) -> bool:
    return len(said) > 1 or _MISSING in said


def _said(values: Mapping[str, Truth], name: str) -> str:
    return _WORDS[values[name]] if name in values else _MISSING


def _difference(plan: Plan, name: str, answers: Mapping[str, Mapping[str, Truth]]) -> Difference:
    said = tuple((engine, _said(values, name)) for engine, values in answers.items())
    return Difference(name, plan.nodes[name].subject, said)
