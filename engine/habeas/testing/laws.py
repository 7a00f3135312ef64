"""The laws of `docs/semantics.md`, tried on generated cases of any rulebook.

A law raises `LawBrokenError` with the smallest case that Hypothesis finds, as a case file, and the rules concerned.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from habeas.case.model import Case
from habeas.case.write import plain_case
from habeas.evaluate.atoms import compile_atoms
from habeas.evaluate.compare import differences
from habeas.evaluate.proof import Proof, evaluate, prove
from habeas.evaluate.verdicts import verdict
from habeas.logic.truth import Truth
from habeas.rulebook.model import Rulebook
from habeas.testing.engines import Values, engines
from habeas.testing.strategies import Cases
from habeas.testing.transform import mirrored, reordered
from habeas.testing.variables import EMPTY

_BATCH = 500
_SHOWN = 5


class LawBrokenError(AssertionError):
    """A law does not hold for a case: which law, the rules with what they say, and the case as a file."""


class Laws:
    """The laws for one rulebook. `tries` is how many cases each is tried on; without it the Hypothesis profile says."""

    def __init__(self, rulebook: Rulebook, *, tries: int | None = None) -> None:
        self.rulebook, self.tries = rulebook, tries
        self.cases = Cases(rulebook)
        self.plan = self.cases.plan
        self.atoms = compile_atoms(self.plan, rulebook)

    @cached_property
    def all(self) -> dict[str, Callable[[], None]]:
        """The laws by name."""
        return {
            "the engines agree": self.engines_agree,
            "learning never reverses": self.learning_never_reverses,
            "the parties do not matter": self.parties_do_not_matter,
            "the order of facts does not matter": self.order_does_not_matter,
            "a blank form establishes no issue": self.blank_form_establishes_no_issue,
        }

    @cached_property
    def engines(self) -> dict[str, Callable[[Sequence[Case]], list[Values]]]:
        """All engines that run here."""
        return engines(self.rulebook, self.plan)

    def engines_agree(self, *, examples: bool = True) -> None:
        """All engines give the same value for every node of every case, and of the worked examples."""
        drawn = list(self.cases.examples) if examples else []
        self._try(self.cases.any(), drawn.append)
        for start in range(0, len(drawn), _BATCH):
            batch = drawn[start : start + _BATCH]
            expected = self.engines["proof"](batch)
            for name, engine in self.engines.items():
                found = zip(batch, expected, engine(batch), strict=True)
                differing = [item for item in found if differences(item[1], item[2])]
                if differing:
                    case, left, right = min(differing, key=lambda item: len(item[0].facts))
                    said = f"proof says {{}}, {name} says {{}}"
                    raise self.broken("All engines give the same verdicts", said, left, right, case)

    def learning_never_reverses(self) -> None:
        """A fact more never changes what is settled, unless it rests on a presumption."""

        def check(pair: tuple[Case, Case]) -> None:
            before, after = (self.proof(case) for case in pair)
            firm = {name: before.firm[name] for name in self.plan.nodes if before.firm[name] is not None}
            after_values = {name: after.values[name] for name in firm}
            if differences(firm, after_values):
                added = {key: answer for key, answer in pair[1].facts.items() if pair[0].facts.get(key) != answer}
                learned = yaml.safe_dump(plain_case(Case("", facts=added)).get("facts"), allow_unicode=True).strip()
                said = f"{{}} before, {{}} once this is known: {learned}"
                raise self.broken("A fact more reverses nothing that is settled", said, firm, after_values, pair[0])

        self._try(self.cases.refined(), check)

    def parties_do_not_matter(self) -> None:
        """Exchanging the names of the parties everywhere changes nothing."""
        self._unchanged_by(mirrored, "The names of the parties change nothing", "{}, with the parties exchanged {}")

    def order_does_not_matter(self) -> None:
        """The order of facts in a case changes nothing."""
        self._unchanged_by(reordered, "The order of facts changes nothing", "{}, in the opposite order {}")

    def blank_form_establishes_no_issue(self) -> None:
        """Where nothing is known no issue stands, whatever readings are chosen."""

        def check(case: Case) -> None:
            blank = replace(EMPTY, positions=case.positions)
            values = self.values(blank)
            issues = {f"issue:{name}": values[f"issue:{name}"] for name in self.rulebook.issues}
            wanted: Values = {name: None if value is True else value for name, value in issues.items()}
            if differences(wanted, issues):
                raise self.broken("A blank form establishes no issue", "{} at most, but is {}", wanted, issues, blank)

        self._try(self.cases.sparse(), check)

    def _unchanged_by(self, change: Callable[[Case], Case], law: str, said: str) -> None:
        def check(case: Case) -> None:
            left, right = self.values(case), self.values(change(case))
            if differences(left, right):
                raise self.broken(law, said, left, right, case)

        self._try(self.cases.any(), check)

    def values(self, case: Case) -> dict[str, Truth]:
        """The value of every atom and node by the proof engine."""
        return evaluate(self.plan, self.atoms(case))

    def proof(self, case: Case) -> Proof:
        """The proof of a case."""
        return prove(self.plan, self.atoms(case))

    def broken(self, law: str, said: str, left: Values, right: Values, case: Case) -> LawBrokenError:
        """The error that says which law is broken, by which rules, on which case."""
        nodes = [name for name in differences(left, right) if name in self.plan.nodes]
        lines = [f"  {name}: {said.format(verdict(left.get(name)), verdict(right.get(name)))}" for name in nodes]
        more = [f"  ... and {len(lines) - _SHOWN} more"] if len(lines) > _SHOWN else []
        return LawBrokenError("\n".join([f"{law}; here it is not so:", *lines[:_SHOWN], *more, "", case_text(case)]))

    def _try(self, strategy: st.SearchStrategy[Any], check: Callable[[Any], None]) -> None:
        profile = settings() if self.tries is None else settings(max_examples=self.tries, database=None)

        @settings(profile, report_multiple_bugs=False, print_blob=False)
        @given(strategy)
        def law(drawn: Any) -> None:
            check(drawn)

        law()


def case_text(case: Case) -> str:
    """A case as the text of a case file."""
    return yaml.safe_dump(plain_case(case), sort_keys=False, allow_unicode=True, width=110).strip()
