"""Keeps what was proved, each result by a digest of all that it depends on: an edit undoes only what it touches.

One file in the cache folder: a checksum, a line break, and JSON. Whatever does not fit is no cache: it is made anew.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from habeas.rulebook.cache import cache_folder
from habeas.verify.model import Outcome

_KEPT, _WITNESSES, _SNAPSHOTS, _FILES = 60_000, 8, 12, 4
_CODE = ("case", "evaluate", "logic", "rulebook", "verify")
T = TypeVar("T")

Found = tuple[Outcome, dict[str, object] | None]


@dataclass(slots=True)
class Apart:
    """Issues of one run, by digest: each stands in some case without each other, but for the `open` pairs."""

    issues: list[str]
    open: list[list[str]]


@dataclass(slots=True)
class Kept:
    """What is known: outcomes by question; which findings an answer to a fact moves; issues told apart; examples
    that come out as they expect. All by digest."""

    results: dict[str, Found] = field(default_factory=dict)
    moves: dict[str, list[str]] = field(default_factory=dict)
    apart: list[Apart] = field(default_factory=list)
    examples: dict[str, bool] = field(default_factory=dict)


class ProofCache:
    """What is known from before and is learned now. With `use` false nothing is read and nothing is written."""

    def __init__(self, use: bool = True) -> None:
        self.use = use
        self._file = cache_folder() / f"proofs-{code_version()}.json"
        self._kept = (self._read() if use else None) or Kept()
        self._used: set[str] = set()
        self._learned = False

    def result(self, question: str) -> Found | None:
        """The outcome of a question asked before."""
        self._used.add(question)
        return self._kept.results.get(question)

    def put_result(self, question: str, found: Found) -> None:
        """Remember the outcome of a question."""
        self._learned = self._learned or self._kept.results.get(question) != found
        self._used.add(question)
        self._kept.results[question] = found

    def movers(self, fact: str) -> list[str]:
        """Findings that an answer to the fact is known to move."""
        self._used.add(fact)
        return self._kept.moves.get(fact, [])

    def put_mover(self, fact: str, finding: str) -> None:
        """Remember that an answer to the fact moves the finding."""
        others = [other for other in self.movers(fact) if other != finding]
        self._kept.moves[fact] = [*others, finding][-_WITNESSES:]
        self._learned = True

    def apart(self) -> Iterator[Apart]:
        """The issues told apart in earlier runs, the last run first."""
        return reversed(self._kept.apart)

    def put_apart(self, found: Apart) -> None:
        """Remember which issues were told apart."""
        if found not in self._kept.apart:
            self._kept.apart.append(found)
            self._learned = True

    def came_out(self, example: str) -> bool:
        """Whether an example is known to come out as it expects."""
        self._used.add(example)
        return example in self._kept.examples

    def put_example(self, example: str) -> None:
        """Remember that an example comes out as it expects."""
        self._kept.examples[example] = self._learned = True
        self._used.add(example)

    def keep(self) -> None:
        """Write what is known, if something was learned. Failing to write is no error."""
        if not self.use or not self._learned:
            return
        kept = self._kept
        lean = Kept(
            self._last(kept.results), self._last(kept.moves), kept.apart[-_SNAPSHOTS:], self._last(kept.examples)
        )
        content = json.dumps(asdict(lean)).encode()
        beside = self._file.with_suffix(f".{os.getpid()}")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(hashlib.sha256(content).hexdigest().encode() + b"\n" + content)
            beside.replace(self._file)
            _forget(self._file.parent.glob("proofs-*.json"))
        except OSError:
            return

    def _last(self, entries: dict[str, T]) -> dict[str, T]:
        """Not too many entries; those that were used now are forgotten last."""
        return dict(sorted(entries.items(), key=lambda entry: entry[0] in self._used)[-_KEPT:])

    def _read(self) -> Kept | None:
        try:
            checksum, _, content = self._file.read_bytes().partition(b"\n")
            if hashlib.sha256(content).hexdigest().encode() != checksum:
                return None
            found = json.loads(content)
            results: dict[str, Found] = {key: (outcome, case) for key, (outcome, case) in found["results"].items()}
            return Kept(results, found["moves"], [Apart(**item) for item in found["apart"]], found["examples"])
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None


def _forget(files: Iterable[Path]) -> None:
    """Remove what earlier versions of the program kept."""
    for old in sorted(files, key=lambda path: path.stat().st_mtime, reverse=True)[_FILES:]:
        old.unlink(missing_ok=True)


@lru_cache(maxsize=1)
def code_version() -> str:
    """A digest of the code on which a proof rests."""
    package = Path(__file__).parent.parent
    content = hashlib.sha256()
    for folder in _CODE:
        for source in sorted((package / folder).glob("*.py")):
            content.update(source.read_bytes())
    return content.hexdigest()[:16]
