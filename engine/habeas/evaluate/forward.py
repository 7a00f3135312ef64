"""The forward engine: the plan run on durable_rules, level by level; its answers are compared with those of `proof.py`.

How durable_rules 2.0.28 is used, and why:

- Its C module is called directly: one flat document per ruleset is asserted as a fact, then the rules that fired are
  read by name. The package's `Host` is not used: it starts two threads for each process that dispatch the same states
  at the same time, and they walk an index of states that is not kept up when a state is deleted.
- `assert_fact`, never `post`: an event is consumed by the first rule that fires.
- A catch-all on a constant attribute fires every time, because a fact that no rule matches is an error, and because
  deleting a state in which no action was ever started frees memory that was never set.
- `delete_state` after each document: states are kept for ever otherwise, and the 1,024th fails.
- After a failed assertion the state cannot be deleted (as above): that ruleset is left alone and made anew.
- Limits on rules, attributes and terms: see `gates.py`.

Measured with a rulebook of 1,550 nodes in 39 strata (46 levels, 177 rulesets; 2 cores, CPython 3.11): start-up 0.11 to
0.2 s and 59 MB; a case takes 8 ms if nothing is known, 18 ms if everything is. 20,000 random cases in one process
differed from `proof.py` on no value, and memory did not grow after the first hundred.
"""

import threading
import weakref
from collections.abc import Iterable, Mapping
from importlib import import_module
from operator import itemgetter
from typing import Any

from habeas.evaluate.gates import ForwardLimitError, Gate, Way, Word, compile_gates, pack
from habeas.logic.plan import Plan
from habeas.logic.truth import Truth

__all__ = ["ForwardEngine", "ForwardEngineError", "ForwardLimitError", "available", "why_unavailable"]

_WORDS: dict[Truth, Word] = {True: "yes", False: "no", None: "unknown"}
_TRUTHS: dict[Word, Truth] = {word: truth for truth, word in _WORDS.items()}
_CONSTANT = "case"
_STATE = "1"


class ForwardEngineError(Exception):
    """durable_rules is missing, failed, or gave an impossible answer; no finding may rest on this run."""


def available() -> bool:
    """Whether durable_rules can be used here."""
    return not why_unavailable()


def why_unavailable() -> str:
    """Why durable_rules cannot be used here, in one sentence; empty if it can."""
    try:
        _library()
    except ForwardEngineError as error:
        return str(error)
    return ""


def _library() -> Any:
    try:
        return import_module("durable_rules_engine")
    except (ImportError, OSError) as error:
        raise ForwardEngineError(
            f"durable_rules cannot be loaded ({error}). It is built from source and needs a C compiler: "
            "install one and run `pip install durable-rules==2.0.28`."
        ) from error


class ForwardEngine:
    """A plan as rulesets, built once and used for any number of cases.

    Raises:
        ForwardEngineError: durable_rules cannot be loaded or refuses a ruleset.
        ForwardLimitError: a ruleset would exceed a measured limit.
    """

    def __init__(self, plan: Plan) -> None:
        circuit = compile_gates(plan)
        self._atoms, self._nodes, self._size = circuit.atoms, circuit.nodes, circuit.size
        self._rulesets = [_Ruleset(gates) for level in circuit.levels for gates in pack(level)]
        # The C module keeps one state for each ruleset and case, so two threads must not run one ruleset together.
        self._lock = threading.Lock()

    def evaluate(self, atom_values: Mapping[str, Truth]) -> dict[str, Truth]:
        """The value of every node, given the value of every atom of the plan.

        Raises:
            ForwardEngineError: an atom has no value, or durable_rules failed.
        """
        words: list[Word] = ["yes", *self._words(atom_values)]
        words += ["unknown"] * (self._size - len(words))
        with self._lock:
            for ruleset in self._rulesets:
                ruleset.run(words)
        return {name: _TRUTHS[words[signal]] for name, signal in self._nodes.items()}

    def _words(self, atom_values: Mapping[str, Truth]) -> list[Word]:
        try:
            return [_WORDS[atom_values[name]] for name in self._atoms]
        except KeyError as error:
            missing = [name for name in self._atoms if name not in atom_values]
            what = f"atoms without a value: {', '.join(missing)}" if missing else f"not a truth value: {error}"
            raise ForwardEngineError(f"Forward engine: {what}. Compute the atoms from the same plan.") from error


