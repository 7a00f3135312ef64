"""Atoms of a table are the atoms of its cases; tables that do not fit are refused."""

import random
from datetime import date, timedelta
from itertools import product

import polars as pl
import pytest

from habeas.case.dates import Interval
from habeas.case.model import Case, FactValue, Known, Parties
from habeas.evaluate.atoms import compile_atoms
from habeas.evaluate.columns import (
    ColumnsError,
    atom_columns,
    evaluate_columns,
    facts_frame,
    schema,
)
from habeas.evaluate.columns_facts import EVENT
from habeas.evaluate.compare import differences
from habeas.logic.plan import Plan
from habeas.logic.truth import Truth
from habeas.rulebook.conditions import (
    All,
    Answer,
    Atom,
    BoundBy,
    Comparison,
    Count,
    Country,
    DateTest,
    Elapsed,
    Followed,
    Includes,
    LongestGap,
    NumberTest,
    OneOf,
    Point,
    Reading,
    SameCountry,
    Unit,
)
from habeas.rulebook.model import Fact, FactType, Instrument, Participation, Place, Position, ReadingText, Rulebook

PLACE = Place(file="test.md", line=1)
COMPARISONS: tuple[Comparison, ...] = ("<", "<=", ">", ">=", "=", "!=")
UNITS: tuple[Unit, ...] = ("days", "weeks", "months", "years")
TYPES: dict[str, FactType] = {
    "yes": "yes-no",
    "pick": "choice",
    "size": "number",
    "began": "date",
    "ended": "date",
    "visits": "dates",
    "answers": "dates",
    "home": "country",
    "homes": "countries",
    "story": "text",
    "detention.began_on": "date",
    "holder.kind": "choice",
}
OPTIONS = {"pick": ("red", "green"), "holder.kind": ("state", "armed-group")}
STATES = ("State A", "state  a", "STATE B", "Straße", "strasse")


def fact(key: str, kind: FactType) -> Fact:
    return Fact(key=key, type=kind, question="?", options={name: name for name in OPTIONS.get(key, ())}, place=PLACE)


def point(kind: str, value: str = "") -> Point:
    return Point.model_validate({"kind": kind, "value": value})


def country(kind: str, value: str) -> Country:
    return Country.model_validate({"kind": kind, "value": value})


POINTS = (
    point("fact", "began"),
    point("fact", "ended"),
    point("as-of"),
    point("literal", "2024-02-29"),
    point("literal", "2023"),
    point("first", "visits"),
    point("last", "answers"),
)


def all_atoms() -> list[Atom | Reading]:
    dates: list[Atom | Reading] = []
    for (number, left), comparison in product(enumerate(POINTS), COMPARISONS):
        right = POINTS[(number + 1) % len(POINTS)]
        unit = UNITS[number % 4]
        dates.append(DateTest(left=left, comparison=comparison, right=right))
        dates.append(Elapsed(unit=unit, start=right, end=left, comparison=comparison, amount=3 * number))
        dates.append(LongestGap(fact="visits", comparison=comparison, amount=2, unit=unit, start=left, end=right))
    countries = [country("fact", "home"), country("party", "holder"), country("literal", "STRASSE")]
    return [
        Answer(fact="yes"),
        OneOf(fact="pick", values=("red",)),
        OneOf(fact="pick", values=("red", "green")),
        *(NumberTest(fact="size", comparison=comparison, amount=2) for comparison in COMPARISONS),
        *(Count(fact="visits", comparison=comparison, amount=1) for comparison in COMPARISONS),
        *(SameCountry(left=left, right=right) for left in countries for right in countries if left != right),
        *(Includes(fact="homes", country=name) for name in countries),
        LongestGap(fact="visits", comparison=">", amount=10, unit="days"),
        Followed(fact="visits", by="answers", amount=7, unit="days"),
        Followed(fact="answers", by="visits", amount=1, unit="months"),
        *(BoundBy(party=party, instrument=name) for party in ("holder", "adversary") for name in ("AP I", "CIHL")),
        Reading(position="p", reading="wide"),
        Reading(position="p", reading="narrow"),
        *dates,
    ]


def instrument(name: str, custom: bool) -> Instrument:
    return Instrument(id=name, title=name, adopted="", in_force="", custom=custom, applies=All(of=()))


