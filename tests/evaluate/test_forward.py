"""The forward engine: its cutting into gates, its limits, and what it does when the library fails."""

import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from typing import NoReturn

import pytest

from habeas.evaluate import forward
from habeas.evaluate.forward import ForwardEngine, ForwardEngineError, available, why_unavailable
from habeas.evaluate.gates import (
    MAX_PRESUMPTIONS,
    MAX_RULES,
    MAX_STACK,
    MAX_TERMS,
    ForwardLimitError,
    Gate,
    check_limits,
    compile_gates,
    pack,
)
from habeas.logic.plan import And, Formula, Literal, Node, Or, Plan
from habeas.logic.truth import Truth
from habeas.rulebook.conditions import Answer

pytest.importorskip("durable_rules_engine")

TRUTHS: tuple[Truth, ...] = (True, False, None)


def atom(name: str, positive: bool = True) -> Literal:
    return Literal("atom", name, positive)


def node(name: str, positive: bool = True) -> Literal:
    return Literal("node", name, positive)


def plan_of(atoms: list[str], *nodes: Node) -> Plan:
    """Each node is a stratum of its own."""
    strata = tuple((item,) for item in nodes)
    return Plan("", {name: Answer(fact=name) for name in atoms}, {item.name: item for item in nodes}, strata)


def one(formula: Formula, atoms: list[str]) -> Plan:
    return plan_of(atoms, Node("n", "issue", "n", formula))


def value(formula: Formula, **atoms: Truth) -> Truth:
    return ForwardEngine(one(formula, list(atoms))).evaluate(atoms)["n"]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (And(()), True),
        (Or(()), False),
        (And((Or(()), atom("u"))), False),
        (Or((And(()), atom("u"))), True),
        (And((And(()), atom("u"))), None),
        (atom("y"), True),
        (atom("y", False), False),
        (atom("u", False), None),
        (And((atom("u"), atom("u", False))), None),
        (And((atom("y"), atom("y", False))), False),
        (Or((atom("n"), And((atom("y"), Or((atom("n"), atom("n", False))))))), True),
        (Or((And((atom("u"), atom("n"))), And((atom("u"), atom("y"))))), None),
    ],
)
def test_a_formula_has_its_kleene_value(formula: Formula, expected: Truth) -> None:
    assert value(formula, y=True, n=False, u=None) is expected


@pytest.mark.parametrize(("combine", "settling"), [(And, False), (Or, True)])
@pytest.mark.parametrize("width", [1, 2, MAX_TERMS, MAX_TERMS + 1, 3 * MAX_TERMS, MAX_TERMS**2 + 1])
def test_formulas_of_any_length_are_split(combine: type[And | Or], settling: bool, width: int) -> None:
    names = [f"a{number}" for number in range(width)]
    engine = ForwardEngine(one(combine(tuple(atom(name) for name in names)), names))
    neutral: dict[str, Truth] = dict.fromkeys(names, not settling)
    assert engine.evaluate(neutral)["n"] is not settling
    assert engine.evaluate(dict.fromkeys(names, settling))["n"] is settling
    assert engine.evaluate(dict.fromkeys(names))["n"] is None
    for name in {names[0], names[-1]}:
        assert engine.evaluate(neutral | {name: settling})["n"] is settling
        assert engine.evaluate(neutral | {name: None})["n"] is None


def presumed_plan(pairs: int) -> Plan:
    atoms = ["fact", *(f"{kind}{number}" for number in range(pairs) for kind in ("raised", "ended"))]
    basis = [Node(f"node {name}", "trigger", name, atom(name)) for name in atoms]
    presumptions = tuple((f"node raised{number}", f"node ended{number}") for number in range(pairs))
    concept = Node("concept", "concept", "concept", node("node fact", False), presumptions=presumptions)
    return plan_of(atoms, *basis, concept, Node("after", "issue", "after", node("concept", False)))


@pytest.mark.parametrize("pairs", [1, 2])
def test_a_concept_in_doubt_is_presumed(pairs: int) -> None:
    plan = presumed_plan(pairs)
    engine = ForwardEngine(plan)
    for values in product(TRUTHS, repeat=1 + 2 * pairs):
        case = dict(zip(plan.atoms, values, strict=True))
        raised = any(case[f"raised{n}"] is True and case[f"ended{n}"] is not True for n in range(pairs))
        expected = not case["fact"] if case["fact"] is not None else (True if raised else None)
        computed = engine.evaluate(case)
        assert computed["concept"] is expected
        assert computed["after"] is (None if expected is None else not expected)