class _Ruleset:
    """Some gates of one level as one ruleset of durable_rules."""

    def __init__(self, gates: tuple[Gate, ...]) -> None:
        self._library = _library()
        inputs = sorted(set[int]().union(*(gate.inputs for gate in gates)))
        # Names are made here (a0, a1 ...), so nothing an author writes reaches the engine's own syntax.
        attributes = {signal: f"a{position}" for position, signal in enumerate(inputs)}
        self._definition = _definition(gates, attributes)
        slots = "".join(f',"{attribute}":"%s"' for attribute in attributes.values())
        self._document = f'{{"sid":"{_STATE}","id":"{_STATE}","{_CONSTANT}":1{slots}}}'
        self._read = itemgetter(*inputs)
        self._fires: dict[str, tuple[int, Word]] = {}
        for gate in gates:
            self._fires |= {f"{gate.target}y": (gate.target, "yes"), f"{gate.target}n": (gate.target, "no")}
        self._handle = self._create()

    def _create(self) -> int:
        try:
            handle: int = self._library.create_ruleset(_CONSTANT, self._definition)
        except Exception as error:
            raise ForwardEngineError(f"durable_rules refuses a ruleset: {error}\n{self._definition}") from error
        weakref.finalize(self, self._library.delete_ruleset, handle).atexit = False
        return handle

    def run(self, words: list[Word]) -> None:
        """Derive the targets of these gates and write them into `words`."""
        fired = self._fire(self._document % self._read(words))
        if _CONSTANT not in fired:
            raise ForwardEngineError(f"durable_rules lost the catch-all rule; fired: {sorted(fired)}")
        for name in fired - {_CONSTANT}:
            target, word = self._fires[name]
            if words[target] != "unknown":
                raise ForwardEngineError(f"durable_rules both established and excluded signal {target}")
            words[target] = word

    def _fire(self, document: str) -> set[str]:
        """The names of the rules that fire on a document."""
        try:
            code, state = self._library.assert_fact(self._handle, document)
            started = None if code else self._library.start_action_for_state(self._handle, state)
        except Exception as error:
            raise self._abandoned(document, str(error)) from error
        if started is None:
            raise self._abandoned(document, f"result {code}, no rule fired")
        return self._drain(state, started[1])

    def _abandoned(self, document: str, reason: str) -> ForwardEngineError:
        """An error after which this ruleset is made anew, because its state can be neither used nor deleted."""
        self._handle = self._create()
        return ForwardEngineError(f"durable_rules refuses a document: {reason}\n{document}")

    def _drain(self, state: int, message: str | None) -> set[str]:
        fired: set[str] = set()
        try:
            while message:
                fired.add(message[2 : message.index('"', 2)])
                message = self._library.complete_and_start_action(self._handle, state)
        except Exception as error:
            raise ForwardEngineError(f"durable_rules failed after {sorted(fired)}: {error}") from error
        finally:
            self._library.delete_state(self._handle, _STATE)
        return fired


def _definition(gates: Iterable[Gate], attributes: dict[int, str]) -> str:
    """The rules in the JSON that the library reads. Only names made here go in, so nothing needs escaping."""
    # Written as text at once: by way of dictionaries it takes a third of the start-up.
    conditions = {_CONSTANT: f'{{"{_CONSTANT}":1}}'}
    for gate in gates:
        conditions[f"{gate.target}y"] = _either(gate.established, attributes)
        conditions[f"{gate.target}n"] = _either(gate.excluded, attributes)
    return "{" + ",".join(f'"{name}":{{"all":[{{"m":{test}}}]}}' for name, test in conditions.items()) + "}"


def _either(ways: tuple[Way, ...], attributes: dict[int, str]) -> str:
    return _joined("$or", [_both(way, attributes) for way in ways])


def _both(way: Way, attributes: dict[int, str]) -> str:
    return _joined("$and", [f'{{"{attributes[signal]}":"{word}"}}' for signal, word in way])


def _joined(operator: str, tests: list[str]) -> str:
    return tests[0] if len(tests) == 1 else f'{{"{operator}":[{",".join(tests)}]}}'
