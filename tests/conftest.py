"""What the tests share: the rulebook that ships, its plan, and an examiner. Nothing here needs the network."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from habeas.case.read import case_from_plain
from habeas.evaluate.atoms import compile_atoms
from habeas.explain.examine import Examiner
from habeas.rulebook.cache import load_rulebook
from habeas.rulebook.files import read_folder
from habeas.rulebook.folders import own_rules
from habeas.rulebook.load import load_files
from habeas.testing.engines import engines as all_engines
from habeas.testing.profiles import register_profiles

HERE = Path(__file__).parent

SMITH = {
    "id": "smith",
    "as-of": "2130-02-10",
    "parties": {"holder": "State B", "adversary": "State A", "territory": "State A"},
    "treaties": {"TM": ["State A", "State B"]},
    "facts": {
        "war.declared": "yes",
        "guest.role": "smith",
        "guest.came_on": "2130-02-01",
        "horn.blown": "no",
        "horn.cracked": "no",
    },
}

register_profiles()
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The tests keep parsed rulebooks in a folder of their own."""
    before = os.environ.get("HABEAS_CACHE")
    os.environ["HABEAS_CACHE"] = str(tmp_path_factory.mktemp("cache"))
    yield
    if before is None:
        del os.environ["HABEAS_CACHE"]
    else:
        os.environ["HABEAS_CACHE"] = before


@pytest.fixture(scope="session")
def rulebook(own_cache: None):
    return load_rulebook(own_rules())


@pytest.fixture(scope="session")
def marches():
    """A small rulebook of an invented order with at least one of everything, each short enough to learn."""
    files = read_folder(HERE / "rulebook" / "base")
    files["more.md"] = (HERE / "verify" / "marches.md").read_bytes()
    files["bars.md"] = (HERE / "logic" / "bars.md").read_bytes()
    return load_files(files)


@pytest.fixture(scope="session")
def examiner(rulebook):
    return Examiner(rulebook)


@pytest.fixture(scope="session")
def plan(examiner):
    return examiner.plan


@pytest.fixture(scope="session")
def atoms(plan, rulebook):
    return compile_atoms(plan, rulebook)


@pytest.fixture(scope="session")
def engines(rulebook, plan):
    return all_engines(rulebook, plan)


@pytest.fixture(scope="session")
def examined(marches):
    """What is found in the case of the smith with other facts, another date or other readings."""
    examiner = Examiner(marches)

    def found(facts=None, **sections):
        plain = SMITH | sections | {"facts": SMITH["facts"] | (facts or {})}
        return examiner.examine(case_from_plain(plain, marches, file="smith.yaml"))

    return found