def test_any_number_of_presumptions() -> None:
    pairs = 2 * MAX_PRESUMPTIONS + 1
    plan = presumed_plan(pairs)
    engine = ForwardEngine(plan)
    nothing: dict[str, Truth] = dict.fromkeys(plan.atoms)
    assert engine.evaluate(nothing)["concept"] is None
    for number in range(pairs):
        assert engine.evaluate(nothing | {f"raised{number}": True})["concept"] is True
        assert engine.evaluate(nothing | {f"raised{number}": True, f"ended{number}": True})["concept"] is None
        assert engine.evaluate(nothing | {f"raised{number}": True, "fact": True})["concept"] is False


def test_names_of_atoms_and_nodes_are_free() -> None:
    names = ['say "no" \\', "100 %s %(x)s", "$and", "sid", "id", "case", "a0", "{}", "número 日本", ""]
    nodes = [Node(f"node {name}", "issue", name, atom(name)) for name in names]
    engine = ForwardEngine(plan_of(names, *nodes))
    case = {name: TRUTHS[number % 3] for number, name in enumerate(names)}
    assert engine.evaluate(case) == {f"node {name}": truth for name, truth in case.items()}


def test_every_ruleset_keeps_the_limits() -> None:
    names = [f"a{number}" for number in range(400)]
    nodes = [
        Node(f"n{start}", "issue", "", combine(tuple(atom(name) for name in names[start : start + width])))
        for start in range(0, 380, 3)
        for combine in (And, Or)
        for width in [1 + start % 19]
    ]
    plan = Plan("", {name: Answer(fact=name) for name in names}, {n.name: n for n in nodes}, (tuple(nodes),))
    rulesets = [gates for level in compile_gates(plan).levels for gates in pack(level)]
    for gates in rulesets:
        attributes = len(set().union(*(gate.inputs for gate in gates))) + 1
        assert 2 * len(gates) + 1 <= MAX_RULES
        assert attributes + 2 * len(gates) + 1 <= MAX_STACK
    assert 10 < len(rulesets) < len(nodes) / 2


def test_the_worst_documents_fit_the_stack_of_the_library() -> None:
    """All alternatives of all rules at once: this is where more attributes give error 303."""
    names = [f"a{number}" for number in range(120)]
    width = MAX_TERMS
    parts = [tuple(atom(name) for name in names[start : start + width]) for start in range(0, 104, 2)]
    nodes = [Node(f"{kind.__name__}{i}", "issue", "", kind(part)) for i, part in enumerate(parts) for kind in (And, Or)]
    plan = Plan("", {name: Answer(fact=name) for name in names}, {n.name: n for n in nodes}, (tuple(nodes),))
    engine = ForwardEngine(plan)
    for truth in TRUTHS:
        assert set(engine.evaluate(dict.fromkeys(names, truth)).values()) == {truth}


def wide_gate(terms: int) -> Gate:
    ways = tuple(((signal, "yes"),) for signal in range(1, terms + 1))
    return Gate(1000, "issue:too-wide", ways, (tuple((signal, "no") for signal in range(1, terms + 1)),))


def test_a_ruleset_beyond_a_limit_is_refused_by_name() -> None:
    check_limits([wide_gate(50)])
    with pytest.raises(ForwardLimitError, match=r"issue:too-wide: 64 attributes and branches of rules, at most 60"):
        check_limits([wide_gate(60)])
    with pytest.raises(ForwardLimitError, match="33 rules, at most 32"):
        check_limits([wide_gate(1)] * 16)
    with pytest.raises(ForwardLimitError, match="251 attributes, at most 200"):
        pack([wide_gate(250)])


def test_attribute_names_do_not_collide_in_the_library() -> None:
    """The library knows attributes by a hash of 32 bits only."""

    def fnv(name: str) -> int:
        number = 2166136261
        for byte in name.encode():
            number = (number ^ byte) * 16777619 % 2**32
        return number

    names = ["sid", "id", "$s", "case", *(f"a{number}" for number in range(MAX_STACK))]
    assert len({fnv(name) for name in names}) == len(names)


def test_more_cases_than_the_library_can_keep() -> None:
    engine = ForwardEngine(one(And((atom("a"), atom("b"))), ["a", "b"]))
    for _ in range(1100):
        assert engine.evaluate({"a": True, "b": True})["n"] is True
        assert engine.evaluate({"a": True, "b": False})["n"] is False


