"""The solver behind the proofs, kept small so that another one could stand here. Z3 is imported only when used.

A term is opaque to everybody else. An answer has three values: there is no such case, here is one, not decided in time.
"""

from collections.abc import Iterable, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Literal

Term = Any
Answer = Literal["none", "found", "undecided"]


class ProverMissing(Exception):  # noqa: N818
    """Proofs need z3-solver."""

    def __init__(self) -> None:
        super().__init__('Proofs need z3-solver: pip install "habeas[prove]". Everything else was checked without it.')


def available() -> bool:
    """Whether proofs can run here."""
    return find_spec("z3") is not None


class Solver:
    """Requirements that grow, and questions about what is possible under them. Raises `ProverMissing`."""

    def __init__(self, seconds: float = 20.0) -> None:
        if not available():
            raise ProverMissing
        self._z3 = import_module("z3")
        self._solver = self._z3.Solver()
        self._solver.set("timeout", int(seconds * 1000))
        self._model: Any = None
        self._fresh = 0
        self.true, self.false = self._z3.BoolVal(True), self._z3.BoolVal(False)

    def boolean(self, name: str) -> Term:
        """A truth variable."""
        return self._z3.Bool(name)

    def integer(self, name: str) -> Term:
        """A whole number; terms of numbers take `+`, `-`, comparisons and constants."""
        return self._z3.Int(name)

    def number(self, value: int) -> Term:
        """A whole number that is known."""
        return self._z3.IntVal(value)

    def both(self, terms: Iterable[Term]) -> Term:
        """Conjunction; true when empty."""
        return self._joined(self._z3.Z3_mk_and, list(terms), self.true)

    def either(self, terms: Iterable[Term]) -> Term:
        """Disjunction; false when empty."""
        return self._joined(self._z3.Z3_mk_or, list(terms), self.false)

    def _joined(self, make: Any, parts: list[Term], empty: Term) -> Term:
        """Many terms made one. (`z3.And` says the same, but looks at each part many times.)"""
        if len(parts) < 2:
            return parts[0] if parts else empty
        context = self.true.ctx
        array = (self._z3.Ast * len(parts))(*(part.as_ast() for part in parts))
        return self._z3.BoolRef(make(context.ref(), len(parts), array), context)

    def negation(self, term: Term) -> Term:
        """Classical negation."""
        return self._z3.Not(term)

    def require(self, term: Term) -> None:
        """From now on this holds."""
        self._solver.add(term)

    def imply(self, condition: Term, term: Term) -> None:
        """From now on the term holds wherever the condition does."""
        self._solver.add(self._z3.Implies(condition, term))

    def same(self, left: Term, right: Term) -> None:
        """From now on both terms are equal."""
        self._solver.add(left == right)

    def at_most_one(self, terms: Sequence[Term]) -> None:
        """From now on at most one of these holds."""
        if len(terms) > 1:
            self._solver.add(self._z3.AtMost(*terms, 1))

    def fresh(self, term: Term) -> Term:
        """A new variable that stands for a term, so that a question can assume it."""
        self._fresh += 1
        name = self._z3.Bool(f"question {self._fresh}")
        self._solver.add(self._z3.Implies(name, term))
        return name

    def ask(self, assumptions: Sequence[Term]) -> Answer:
        """Whether everything required can hold together with the assumptions (variables, or their negations)."""
        answer = self._solver.check(*assumptions)
        if answer == self._z3.sat:
            self._model = self._solver.model()
            return "found"
        return "none" if answer == self._z3.unsat else "undecided"

    def is_true(self, term: Term) -> bool:
        """The value of a truth term in what was found last."""
        return bool(self._z3.is_true(self._model.eval(term, model_completion=True)))

    def value(self, term: Term) -> int:
        """The value of a number in what was found last."""
        return int(self._model.eval(term, model_completion=True).as_long())
