"""Keeps what was proved, each by a digest of all that it depends on: editing a chapter undoes only what it touches."""

import hashlib
import json
import os
from functools import lru_cache
from pathlib import Path

from habeas.case import coherence
from habeas.logic.plan import Plan
from habeas.rulebook.cache import cache_folder
from habeas.rulebook.conditions import BoundBy, Reading
from habeas.rulebook.model import Rulebook
from habeas.verify.engine import reads
from habeas.verify.facts import undatable
from habeas.verify.model import Obligation, Outcome, Result
from habeas.verify.query import leaves_of

_KEPT = 60_000


class ProofCache:
    """Results by digest, in one file of the cache folder. A file that cannot be read is no cache."""

    def __init__(self, rulebook: Rulebook, plan: Plan, use: bool) -> None:
        self.rulebook, self.plan, self.use = rulebook, plan, use
        self._file = cache_folder() / f"proofs-{_prover_version()}.json"
        self._known: dict[str, tuple[Outcome, dict[str, object] | None]] = self._read() if use else {}
        self._fresh: dict[str, tuple[Outcome, dict[str, object] | None]] = {}
        self._digests: dict[str, str] = {}
        self._common = self._world()

    def get(self, item: Obligation) -> Result | None:
        """What was proved before, if nothing that it depends on has changed."""
        found = self._known.get(self.key(item))
        return Result(item, found[0], found[1]) if found else None

    def put(self, result: Result) -> None:
        """Remember a result; what was not decided is tried again."""
        if result.outcome != "undecided":
            self._fresh[self.key(result.obligation)] = (result.outcome, result.case)

    def keep(self) -> None:
        """Write everything that was used or found. Failing to write is no error."""
        if not self.use:
            return
        content = {**dict(list(self._known.items())[-_KEPT:]), **self._fresh}
        beside = self._file.with_suffix(f".{os.getpid()}")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(json.dumps(content), encoding="utf-8")
            beside.replace(self._file)
        except OSError:
            return

    def key(self, item: Obligation) -> str:
        """A digest of the question and of everything on which its answer depends."""
        leaves = sorted({leaf.name for leaf in leaves_of(item.query)})
        return _digest(self._common, item.code, item.wanted, repr(item.query), *(self.digest(name) for name in leaves))

    def digest(self, name: str) -> str:
        """A digest of an atom or node and of all that it reads."""
        known = self._digests.get(name)
        if known is None:
            node = self.plan.nodes.get(name)
            parts = (repr(node.formula), repr(node.presumptions), *map(self.digest, reads(node))) if node else ()
            known = self._digests[name] = _digest(name, *parts) if node else self._atom(name)
        return known

    def _atom(self, name: str) -> str:
        atom, book = self.plan.atoms[name], self.rulebook
        if isinstance(atom, Reading):
            position = book.positions[atom.position]
            return _digest(name, position.default, *position.readings)
        shapes = [f"{fact.type} {sorted(fact.options)}" for fact in (book.facts[key] for key in atom.facts)]
        dated = [row for row in undatable(atom.facts) if row[1] in book.facts]
        instrument = book.instruments[atom.instrument] if isinstance(atom, BoundBy) else None
        kind = f"{instrument.universal} {instrument.custom}" if instrument else ""
        return _digest(name, repr(atom), *shapes, repr(dated), kind)

    def _world(self) -> str:
        """What every case of this rulebook has to respect."""
        dates = {key for pair in coherence.ORDER for key in pair} | set(coherence.PAST)
        present = sorted(key for key in dates if key in self.rulebook.facts)
        return _digest(*present, str("holder.kind" in self.rulebook.facts))

    def _read(self) -> dict[str, tuple[Outcome, dict[str, object] | None]]:
        try:
            content = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return {key: (value[0], value[1]) for key, value in content.items()} if isinstance(content, dict) else {}


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


@lru_cache(maxsize=1)
def _prover_version() -> str:
    """A digest of the code on which a proof rests."""
    package = Path(__file__).parent.parent
    digest = hashlib.sha256()
    for folder in ("case", "evaluate", "logic", "verify"):
        for source in sorted((package / folder).glob("*.py")):
            digest.update(source.read_bytes())
    return digest.hexdigest()[:16]
