"""Keeps a parsed rulebook by the hash of its files. A broken or stale entry is never used: it is rebuilt silently."""

import hashlib
import os
import sys
import tempfile
from pathlib import Path

from pydantic import ValidationError

from habeas.rulebook.files import content_hash
from habeas.rulebook.layers import read_layers
from habeas.rulebook.model import Rulebook

_KEPT = 8


def load_rulebook(*layers: Path | str, use_cache: bool = True) -> Rulebook:
    """The rulebook in a folder, from the cache if its files are unchanged.

    Args:
        layers: folders, or names of entry points in the group `habeas.rulebooks`; each is laid over those before it:
            its blocks join theirs, and one that says `replaces: <id>` takes the place of theirs.
        use_cache: whether the parsed rulebook may be read from, and is kept in, `cache_folder()`.

    Raises:
        RulebookError: lists every defect of every file.
    """
    files = read_layers(layers)
    wanted = content_hash(files)
    entry = cache_folder() / f"{wanted[:32]}-{_reader_version()}.rulebook"
    cached = _read(entry, wanted) if use_cache else None
    if cached is not None:
        return cached
    # Imported only now: a rulebook that is in the cache needs no parser.
    from habeas.rulebook.load import load_files

    rulebook = load_files(files)
    if use_cache:
        _write(entry, rulebook)
    return rulebook


def cache_folder() -> Path:
    """`$HABEAS_CACHE`, or the platform's folder for caches. It holds law only, never a case."""
    chosen = os.environ.get("HABEAS_CACHE")
    if chosen:
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", tempfile.gettempdir())) / "habeas"
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "habeas"


def _read(entry: Path, expected_hash: str) -> Rulebook | None:
    """An entry is a checksum, a line break, and the rulebook as JSON; whatever does not fit is no entry."""
    try:
        checksum, _, content = entry.read_bytes().partition(b"\n")
        if hashlib.sha256(content).hexdigest().encode() != checksum:
            return None
        rulebook = Rulebook.model_validate_json(content)
    except (OSError, ValidationError):
        return None
    return rulebook if rulebook.hash == expected_hash else None


def _reader_version() -> str:
    """A digest of the code that reads rulebooks: another reader may read the same files differently."""
    digest = hashlib.sha256()
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def _write(entry: Path, rulebook: Rulebook) -> None:
    """Write beside, then replace, so that a reader never sees half an entry. Failing to write is no error."""
    try:
        entry.parent.mkdir(parents=True, exist_ok=True)
        content = rulebook.model_dump_json().encode()
        with tempfile.NamedTemporaryFile(dir=entry.parent, delete=False) as beside:
            beside.write(hashlib.sha256(content).hexdigest().encode() + b"\n" + content)
        Path(beside.name).replace(entry)
        _forget_old(entry.parent)
    except OSError:
        return


def _forget_old(folder: Path) -> None:
    entries = sorted(folder.glob("*.rulebook"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in entries[_KEPT:]:
        old.unlink(missing_ok=True)
