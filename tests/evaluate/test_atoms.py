"""Every kind of atom: true, false and unknown; what it lacks; and that knowing more never flips an answer."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from habeas.case.dates import Interval
from habeas.case.datetext import parse_interval
from habeas.case.model import Case, FactValue, Parties
from habeas.case.participation import ParticipationTable
from habeas.evaluate.atoms import atom_values, compile_atom, compile_atoms, missing
from habeas.logic.plan import Plan
from habeas.logic.truth import Truth
from habeas.rulebook.conditions import Atom, Constant, Reading
from habeas.rulebook.model import Instrument, Participation, Place, Position, ReadingText, Rulebook

PARSE = TypeAdapter[Atom](Atom)
POSITION = Position(
    id="scope",
    title="Scope",
    question="Whom?",
    readings={"broad": ReadingText(holds="all"), "narrow": ReadingText(holds="some")},
    default="broad",
    place=Place(file="rules.md", line=1),
)
UNUSED = ("facts", "concepts", "presumptions", "exceptions", "issues", "duties", "dispositions")
RULEBOOK = Rulebook(
    name="Small",
    version="1",
    hash="",
    courses={},
    instruments={"AP I": Instrument(id="AP I", title="", adopted="", in_force="", applies=Constant())},
    participation=(Participation(state="State A", instrument="AP I", party=True, bound_from="1990-01-01"),),
    positions={"scope": POSITION},
    examples=(),
    **dict.fromkeys(UNUSED, {}),  # type: ignore[arg-type]  # noqa: RUF024
)


def point(text: str) -> dict[str, str]:
    kind, _, value = text.partition(" of ")
    if value:
        return {"kind": kind, "value": value}
    if text == "as-of":
        return {"kind": "as-of"}
    return {"kind": "literal" if text[0].isdigit() else "fact", "value": text}


def country(text: str) -> dict[str, str]:
    kind = "party" if text in ("holder", "adversary") else "fact" if "." in text else "literal"
    return {"kind": kind, "value": text}


def atom(kind: str, **fields: Any) -> Any:
    for name in ("left", "right"):
        if name in fields:
            fields[name] = point(fields[name]) if kind == "date" else country(fields[name])
    for name in ("start", "end"):
        if name in fields:
            fields[name] = point(fields[name])
    if "country" in fields:
        fields["country"] = country(fields["country"])
    return PARSE.validate_python({"atom": kind, **fields})


def interval(text: str) -> Interval:
    return Interval(None, None) if text == "unknown" else parse_interval(text)


def case(as_of: str = "", holder: str | None = "State A", adversary: str | None = None, **facts: Any) -> Case:
    """A case whose facts are named with `_` for `.`; texts that begin with a digit, and lists of them, are dates."""
    return Case(
        id="case",
        as_of=interval(as_of) if as_of else None,
        parties=Parties(holder, adversary),
        facts={key.replace("_", "."): FactValue(value) for key, value in facts.items()},
    )


def dates(*texts: str) -> tuple[Interval, ...]:
    return tuple(interval(text) for text in texts)


def value(tested: Any, tried: Case) -> Truth:
    plan = Plan("", {"atom": tested}, {}, ())
    return atom_values(plan, RULEBOOK, tried)["atom"]


ANSWER = atom("answer", fact="a.b")
ONE_OF = atom("one-of", fact="a.b", values=("x", "y"))
ADULT = atom("number", fact="a.b", comparison=">=", amount=18)
OWN = atom("same-country", left="a.b", right="holder")
ENEMY = atom("same-country", left="holder", right="adversary")
LITERAL = atom("same-country", left="a.b", right="State A")
NATIONAL = atom("includes", fact="a.b", country="holder")
BEFORE = atom("date", left="a.b", comparison="<", right="2024-03-15")
PASSED = atom("date", left="a.b", comparison="<", right="as-of")
LAST = atom("date", left="last of a.b", comparison=">=", right="c.d")
FIRST = atom("date", left="first of a.b", comparison="=", right="2024-03-15")
LATE = atom("elapsed", unit="days", start="a.b", end="as-of", comparison=">", amount=14)
MONTHS = atom("elapsed", unit="months", start="a.b", end="c.d", comparison="<", amount=6)
YEARS = atom("elapsed", unit="years", start="a.b", end="c.d", comparison=">=", amount=18)
EXACTLY = atom("elapsed", unit="weeks", start="a.b", end="c.d", comparison="=", amount=1)
TWICE = atom("count", fact="a.b", comparison=">=", amount=2)
GAP = atom("longest-gap", fact="a.b", start="c.d", end="as-of", comparison=">", amount=6, unit="months")
FREE_GAP = atom("longest-gap", fact="a.b", comparison=">", amount=6, unit="months")
ANSWERED = atom("followed", fact="a.b", by="c.d", amount=7, unit="days")
BOUND = atom("bound-by", party="holder", instrument="AP I")

TRUTHS: list[tuple[Any, Case, Truth]] = [
    (ANSWER, case(a_b=True), True),
    (ANSWER, case(a_b=False), False),
    (ANSWER, case(), None),
    (ONE_OF, case(a_b="y"), True),
    (ONE_OF, case(a_b="z"), False),
    (ONE_OF, case(), None),
    (ADULT, case(a_b=18.0), True),
    (ADULT, case(a_b=17.5), False),
    (ADULT, case(), None),
    (OWN, case(a_b=" state  a"), True),
    (OWN, case(a_b="State B"), False),
    (OWN, case(a_b="State B", holder=None), None),
    (OWN, case(), None),
    (ENEMY, case(adversary="State A"), True),
    (ENEMY, case(adversary="State B"), False),
    (LITERAL, case(a_b="STATE A"), True),
    (NATIONAL, case(a_b=("State B", "state a")), True),
    (NATIONAL, case(a_b=("State B",)), False),
    (NATIONAL, case(a_b=()), False),
    (NATIONAL, case(a_b=(), holder=None), False),
    (NATIONAL, case(a_b=("State B",), holder=None), None),
    (NATIONAL, case(), None),
    (BEFORE, case(a_b=interval("2024-03-14")), True),
    (BEFORE, case(a_b=interval("2024-03-15")), False),
    (BEFORE, case(a_b=interval("2024-03")), None),
    (BEFORE, case(a_b=interval("2024-02")), True),
    (BEFORE, case(a_b=interval("before 2024-03-15")), True),
    (BEFORE, case(a_b=interval("after 2024-03-15")), False),
    (BEFORE, case(), None),
    (PASSED, case(a_b=interval("2023"), as_of="2024"), True),
    (PASSED, case(a_b=interval("2023")), None),
    (LAST, case(a_b=dates("2024-05-01", "2024-01-01"), c_d=interval("2024-05-01")), True),
    (LAST, case(a_b=dates("2024-05-01", "unknown"), c_d=interval("2024-05-01")), True),
    (LAST, case(a_b=dates("2024-04-01", "unknown"), c_d=interval("2024-05-01")), None),
    (LAST, case(a_b=(), c_d=interval("2024-05-01")), None),
    (FIRST, case(a_b=dates("2024-05-01", "2024-03-15")), True),
    (FIRST, case(a_b=dates("2024-05-01", "2024-03-16")), False),
    (LATE, case(a_b=interval("2024-03-01"), as_of="2024-03-15"), False),
    (LATE, case(a_b=interval("2024-03-01"), as_of="2024-03-16"), True),
    (LATE, case(a_b=interval("2024-03-01..2024-03-02"), as_of="2024-03-16"), None),
    (LATE, case(a_b=interval("before 2024-03-01"), as_of="2024-03-16"), True),
    (LATE, case(a_b=interval("2024-03-01")), None),
    (MONTHS, case(a_b=interval("2024-08-31"), c_d=interval("2025-02-27")), True),
    (MONTHS, case(a_b=interval("2024-08-31"), c_d=interval("2025-02-28")), False),
    (YEARS, case(a_b=interval("2006-02-28"), c_d=interval("2024-02-28")), True),
    (YEARS, case(a_b=interval("2006-02-28"), c_d=interval("2024-02-27")), False),
    (YEARS, case(a_b=interval("2006"), c_d=interval("2024-06")), None),
    (YEARS, case(a_b=interval("2005"), c_d=interval("2024-06")), True),
    (EXACTLY, case(a_b=interval("2024-03-01"), c_d=interval("2024-03-08")), True),
    (EXACTLY, case(a_b=interval("2024-03-01"), c_d=interval("2024-03-09")), False),
    (TWICE, case(a_b=dates("unknown", "2024")), True),
    (TWICE, case(a_b=dates("2024")), False),
    (TWICE, case(a_b=()), False),
    (TWICE, case(), None),
    (GAP, case(a_b=(), c_d=interval("2024-01-01"), as_of="2024-07-01"), False),
    (GAP, case(a_b=(), c_d=interval("2024-01-01"), as_of="2024-07-02"), True),
    (GAP, case(a_b=dates("2024-04"), c_d=interval("2024-01-01"), as_of="2024-09-01"), False),
    (GAP, case(c_d=interval("2024-01-01"), as_of="2024-09-01"), None),
    (GAP, case(a_b=(), c_d=interval("2024-01-01")), None),
    (GAP, case(a_b=(), as_of="2024-09-01"), None),
    (FREE_GAP, case(a_b=dates("2024-01", "2024-09")), True),
    (FREE_GAP, case(a_b=()), False),
    (ANSWERED, case(a_b=dates("2024-03-01"), c_d=dates("2024-03-08")), True),
    (ANSWERED, case(a_b=dates("2024-03-01"), c_d=dates("2024-03-09")), False),
    (ANSWERED, case(a_b=dates("2024-03-01"), c_d=dates("2024-03")), None),
    (ANSWERED, case(a_b=dates("2024-03-01")), None),
    (ANSWERED, case(a_b=()), True),
    (ANSWERED, case(c_d=()), None),
    (BOUND, case(a_b=True, as_of="2024"), None),
    (BOUND, case(holder=None), None),
    (Reading(position="scope", reading="broad"), case(), True),
    (Reading(position="scope", reading="narrow"), case(), False),
]


@pytest.mark.parametrize(("tested", "tried", "expected"), TRUTHS, ids=lambda part: str(part)[:50])
def test_the_value_of_an_atom(tested: Any, tried: Case, expected: Truth) -> None:
    assert value(tested, tried) is expected
    assert compile_atom(tested, RULEBOOK, ParticipationTable([], []))(tried) is expected
    assert (missing(tested, tried) == ()) or expected is None


def test_the_reading_chosen_by_the_case() -> None:
    chosen = Case(id="case", positions={"scope": "narrow"})
    assert value(Reading(position="scope", reading="narrow"), chosen) is True
    assert value(Reading(position="scope", reading="broad"), chosen) is False


def test_participation_at_the_time_of_the_detention() -> None:
    facts = {"detention.began_on": FactValue(interval("2023"))}
    held = Case(id="case", as_of=interval("2024"), parties=Parties("State A"), facts=facts)
    assert value(BOUND, held) is True


def test_a_disputed_fact_is_unknown() -> None:
    accounts = (("family", FactValue(True)), ("authority", FactValue(False)))
    disputed = Case(id="case", facts={"a.b": FactValue(accounts=accounts)})
    assert value(ANSWER, disputed) is None
    assert missing(ANSWER, disputed) == ("a.b",)
    assert [value(ANSWER, disputed.under(name)) for name in ("family", "authority")] == [True, False]


@pytest.mark.parametrize(
    ("tested", "tried", "keys"),
    [
        (ANSWER, case(), ("a.b",)),
        (ANSWER, case(a_b=True), ()),
        (OWN, case(holder=None), ("a.b", "party.holder")),
        (OWN, case(a_b="State A", holder=None), ("party.holder",)),
        (NATIONAL, case(a_b=("State A",), holder=None), ("party.holder",)),
        (PASSED, case(), ("a.b", "as-of")),
        (PASSED, case(a_b=interval("2024"), as_of="2024-05-05"), ("a.b",)),
        (PASSED, case(a_b=interval("2024"), as_of="2024-05"), ("a.b", "as-of")),
        (LATE, case(a_b=interval("2024")), ("as-of",)),
        (GAP, case(a_b=()), ("c.d", "as-of")),
        (LAST, case(a_b=(), c_d=interval("2024-05-01")), ("a.b",)),
        (ANSWERED, case(a_b=dates("2024-03-01"), c_d=dates("2024-03")), ("c.d",)),
        (ANSWERED, case(a_b=()), ()),
        (BOUND, case(holder=None), ("party.holder",)),
        (BOUND, case(holder="State Z"), ()),
        (OWN, case(holder="State A"), ("a.b",)),
        (Reading(position="scope", reading="broad"), case(), ()),
    ],
    ids=lambda part: str(part)[:40],
)
def test_what_an_atom_lacks(tested: Any, tried: Case, keys: tuple[str, ...]) -> None:
    assert missing(tested, tried) == keys


days = st.dates(date(2024, 1, 1), date(2024, 3, 1))


@st.composite
def vague_and_sharp(draw: st.DrawFn) -> tuple[FactValue, FactValue]:
    """An answer with a partial date, or none, and the same with a day that it allows."""
    sharp = draw(days)
    before, after = draw(st.integers(0, 20)), draw(st.integers(0, 20))
    vague = Interval(sharp - timedelta(days=before), sharp + timedelta(days=after))
    known = draw(st.sampled_from([FactValue(vague), FactValue(vague), FactValue(absence="unknown")]))
    return known, FactValue(Interval(sharp, sharp))


@st.composite
def vague_and_sharp_lists(draw: st.DrawFn) -> tuple[FactValue, FactValue]:
    pairs = draw(st.lists(vague_and_sharp(), max_size=4))
    vague = tuple(one.value if isinstance(one.value, Interval) else Interval(None, None) for one, _ in pairs)
    sharp = tuple(other.value for _, other in pairs if isinstance(other.value, Interval))
    known = draw(st.sampled_from([FactValue(vague), FactValue(vague), FactValue(absence="refused")]))
    return known, FactValue(sharp)


comparisons = st.sampled_from(["<", "<=", ">", ">=", "=", "!="])
units = st.sampled_from(["days", "weeks", "months"])
ends = st.sampled_from([None, "x.start", "x.end", "as-of"]).map(lambda text: point(text) if text else None)
points = st.sampled_from(["x.start", "x.end", "as-of", "2024-02-01", "first of l.one", "last of l.two"]).map(point)
amounts = st.integers(0, 30)
atoms = st.one_of(
    st.builds(lambda **f: {"atom": "date", **f}, left=points, comparison=comparisons, right=points),
    st.builds(
        lambda **f: {"atom": "elapsed", **f},
        unit=units,
        start=points,
        end=points,
        comparison=comparisons,
        amount=amounts,
    ),
    st.builds(
        lambda **f: {"atom": "longest-gap", "fact": "l.one", **f},
        start=ends,
        end=ends,
        comparison=comparisons,
        amount=amounts,
        unit=units,
    ),
    st.builds(lambda **f: {"atom": "followed", "fact": "l.one", "by": "l.two", **f}, amount=amounts, unit=units),
    st.builds(lambda **f: {"atom": "count", "fact": "l.one", **f}, comparison=comparisons, amount=st.integers(0, 4)),
).map(PARSE.validate_python)


@given(st.lists(atoms, min_size=1, max_size=8), st.data())
def test_knowing_more_never_flips_an_answer(tested: list[Any], data: st.DataObject) -> None:
    keys = {"x.start": vague_and_sharp(), "x.end": vague_and_sharp()}
    keys |= {"l.one": vague_and_sharp_lists(), "l.two": vague_and_sharp_lists()}
    drawn = {key: data.draw(answers) for key, answers in keys.items()}
    as_of, as_of_known = data.draw(vague_and_sharp())
    plan = Plan("", {str(number): one for number, one in enumerate(tested)}, {}, ())
    evaluate = compile_atoms(plan, RULEBOOK)
    vague = Case(
        id="vague",
        as_of=as_of.value if isinstance(as_of.value, Interval) else None,
        facts={key: one for key, (one, _) in drawn.items()},
    )
    assert isinstance(as_of_known.value, Interval)
    sharp = Case(id="sharp", as_of=as_of_known.value, facts={key: other for key, (_, other) in drawn.items()})
    after = evaluate(sharp)
    for name, before in evaluate(vague).items():
        assert before is None or after[name] is before
        assert before is not None or missing(plan.atoms[name], vague)
