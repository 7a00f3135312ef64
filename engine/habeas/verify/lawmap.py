"""Lists of what a rulebook should encode, held against the `map:` keys of its blocks.

A list is a YAML file: entries, each a mapping with `id` and, if you like, `kind` and `says`. What is not encoded on
purpose stands in `declined.yaml` of the rulebook's folder, a mapping of entry to reason.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml

from habeas.rulebook.errors import Defect, RulebookError
from habeas.rulebook.model import Place, Rulebook

State = Literal["encoded", "declined", "missing"]
DECLINED = "declined.yaml"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One entry of a list."""

    id: str
    kind: str
    says: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry and what became of it: the blocks that name it, or the reason for which it is declined."""

    wanted: Wanted
    blocks: tuple[tuple[str, Place], ...]
    reason: str

    @property
    def state(self) -> State:
        """Encoded if a block names it, else declined if a reason is given."""
        return "encoded" if self.blocks else "declined" if self.reason else "missing"


@dataclass(frozen=True, slots=True)
class LawMap:
    """All lists by name; `unknown` are keys used in blocks that stand in no list, with the blocks."""

    lists: Mapping[str, tuple[Entry, ...]]
    unknown: Mapping[str, tuple[str, ...]]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries of all lists."""
        return tuple(entry for entries in self.lists.values() for entry in entries)

    @property
    def settled(self) -> tuple[int, int]:
        """How many entries are encoded or declined, and how many there are."""
        return sum(entry.state != "missing" for entry in self.entries), len(self.entries)


def law_map(rulebook: Rulebook, lists: Mapping[str, Sequence[Wanted]], declined: Mapping[str, str]) -> LawMap:
    """Each entry of each list with the blocks that encode it or the reason for which it is declined."""
    blocks = _blocks(rulebook)
    found = {
        name: tuple(
            Entry(wanted, tuple(blocks.get(wanted.id, ())), "" if wanted.id in blocks else declined.get(wanted.id, ""))
            for wanted in entries
        )
        for name, entries in lists.items()
    }
    known = {wanted.id for entries in lists.values() for wanted in entries}
    unknown = {key: tuple(name for name, _ in users) for key, users in sorted(blocks.items()) if key not in known}
    return LawMap(found, unknown)


def _blocks(rulebook: Rulebook) -> dict[str, list[tuple[str, Place]]]:
    """By `map:` key the names and places of the blocks that carry it."""
    found: dict[str, list[tuple[str, Place]]] = {}
    tables = ("facts", "concepts", "positions", "presumptions", "exceptions", "issues", "duties", "dispositions")
    for table in tables:
        for name, item in getattr(rulebook, table).items():
            keys = dict.fromkeys((*item.map, *(key for ground in getattr(item, "grounds", ()) for key in ground.map)))
            for key in keys:
                found.setdefault(key, []).append((name, item.place))
    return found


def read_list(path: Path) -> list[Wanted]:
    """The entries of a list. Raises `RulebookError` bad-list if the file is none."""
    content = _yaml(path)
    entries = content if isinstance(content, list) else []
    found = [
        Wanted(str(entry["id"]), str(entry.get("kind", "")), " ".join(str(entry.get("says", "")).split()))
        for entry in entries
        if isinstance(entry, dict) and "id" in entry
    ]
    if not found:
        raise _bad(path, 1, "It has no entries.", "A list is a YAML sequence of mappings with an id each.")
    return found


def read_declined(folders: Iterable[Path]) -> dict[str, str]:
    """Entry and reason from `declined.yaml` of each folder that has one. Raises `RulebookError` bad-list."""
    found: dict[str, str] = {}
    for path in (folder / DECLINED for folder in folders):
        if not path.is_file():
            continue
        content = _yaml(path)
        if content is not None and not isinstance(content, dict):
            raise _bad(path, 1, "It is no mapping.", "Write entry: reason, one a line.")
        for key, reason in (content or {}).items():
            if not isinstance(reason, str) or not reason.strip():
                raise _bad(path, 1, f"{key} has no reason.", "Say in a sentence why the rulebook does not encode it.")
            found[str(key)] = " ".join(reason.split())
    return found


def _yaml(path: Path) -> object:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise _bad(path, 1, f"It cannot be opened: {error.strerror}.", "Check the name of the file.") from None
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        reason = f"It is not YAML: {getattr(error, 'problem', None) or 'not UTF-8 text'}."
        raise _bad(path, mark.line + 1 if mark else 1, reason, "Correct the file.") from None


def _bad(path: Path, line: int, reason: str, advice: str) -> RulebookError:
    return RulebookError([Defect(str(path), line, "bad-list", path.name, reason, advice)])
