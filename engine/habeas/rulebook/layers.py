"""Several rulebooks as one: folders by path or by name of an entry point, each laid over those before it.

The files of the first folder keep their paths. Those of a folder laid over it stand under `+name/`, so that every
message still tells which folder is meant.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from types import ModuleType

from habeas.rulebook.errors import Defect, RulebookError, nearest
from habeas.rulebook.files import RULEBOOK, read_folder

GROUP = "habeas.rulebooks"
_MARK = "+"


def find_folder(name: Path | str) -> Path:
    """The folder of a rulebook: a path, or the name of an entry point in the group `habeas.rulebooks`.

    An entry point gives a path, a function that returns one, or a package in whose folder the rulebook lies.
    Raises `RulebookError` no-rulebook, broken-entry-point.
    """
    if Path(name).is_dir():
        return Path(name)
    from importlib.metadata import entry_points  # a folder, the usual case, does not need it

    known = {point.name: point for point in entry_points(group=GROUP)}
    point = known.get(str(name))
    if point is None:
        hint = nearest(str(name), known) or f"Installed rulebooks: {', '.join(sorted(known)) or 'none'}."
        reason = "This is neither a folder nor the name of an installed rulebook."
        raise RulebookError([Defect(str(name), 1, "no-rulebook", str(name), reason, hint)])
    try:
        folder = _folder(point.load())
    except Exception as problem:  # whatever a foreign package does on import, it is named
        reason = f"The entry point {point.value} does not give a folder: {type(problem).__name__}: {problem}."
        defect = Defect(str(name), 1, "broken-entry-point", point.value, reason, "Repair or reinstall the package.")
        raise RulebookError([defect]) from None
    return folder


def _folder(found: object) -> Path:
    if isinstance(found, ModuleType):
        return Path(found.__path__[0])
    given = found() if callable(found) else found
    folder = Path(str(given))
    if not folder.is_dir():
        raise NotADirectoryError(str(given))
    return folder


def read_layers(names: Sequence[Path | str]) -> dict[str, bytes]:
    """The files of all folders by path. Only the first needs all data files. Raises `RulebookError`."""
    first, *upper = names
    files = read_folder(find_folder(first))
    for name in upper:
        folder = find_folder(name)
        prefix = _free_prefix(folder.resolve().name if Path(name).is_dir() else str(name), files)
        files |= {prefix + path: content for path, content in read_folder(folder, required=(RULEBOOK,)).items()}
    return files


def prefixes(files: Iterable[str]) -> list[str]:
    """What the paths of each layer begin with, from the lowest layer to the top. The lowest has no prefix."""
    upper = [path.removesuffix(RULEBOOK) for path in files if path.startswith(_MARK) and path.endswith(f"/{RULEBOOK}")]
    return ["", *upper]


def prefix_of(path: str) -> str:
    """The prefix of the layer to which a file belongs."""
    return path[: path.index("/") + 1] if path.startswith(_MARK) and "/" in path else ""


def _free_prefix(name: str, files: Iterable[str]) -> str:
    taken = prefixes(files)
    wanted = [f"{_MARK}{name}/", *(f"{_MARK}{name}-{number}/" for number in range(2, len(taken) + 2))]
    return next(prefix for prefix in wanted if prefix not in taken)
