"""Failures of examples and cases as a lawyer reads them: the rule, what was expected, what came out, and why."""

from collections.abc import Iterator, Mapping
from textwrap import wrap

from habeas.case.model import Case
from habeas.case.participation import ParticipationTable
from habeas.evaluate.atoms import compile_atoms
from habeas.evaluate.atoms import missing as missing_facts
from habeas.evaluate.compare import differences
from habeas.evaluate.expect import mismatches
from habeas.evaluate.proof import prove
from habeas.evaluate.verdicts import dispositions_on, duty_verdict, node_of
from habeas.explain.findings import FindingMaker
from habeas.logic.from_rulebook import compile_plan
from habeas.rulebook.conditions import Reading
from habeas.rulebook.model import Rulebook
from habeas.testing.engines import engines

_WIDTH, _REASONS = 108, 6


class Expectations:
    """Compares cases with what they expect, on the engines of `habeas check`, and says in words what differs."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.plan = compile_plan(rulebook)
        self.atoms = compile_atoms(self.plan, rulebook)
        # The engine for tables takes half a second for a table of one; the law that engines agree covers it in batches.
        self.engines = {name: engine for name, engine in engines(rulebook, self.plan).items() if name == "forward"}
        self.participation = ParticipationTable(rulebook.instruments.values(), rulebook.participation)

    def failures(self, case: Case, expect: Mapping[str, object]) -> list[str]:
        """What does not come out as expected, a paragraph each; empty if all is as expected."""
        proof = prove(self.plan, self.atoms(case))
        maker = FindingMaker(self.rulebook, case, proof, self.participation)
        found = []
        for section, name, single in _singles(expect):
            for problem in mismatches(single, self.rulebook, proof.values):
                found.append("\n".join([f"  {problem}", *self._about(section, name, maker)]))
        nodes = {node: proof.values[node] for node in self.plan.nodes}
        for engine, compute in self.engines.items():
            differing = differences(nodes, compute([case])[0])
            found += [f"  the engines proof and {engine} differ on {node}" for node in differing]
        return found

    def _about(self, section: str, name: str, maker: FindingMaker) -> Iterator[str]:
        """The rule with its place and sources, and what is missing or decides."""
        for node in self._nodes(section, name, maker):
            yield f"    {self._heading(node, maker)}"
            missing = list(dict.fromkeys(_missing(node, maker)))
            reasons = missing or maker.reasons(node)
            label = "not known yet: " if missing else "decided by: "
            for reason in reasons[:_REASONS]:
                yield from wrap(label + reason, _WIDTH, initial_indent=" " * 6, subsequent_indent=" " * 8)
            if len(reasons) > _REASONS:
                yield f"      ... and {len(reasons) - _REASONS} more"

    def _nodes(self, section: str, name: str, maker: FindingMaker) -> list[str]:
        """The nodes that carry a verdict."""
        values = maker.proof.values
        if section == "courses":
            return [f"disposition:{rule.id}" for rule in dispositions_on(name, self.rulebook)]
        if section == "duties" and name in self.rulebook.duties:
            said = duty_verdict(name, values)
            kinds = {"met": ["met"], "breached": ["breached"], "excluded": ["duty"], "pending": ["met", "breached"]}
            standing = [kind for kind in ("duty", "met", "breached") if values[f"{kind}:{name}"] is None]
            return [f"{kind}:{name}" for kind in kinds.get(said, standing)]
        node = node_of(name, values)
        return [node] if node else []

    def _heading(self, node: str, maker: FindingMaker) -> str:
        kind, _, subject = node.partition(":")
        book = self.rulebook
        for rules in (book.issues, book.duties, book.dispositions, book.exceptions, book.presumptions):
            rule = rules.get(subject)
            if rule:
                cited = ", ".join(str(citation) for citation in rule.binding)
                what = {"met": ", met", "breached": ", breached"}.get(kind, "")
                return f"{rule.title}{what} ({cited}), at {rule.place}"
        concept = book.concepts.get(subject.partition("/")[0])
        return f"{maker.node_title(node)}" + (f", at {concept.place}" if concept else "")


def _singles(expect: Mapping[str, object]) -> Iterator[tuple[str, str, dict[str, object]]]:
    """An expectation taken apart: section, name, and the expectation of this one name."""
    for section, content in expect.items():
        if isinstance(content, Mapping):
            for name, wanted in content.items():
                yield section, str(name), {section: {name: wanted}}
        else:
            for name in content if isinstance(content, list) else [content]:
                yield section, str(name), {section: name}


def _missing(node: str, maker: FindingMaker) -> Iterator[str]:
    """The questions whose answers an open node lacks."""
    for name in maker.cone.blocking(node):
        atom = maker.proof.plan.atoms[name]
        keys = () if isinstance(atom, Reading) else missing_facts(atom, maker.case)
        yield from (f"{maker.missing_item(key).question} ({key})" for key in keys)
        if not keys:
            yield maker.words.atom(atom)
