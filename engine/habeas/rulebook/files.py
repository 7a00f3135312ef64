"""The files of a rulebook folder, and the hash of their contents."""

import hashlib
from pathlib import Path

from habeas.rulebook.errors import Defect, RulebookError

RULEBOOK, INSTRUMENTS, ARTICLES, PARTICIPATION = (
    "rulebook.yaml",
    "instruments.yaml",
    "articles.csv",
    "participation.csv",
)
_DATA_FILES = (RULEBOOK, INSTRUMENTS, ARTICLES, PARTICIPATION)


def read_folder(folder: Path, *, required: tuple[str, ...] = _DATA_FILES) -> dict[str, bytes]:
    """All files of a rulebook by their path inside it, in a fixed order. Raises `RulebookError` no-rulebook."""
    files = {name: (folder / name).read_bytes() for name in _DATA_FILES if (folder / name).is_file()}
    missing = [name for name in required if name not in files]
    if missing:
        reason = f"A rulebook folder holds {', '.join(required)} and chapters (*.md)."
        raise RulebookError([Defect(str(folder), 1, "no-rulebook", ", ".join(missing), reason)])
    for path in sorted(folder.rglob("*.md")):
        if path.name != "README.md":
            files[path.relative_to(folder).as_posix()] = path.read_bytes()
    return files


def content_hash(files: dict[str, bytes]) -> str:
    """SHA-256 over names and contents of all files."""
    digest = hashlib.sha256()
    for name, content in files.items():
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