def test_engines_can_be_made_and_dropped() -> None:
    for number in range(100):
        names = [f"x{number}", "y"]
        assert ForwardEngine(one(Or((atom(names[0]), atom("y"))), names)).evaluate({names[0]: True, "y": None})["n"]


def test_one_engine_in_several_threads() -> None:
    names = [f"a{number}" for number in range(40)]
    engine = ForwardEngine(one(And(tuple(atom(name) for name in names)), names))
    cases = [dict.fromkeys(names, TRUTHS[number % 3]) for number in range(200)]
    with ThreadPoolExecutor(4) as pool:
        answers = [values["n"] for values in pool.map(engine.evaluate, cases)]
    assert answers == [TRUTHS[number % 3] for number in range(200)]


def test_an_atom_without_a_value_is_an_error() -> None:
    engine = ForwardEngine(one(atom("known"), ["known", "lacking"]))
    with pytest.raises(ForwardEngineError, match="atoms without a value: lacking"):
        engine.evaluate({"known": True})
    with pytest.raises(ForwardEngineError, match="not a truth value: 'yes'"):
        engine.evaluate({"known": "yes", "lacking": None})  # type: ignore[dict-item]


def test_a_library_that_cannot_be_loaded_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    assert available() and why_unavailable() == ""
    monkeypatch.setitem(sys.modules, "durable_rules_engine", None)
    assert not available()
    assert "needs a C compiler" in why_unavailable()
    with pytest.raises(ForwardEngineError, match="durable_rules cannot be loaded"):
        ForwardEngine(one(atom("a"), ["a"]))


class Library:
    """The real library, with one function replaced."""

    def __init__(self, **replaced: object) -> None:
        self.__dict__.update(replaced)

    def __getattr__(self, name: str) -> object:
        return getattr(sys.modules["durable_rules_engine"], name)


def fails(*_: object) -> NoReturn:
    raise MemoryError("error code: 303")


@pytest.mark.parametrize(
    ("function", "replacement", "message"),
    [
        ("create_ruleset", fails, "refuses a ruleset: error code: 303"),
        ("assert_fact", fails, "refuses a document: error code: 303"),
        ("assert_fact", lambda *_: (2, 0), "refuses a document: result 2"),
        ("start_action_for_state", lambda *_: None, "no rule fired"),
        ("start_action_for_state", lambda *_: ("", '{"3y":{}}'), "lost the catch-all"),
        ("complete_and_start_action", fails, "failed after .'(case|3y)'.: error code: 303"),
    ],
)
def test_a_failing_library_is_an_error(
    monkeypatch: pytest.MonkeyPatch, function: str, replacement: object, message: str
) -> None:
    # Where no action was really started, the library would free memory that was never set.
    replaced = {"complete_and_start_action": lambda *_: None, "delete_state": lambda *_: None, function: replacement}
    library = Library(**replaced)
    monkeypatch.setattr(forward, "_library", lambda: library)
    with pytest.raises(ForwardEngineError, match=message):
        ForwardEngine(one(And((atom("a"), atom("b"))), ["a", "b"])).evaluate({"a": True, "b": True})


def test_after_a_failure_the_next_case_works(monkeypatch: pytest.MonkeyPatch) -> None:
    library = Library()
    monkeypatch.setattr(forward, "_library", lambda: library)
    engine = ForwardEngine(one(And((atom("a"), atom("b"))), ["a", "b"]))
    for function in ("assert_fact", "start_action_for_state", "complete_and_start_action"):
        with monkeypatch.context() as broken, pytest.raises(ForwardEngineError):
            broken.setattr(library, function, fails, raising=False)
            engine.evaluate({"a": True, "b": True})
        assert engine.evaluate({"a": True, "b": True})["n"] is True
        assert engine.evaluate({"a": True, "b": False})["n"] is False


def test_rules_that_contradict_each_other_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever fires, a signal cannot be both established and excluded."""
    messages = iter(['{"3n":{}}', '{"3y":{}}', None])
    library = Library(
        start_action_for_state=lambda *_: ("", '{"case":{}}'),
        complete_and_start_action=lambda *_: next(messages),
        delete_state=lambda *_: None,
    )
    monkeypatch.setattr(forward, "_library", lambda: library)
    with pytest.raises(ForwardEngineError, match="both established and excluded"):
        ForwardEngine(one(And((atom("a"), atom("b"))), ["a", "b"])).evaluate({"a": None, "b": None})
