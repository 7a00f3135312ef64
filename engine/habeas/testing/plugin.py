"""The pytest plugin (entry point `pytest11`): `pytest --rulebook PATH` gives any rulebook the whole battery.

Only the options stand here, so that other test suites pay nothing for it; `battery.py` is loaded when it is asked for.
"""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of the battery."""
    group = parser.getgroup("habeas", "rulebooks of Habeas")
    group.addoption(
        "--rulebook",
        action="append",
        default=[],
        metavar="PATH",
        help="Test a rulebook: a folder, or the name of an installed one. May be repeated: each is laid over those "
        "before it, and the last is tested. Case files among the arguments are tested with it. "
        "--hypothesis-profile=dev|ci|nightly tries each law on 100, 1,000 or 50,000 cases.",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Load the battery if a rulebook is named."""
    if config.getoption("--rulebook"):
        from habeas.testing import battery

        battery.start(config)
