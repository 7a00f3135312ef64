"""What tells a mutant from the law: a finding that is one thing by the law and another by the mutant, in some case."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from habeas.evaluate.verdicts import course_outcome, duty_verdict, node_of, severity_of, verdict
from habeas.logic.truth import Truth
from habeas.rulebook.model import Disposition, Rulebook
from habeas.verify.mutants import Mutant
from habeas.verify.table import Bits, OneCase, difference, numbers, truth_at

# Findings come before what they rest on: an example that expects a finding is read more easily.
_KINDS = ("issue", "duty", "disposition", "exception", "trigger", "ground", "concept")
_TRIED = 40
_SECTIONS = ("established", "open", "excluded", "duties", "courses", "severities")


@dataclass(frozen=True, slots=True)
class Telling:
    """In case `number` the law gives `name` the verdict `value` (to be expected in `section`), the mutant does not."""

    number: int
    section: str
    name: str
    value: str

    @property
    def expectation(self) -> tuple[str, str, str]:
        """Section, name and verdict, without the case."""
        return self.section, self.name, self.value


def tellings(
    rulebook: Rulebook,
    mutated: Rulebook,
    mutant: Mutant,
    values: Mapping[str, Bits],
    changed: Mapping[str, Bits],
    prefer: int = 0,
) -> Iterator[Telling]:
    """What tells a mutant apart in some cases: by the changed rule itself, and in the cases in `prefer`, first."""
    if isinstance(mutant.item, Disposition) and mutant.operator == "swap verdict":
        yield from _courses(rulebook, mutated, mutant.item, values, prefer)
    elif mutant.operator == "lower severity" or f"aggravation:{mutant.key}" in changed:
        yield from _severities(rulebook, mutated, mutant, values, changed, prefer)
    for name in sorted(_subjects(changed), key=lambda name: (name.partition(":")[2] != mutant.rule, _rank(name), name)):
        kind, _, subject = name.partition(":")
        if kind == "duty" and f"met:{subject}" in values:
            yield from _duties(subject, values, changed, prefer)
        elif kind != "duty" and node_of(subject, values) == name:
            yield from _verdicts(name, subject, values[name], changed[name], prefer)


def _subjects(changed: Mapping[str, Bits]) -> set[str]:
    """The nodes with a name of their own; the three values of a duty count as one."""
    found = set()
    for name in changed:
        kind, colon, subject = name.partition(":")
        if kind in ("met", "breached") and colon:
            found.add(f"duty:{subject}")
        elif kind in _KINDS and colon:
            found.add(name)
    return found


def _rank(name: str) -> int:
    return _KINDS.index(name.partition(":")[0])


def _verdicts(name: str, subject: str, law: Bits, other: Bits, prefer: int) -> Iterator[Telling]:
    """Cases in which the law establishes come first, then those in which it excludes."""
    differs = difference(law, other)
    for mask in (differs & law[0], differs & law[1], differs & ~(law[0] | law[1])):
        for number in _first(mask, prefer):
            said = verdict(truth_at(law, number))
            yield Telling(number, said, subject, said)


def _duties(duty: str, values: Mapping[str, Bits], changed: Mapping[str, Bits], prefer: int) -> Iterator[Telling]:
    names = [f"{kind}:{duty}" for kind in ("duty", "met", "breached")]
    differs = 0
    for name in names:
        differs |= difference(values[name], changed.get(name, values[name]))
    # Where the duty does not certainly apply, whether it is met or breached changes no verdict.
    law_applies, other_applies = values[names[0]], changed.get(names[0], values[names[0]])
    differs &= law_applies[0] | other_applies[0] | difference(law_applies, other_applies)
    for number in _first(differs, prefer):
        law, other = _pair(values, changed, number)
        if duty_verdict(duty, law) != duty_verdict(duty, other):
            yield Telling(number, "duties", duty, duty_verdict(duty, law))


def _courses(
    rulebook: Rulebook, mutated: Rulebook, rule: Disposition, values: Mapping[str, Bits], prefer: int
) -> Iterator[Telling]:
    for number in _first(values[f"disposition:{rule.id}"][0], prefer):
        law = OneCase(values, {}, number)
        outcome = course_outcome(rule.course, rulebook, law)
        if outcome != course_outcome(rule.course, mutated, law):
            yield Telling(number, "courses", rule.course, outcome)


def _severities(
    rulebook: Rulebook,
    mutated: Rulebook,
    mutant: Mutant,
    values: Mapping[str, Bits],
    changed: Mapping[str, Bits],
    prefer: int,
) -> Iterator[Telling]:
    node = f"issue:{mutant.key}" if mutant.table == "issues" else f"breached:{mutant.key}"
    if node not in values:
        return
    mask = values[node][0]
    if f"aggravation:{mutant.key}" in changed:
        mask &= difference(values[f"aggravation:{mutant.key}"], changed[f"aggravation:{mutant.key}"])
    for number in _first(mask, prefer):
        law, other = _pair(values, changed, number)
        grave = severity_of(mutant.key, rulebook, law)
        if grave and grave != severity_of(mutant.key, mutated, other):
            yield Telling(number, "severities", mutant.key, grave)


def _pair(
    values: Mapping[str, Bits], changed: Mapping[str, Bits], number: int
) -> tuple[Mapping[str, Truth], Mapping[str, Truth]]:
    return OneCase(values, {}, number), OneCase(values, changed, number)


def _first(mask: int, prefer: int) -> Iterator[int]:
    return islice(chain(numbers(mask & prefer), numbers(mask & ~prefer)), _TRIED)


def expect_of(expectations: Sequence[tuple[str, str, str]]) -> dict[str, object]:
    """Expectations as the `expect` part of an example."""
    found: dict[str, object] = {}
    for section in _SECTIONS:
        names = {name: value for wanted, name, value in expectations if wanted == section}
        if names:
            found[section] = list(names) if section in ("established", "open", "excluded") else names
    return found
