"""Hypothesis profiles: how many cases each law is tried on. No deadline: a shared machine may pause at any time."""

from hypothesis import settings

PROFILES = {"dev": 100, "ci": 1_000, "nightly": 50_000}


def register_profiles() -> None:
    """Make `dev`, `ci` (the same cases in every run) and `nightly` known. No health check is suppressed."""
    settings.register_profile("dev", max_examples=PROFILES["dev"], deadline=None)
    settings.register_profile("ci", max_examples=PROFILES["ci"], deadline=None, derandomize=True, database=None)
    settings.register_profile("nightly", max_examples=PROFILES["nightly"], deadline=None, database=None)
