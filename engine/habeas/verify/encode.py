"""A plan for the solver: two variables for every node, defined by the formula of the node."""

from collections.abc import Mapping

from habeas.logic.plan import And, Formula, Literal, Node, Plan
from habeas.rulebook.model import Rulebook
from habeas.verify.atoms import Atoms
from habeas.verify.dates import Rails
from habeas.verify.engine import facts_of, reads
from habeas.verify.facts import Facts, undatable
from habeas.verify.query import Answered, Every, Moves, Never, Query, Sees, Some
from habeas.verify.solver import Solver, Term


class Encoding:
    """A plan over the facts of a case. `side` keeps two plans apart that are compared over the same facts."""

    def __init__(
        self, facts: Facts, rulebook: Rulebook, plan: Plan, side: str = "", pinned: Mapping[str, str] | None = None
    ) -> None:
        self.solver: Solver = facts.solver
        self.facts, self.plan, self.rulebook = facts, plan, rulebook
        self.atoms = Atoms(facts, rulebook.instruments, pinned or {})
        self.rails = {name: self.atoms.rails(f"{side}{name}", atom) for name, atom in plan.atoms.items()}
        for stratum in plan.strata:
            for node in stratum:
                self.rails[node.name] = self._node(node, side, self.rails)

    def _node(self, node: Node, side: str, rails: Mapping[str, Rails]) -> Rails:
        made = self.solver
        true, false = self.formula(node.formula, rails)
        if node.presumptions:
            true = made.either((true, self._presumed(node, true, false, rails)))
        own = Rails(made.boolean(f"{side}{node.name} true"), made.boolean(f"{side}{node.name} false"))
        made.same(own.true, true)
        made.same(own.false, false)
        return own

    def _presumed(self, node: Node, true: Term, false: Term, rails: Mapping[str, Rails]) -> Term:
        """In doubt, with a trigger that is true and has not ended."""
        made = self.solver
        raised = made.either(
            made.both((rails[trigger].true, made.negation(rails[until].true))) for trigger, until in node.presumptions
        )
        return made.both((made.negation(true), made.negation(false), raised))

    def formula(self, formula: Formula, rails: Mapping[str, Rails]) -> tuple[Term, Term]:
        """When a formula is true, and when it is false."""
        if isinstance(formula, Literal):
            leaf = rails[formula.name]
            return (leaf.true, leaf.false) if formula.positive else (leaf.false, leaf.true)
        parts = [self.formula(part, rails) for part in formula.of]
        trues, falses = [true for true, _ in parts], [false for _, false in parts]
        both, either = self.solver.both, self.solver.either
        return (both(trues), either(falses)) if isinstance(formula, And) else (either(trues), both(falses))

    def term(self, query: Query) -> Term:
        """A query as a term."""
        made = self.solver
        match query:
            case Sees():
                true, false = self.formula(query.formula, self.rails)
                if query.value is None:
                    return made.negation(made.either((true, false)))
                return true if query.value else false
            case Never():
                return made.negation(self.term(query.of))
            case Every():
                return made.both([self.term(part) for part in query.of])
            case Some():
                return made.either([self.term(part) for part in query.of])
            case Answered():
                return made.both([self.answered(key) for key in query.facts])
            case Moves():
                return self._moves(query)

    def _moves(self, query: Moves) -> Term:
        """Some finding has another value in the copy of the plan in which the fact is unknown."""
        made, rails, side = self.solver, dict(self.rails), f"without {query.fact}: "
        atoms = {name for name, atom in self.plan.atoms.items() if query.fact in facts_of(atom)}
        rails |= {name: self.atoms.forgotten(self.plan.atoms[name], query.fact) for name in atoms}
        touched = set(atoms)
        for stratum in self.plan.strata:
            for node in stratum:
                if touched.intersection(reads(node)):
                    touched.add(node.name)
                    rails[node.name] = self._node(node, side, rails)
        # Forgetting never settles anything, so it moves a finding exactly if that stood and no longer does.
        return made.either(
            made.both((self.rails[name].true, made.negation(rails[name].true))) for name in query.findings
        )

    def answered(self, key: str) -> Term:
        """A fact is known exactly, or it is the date of something that did not happen."""
        made, facts = self.solver, self.facts
        if key in facts.yes_no:
            return made.either((facts.yes_no[key].true, facts.yes_no[key].false))
        if key in facts.choices:
            return made.either(facts.choices[key].values())
        if key in facts.numbers:
            return made.either(facts.numbers[key].values())
        if key in facts.countries:
            return made.either(facts.countries[key])
        if key in facts.names:
            return facts.names[key].known
        if key in facts.lists:
            return made.both((facts.lists[key].known, facts.lists[key].exact))
        moment = facts.as_of if key == "as-of" else facts.dates[key]
        exact = made.both((moment.known, moment.low == moment.high))
        undone = [
            facts.yes_no[happened].false if wanted else facts.yes_no[happened].true
            for _, happened, wanted in undatable([key])
            if happened in facts.yes_no
        ]
        return made.either((exact, *undone))