def make_rulebook() -> Rulebook:
    rows = (Participation(state="State A", instrument="AP I", party=True, bound_from="2023-06-01"),)
    readings = {name: ReadingText(holds="") for name in ("wide", "narrow")}
    return Rulebook.model_construct(
        name="test",
        facts={key: fact(key, kind) for key, kind in TYPES.items()},
        positions={
            "p": Position(id="p", title="", question="", readings=readings, default="narrow", place=PLACE),
        },
        instruments={"AP I": instrument("AP I", False), "CIHL": instrument("CIHL", True)},
        participation=rows,
    )


RULEBOOK = make_rulebook()


def plan_of(atoms: list[Atom | Reading]) -> Plan:
    return Plan("", {f"{number} {atom}": atom for number, atom in enumerate(atoms)}, {}, ())


PLAN = plan_of(all_atoms())


def some_interval(choose: random.Random) -> Interval:
    # Few days, so that equal ones are frequent; the ends of months and of the calendar among them.
    day = choose.choice([date(2024, 2, 29), date(2023, 1, 31), date(2024, 3, 14), date(2023, 12, 31), date(2024, 3, 1)])
    later = day + timedelta(days=choose.choice([0, 0, 1, 14, 31, 400]))
    if choose.random() < 0.15:
        return choose.choice([Interval(date.min, day), Interval(day, date.max), Interval(date.max, date.max)])
    return choose.choice([Interval(day, day), Interval(day, later), Interval(None, day), Interval(day, None)])


def some_value(choose: random.Random, key: str) -> Known:
    match TYPES[key]:
        case "yes-no":
            return choose.random() < 0.5
        case "choice":
            return choose.choice(OPTIONS[key])
        case "number":
            return float(choose.randrange(5))
        case "date":
            return some_interval(choose)
        case "dates":
            return tuple(some_interval(choose) for _ in range(choose.randrange(4)))
        case "country":
            return choose.choice(STATES)
        case "countries":
            return tuple(choose.sample(STATES, choose.randrange(3)))
        case "text":
            return "text"


def some_case(choose: random.Random, number: int) -> Case:
    unknown = choose.choice([0.0, 0.2, 0.6, 1.0])
    return Case(
        id=f"case {number}",
        as_of=some_interval(choose) if choose.random() > unknown else None,
        parties=Parties(*(choose.choice((*STATES, None)) for _ in range(3))),
        treaties={"AP I": {"State B": choose.random() < 0.5}} if choose.random() < 0.3 else {},
        positions={"p": choose.choice(["wide", "narrow"])} if choose.random() < 0.5 else {},
        facts={key: FactValue(value=some_value(choose, key)) for key in TYPES if choose.random() > unknown},
    )


@pytest.mark.parametrize("seed", range(4))
def test_atoms_of_a_table_are_the_atoms_of_its_cases(seed: int) -> None:
    choose = random.Random(seed)
    cases = [some_case(choose, number) for number in range(300)]
    single = compile_atoms(PLAN, RULEBOOK)
    table = atom_columns(PLAN, RULEBOOK, facts_frame(RULEBOOK, cases, PLAN))
    assert table.columns == list(PLAN.atoms)
    assert set(table.dtypes) == {pl.Boolean()}
    for case, row in zip(cases, table.to_dicts(), strict=True):
        assert differences(single(case), row) == []
    # Most tests must have come out in all three ways, or little was compared.
    assert sum(column.n_unique() == 3 for column in table) > 0.5 * table.width


def on(*days: str | None) -> Interval:
    first, last = (date.fromisoformat(day) if day else None for day in (days if len(days) == 2 else days * 2))
    return Interval(first, last)


