"""Where the rulebook and the cases that ship with Habeas are: inside the wheel, or beside the sources."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
_SOURCES = _PACKAGE.parent.parent


def _shipped(in_wheel: str, in_sources: str) -> Path:
    """The wheel carries `_rules` and `_cases` in the package; an editable install finds the folders of the sources."""
    packed = _PACKAGE / in_wheel
    return packed if packed.is_dir() else _SOURCES / in_sources


def own_rules() -> Path:
    """The folder of the rulebook that ships with Habeas."""
    return _shipped("_rules", "rules")


def own_cases() -> Path:
    """The folder of the cases that ship with Habeas."""
    return _shipped("_cases", "cases")
