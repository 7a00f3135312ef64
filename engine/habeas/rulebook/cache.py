"""Keeps a parsed rulebook by the hash of its files. A broken or stale entry is never used: it is rebuilt silently."""

import hashlib
import os
import sys
import tempfile
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from habeas.rulebook.errors import Defect, RulebookError
from habeas.rulebook.files import content_hash
from habeas.rulebook.layers import read_layers
from habeas.rulebook.model import Example, Rulebook

_KEPT = 8
Kept = TypeVar("Kept", bound=BaseModel)


def load_rulebook(*layers: Path | str, use_cache: bool = True, examples: bool = True) -> Rulebook:
    """The rulebook in a folder, from the cache if its files are unchanged.

    Args:
        layers: folders, or names of entry points in the group `habeas.rulebooks`; each is laid over those before it:
            its blocks join theirs, and one that says `replaces: <id>` takes the place of theirs.
        use_cache: whether the parsed rulebook may be read from, and is kept in, `cache_folder()`.
        examples: without them the rulebook loads in two thirds of the time. No verdict needs them.

    Raises:
        RulebookError: lists every defect of every file.
    """
    rulebook, defects = checked_rulebook(read_layers(layers), use_cache=use_cache, examples=examples)
    if defects or rulebook is None:
        raise RulebookError(defects)
    return rulebook


def checked_rulebook(
    files: dict[str, bytes], *, use_cache: bool = True, examples: bool = True
) -> tuple[Rulebook | None, tuple[Defect, ...]]:
    """A rulebook from the contents of its files, and all defects, as `read_rulebook`. Only a sound one is kept."""
    wanted = content_hash(files)
    entry = cache_folder() / f"{wanted[:32]}-{_reader_version()}.rulebook"
    cached = _read(entry, wanted, examples) if use_cache else None
    if cached is not None:
        return cached, ()
    # Imported only now: a rulebook that is in the cache needs no parser.
    from habeas.rulebook.load import read_rulebook

    rulebook, defects = read_rulebook(files)
    if use_cache and rulebook is not None and not defects:
        _write(entry, rulebook)
    return rulebook if examples or not rulebook else rulebook.model_copy(update={"examples": ()}), defects


def cache_folder() -> Path:
    """`$HABEAS_CACHE`, or the platform's folder for caches. It holds law only, never a case."""
    chosen = os.environ.get("HABEAS_CACHE")
    if chosen:
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", tempfile.gettempdir())) / "habeas"
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "habeas"


class _Examples(BaseModel):
    """The examples of a rulebook, kept beside it."""

    hash: str
    examples: tuple[Example, ...]


def _read(entry: Path, expected_hash: str, examples: bool) -> Rulebook | None:
    rulebook = _content(entry, Rulebook)
    if rulebook is None or rulebook.hash != expected_hash or not examples:
        return rulebook if rulebook and rulebook.hash == expected_hash else None
    beside = _content(entry.with_suffix(".examples"), _Examples)
    fits = beside is not None and beside.hash == expected_hash
    return rulebook.model_copy(update={"examples": beside.examples}) if beside and fits else None


def _content(entry: Path, kind: type[Kept]) -> Kept | None:
    """An entry is a checksum, a line break, and the content as JSON; whatever does not fit is no entry."""
    try:
        checksum, _, content = entry.read_bytes().partition(b"\n")
        if hashlib.sha256(content).hexdigest().encode() != checksum:
            return None
        return kind.model_validate_json(content)
    except (OSError, ValidationError):
        return None


def _reader_version() -> str:
    """A digest of the code that reads rulebooks: another reader may read the same files differently."""
    digest = hashlib.sha256()
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def _write(entry: Path, rulebook: Rulebook) -> None:
    """Keep the examples, then the rulebook without them. Failing to write is no error."""
    try:
        entry.parent.mkdir(parents=True, exist_ok=True)
        examples = _Examples(hash=rulebook.hash, examples=rulebook.examples)
        _replace(entry.with_suffix(".examples"), examples.model_dump_json().encode())
        _replace(entry, rulebook.model_copy(update={"examples": ()}).model_dump_json().encode())
        _forget_old(entry.parent)
    except OSError:
        return


def _replace(entry: Path, content: bytes) -> None:
    """Write beside, then replace, so that a reader never sees half an entry."""
    with tempfile.NamedTemporaryFile(dir=entry.parent, delete=False) as beside:
        beside.write(hashlib.sha256(content).hexdigest().encode() + b"\n" + content)
    Path(beside.name).replace(entry)


def _forget_old(folder: Path) -> None:
    entries = sorted(folder.glob("*.rulebook"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in entries[_KEPT:]:
        old.unlink(missing_ok=True)
        old.with_suffix(".examples").unlink(missing_ok=True)