@pytest.mark.parametrize(
    ("start", "end", "unit", "amount", "comparison", "expected"),
    [
        (on("2024-01-01"), on("2024-01-15"), "days", 14, ">", False),
        (on("2024-01-01"), on("2024-01-16"), "days", 14, ">", True),
        (on("2024-01-01"), on("2024-01-15"), "days", 14, ">=", True),
        (on("2024-01-01", "2024-01-05"), on("2024-01-17"), "days", 14, ">", None),
        (on("2024-01-01", "2024-01-02"), on("2024-01-17"), "days", 14, ">", True),
        (on("2024-01-31"), on("2024-02-29"), "months", 1, ">=", True),
        (on("2024-01-31"), on("2024-02-29"), "months", 1, ">", False),
        (on("2024-02-29"), on("2025-02-28"), "years", 1, "=", True),
        (on("2024-01-01"), on("2024-01-08"), "weeks", 1, "=", True),
        (on(None, "2024-01-01"), on("2024-02-01"), "months", 1, ">", None),
        (on(None, "2024-01-01"), on("2024-02-01"), "months", 1, ">=", True),
        (on("2024-01-01", None), on("2024-02-01"), "months", 1, ">", False),
        (on("9999-12-01"), on("9999-12-31"), "years", 1, ">=", False),
        (on("9999-12-01"), on("9999-12-31"), "years", 1, "<", None),
        (None, on("2024-02-01"), "days", 1, "!=", None),
    ],
)
def test_time_between_two_dates(
    start: Interval | None, end: Interval, unit: Unit, amount: int, comparison: Comparison, expected: Truth
) -> None:
    began, ended = point("fact", "began"), point("fact", "ended")
    plan = plan_of([Elapsed(unit=unit, start=began, end=ended, comparison=comparison, amount=amount)])
    facts = {"began": FactValue(value=start), "ended": FactValue(value=end)}
    case = Case(id="x", facts=facts)
    single = list(compile_atoms(plan, RULEBOOK)(case).values())
    table = atom_columns(plan, RULEBOOK, facts_frame(RULEBOOK, [case], plan))
    assert [*table.row(0)] == single
    if (end, unit) != (on("9999-12-31"), "years"):
        assert single == [expected]


def test_missing_columns_are_unknown() -> None:
    plan = plan_of(
        [Answer(fact="yes"), Reading(position="p", reading="narrow"), Count(fact="visits", comparison=">", amount=0)]
    )
    table = atom_columns(plan, RULEBOOK, pl.DataFrame({"yes": [True, None, False]}))
    assert table.rows() == [(True, True, None), (None, True, None), (False, True, None)]


def test_a_column_of_nulls_has_any_type() -> None:
    facts = pl.DataFrame({"yes": [None], "size": [None], "began.latest": [None], "visits": [None], "homes": [None]})
    assert set(atom_columns(PLAN, RULEBOOK, facts).select(pl.nth(0)).row(0)) == {None}


def test_whole_numbers_and_not_a_number() -> None:
    plan = plan_of([NumberTest(fact="size", comparison="!=", amount=2)])
    assert atom_columns(plan, RULEBOOK, pl.DataFrame({"size": [2, 3, None]})).rows() == [(False,), (True,), (None,)]
    assert atom_columns(plan, RULEBOOK, pl.DataFrame({"size": [float("nan")]})).rows() == [(None,)]


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"yess": [True]}, "Column yess: no fact of the rulebook test has this column. Did you mean yes"),
        ({"began": ["2024"]}, "A date has two columns, began.earliest and began.latest"),
        ({"yes": ["yes"]}, "Column yes is String; it must be Boolean"),
        ({"size": ["3"]}, "Column size is String; it must be Float64"),
        ({"began.latest": ["2024-01-01"]}, "Column began.latest is String; it must be Date"),
        (
            {"began.earliest": [None, date(2024, 1, 2)], "began.latest": [None, date(2024, 1, 1)]},
            "Column began.earliest, row 2: the latest possible day is before the earliest one",
        ),
        (
            {"visits": [[], [{"earliest": date(2024, 1, 2), "latest": date(2024, 1, 1)}]]},
            "Column visits, row 2: the latest possible day is before",
        ),
    ],
)
def test_a_table_that_does_not_fit_is_refused(facts: dict[str, list[object]], message: str) -> None:
    with pytest.raises(ColumnsError) as caught:
        atom_columns(PLAN, RULEBOOK, pl.DataFrame(facts))
    assert message in str(caught.value)


def test_an_event_without_a_day_is_an_event() -> None:
    visits = point("first", "visits")
    before = DateTest(left=visits, comparison="<", right=point("literal", "2024-03-01"))
    plan = plan_of([Count(fact="visits", comparison="=", amount=2), before])
    first = {"earliest": date(2024, 1, 1), "latest": date(2024, 1, 1)}
    assert atom_columns(plan, RULEBOOK, pl.DataFrame({"visits": [[first, None]]})).rows() == [(True, True)]
    assert atom_columns(plan, RULEBOOK, pl.DataFrame({"visits": [[None, None]]}).cast(pl.List(EVENT))).rows() == [
        (True, None)
    ]


def test_no_cases() -> None:
    frame = facts_frame(RULEBOOK, [], PLAN)
    assert dict(frame.schema) == schema(PLAN, RULEBOOK)
    assert evaluate_columns(PLAN, atom_columns(PLAN, RULEBOOK, frame)).height == 0
