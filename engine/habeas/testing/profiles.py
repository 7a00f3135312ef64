"""Hypothesis profiles: how many cases each law is tried on. No deadline: a shared machine may pause at any time."""

from hypothesis import settings

PROFILES = {"quick": 30, "dev": 100, "ci": 1_000, "nightly": 50_000}


def register_profiles() -> None:
    """Make `quick`, `dev`, `ci` and `nightly` known; `quick` and `ci` try the same cases in every run.

    `quick` is for tools that run the tests a thousand times over. No health check is suppressed.
    """
    for name in ("quick", "ci"):
        settings.register_profile(name, max_examples=PROFILES[name], deadline=None, derandomize=True, database=None)
    settings.register_profile("dev", max_examples=PROFILES["dev"], deadline=None)
    settings.register_profile("nightly", max_examples=PROFILES["nightly"], deadline=None, database=None)
