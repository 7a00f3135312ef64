"""The rulebook of an invented legal order, small enough to know every verdict by heart."""

from pathlib import Path

import pytest

from habeas.evaluate.atoms import compile_atoms
from habeas.evaluate.proof import evaluate
from habeas.rulebook.cache import load_rulebook
from habeas.testing.strategies import Cases

ORDER = Path(__file__).parents[2] / "examples" / "invented-order"


@pytest.fixture(scope="session")
def order(own_cache):
    return load_rulebook(ORDER / "invented_order")


@pytest.fixture(scope="session")
def order_cases(order):
    return Cases(order)


@pytest.fixture(scope="session")
def order_values(order_cases):
    """The values of all nodes for a case of the invented order."""
    atoms = compile_atoms(order_cases.plan, order_cases.rulebook)
    return lambda case: evaluate(order_cases.plan, atoms(case))


@pytest.fixture(scope="session")
def own_cases(rulebook):
    return Cases(rulebook)
