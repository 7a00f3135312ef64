"""The encoding says what the engine says: on random cases the solver cannot give any node another value."""

from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

pytest.importorskip("z3")

from habeas.case.dates import Interval, exactly
from habeas.case.model import Case, FactValue, Parties
from habeas.evaluate.atoms import atom_values
from habeas.evaluate.proof import evaluate
from habeas.rulebook.conditions import Followed, LongestGap
from habeas.rulebook.files import read_folder
from habeas.rulebook.load import load_files
from habeas.verify.dates import days_in, runs, shifted
from habeas.verify.engine import cone
from habeas.verify.facts import ROLES, representatives
from habeas.verify.prove import Prover, proof_plan
from habeas.verify.witness import found_case, names_of, readable

HERE = Path(__file__).parent
START = date(2010, 1, 28)


@pytest.fixture(scope="module")
def rulebook():
    chapter = (HERE / "every_atom.md").read_bytes()
    return load_files({**read_folder(HERE / "base"), "every_atom.md": chapter})


@pytest.fixture(scope="module")
def prover(rulebook):
    return Prover(rulebook, proof_plan(rulebook))


def some_case(random: Random, rulebook) -> Case:
    facts = {key: FactValue(value) for key, fact in rulebook.facts.items() if (value := some(random, fact)) is not None}
    names = [*names_of(3), None]
    case = Case(
        id="random",
        as_of=random.choice([None, some_day(random), some_day(random)]),
        parties=Parties(*(random.choice(names) for _ in ROLES)),
        treaties={
            name: {state: random.random() < 0.5 for state in names_of(2)} for name in random.sample(["PM", "CM"], 1)
        },
        positions={"when-war-ends": random.choice(["horn", "snow"])},
        facts=facts,
    )
    return case if readable(case, rulebook) else some_case(random, rulebook)


def some(random: Random, fact):
    if random.random() < 0.3:
        return None
    match fact.type:
        case "yes-no":
            return random.random() < 0.5
        case "choice":
            return random.choice(list(fact.options))
        case "number":
            return random.choice(representatives({50.5, 60.0}))
        case "date":
            return some_day(random)
        case "dates":
            return tuple(some_day(random) for _ in range(random.randrange(4)))
        case "country":
            return random.choice(names_of(3))
        case "countries":
            return tuple(random.sample([*names_of(3), "State Z"], random.randrange(3)))


def some_day(random: Random) -> Interval:
    day = START + timedelta(days=random.choice([0, 1, 3, 14, 30, 31, 32, 60, 61, 62, 365, 366]))
    kind = random.random()
    if kind < 0.7:
        return exactly(day)
    return Interval(day, day + timedelta(days=random.randrange(40))) if kind < 0.9 else Interval(None, day)


def pinned(prover: Prover, case: Case) -> list:
    """Everything that the case says, as terms."""
    facts, made = prover.facts, prover.solver
    terms = []
    for key, rails in facts.yes_no.items():
        value = case.known.get(key)
        terms += [rails.true == (value is True), rails.false == (value is False)]
    for key, options in [*facts.choices.items(), *facts.numbers.items()]:
        terms += [term == (case.known.get(key) == option) for option, term in options.items()]
    for key, moment in [("as-of", facts.as_of), *facts.dates.items()]:
        terms += day_terms(moment, case.as_of if key == "as-of" else case.known.get(key))
    for key, dates in facts.lists.items():
        terms += list_terms(dates, case.known.get(key))
    for key, names in facts.countries.items():
        role = key.removeprefix("party.")
        value = case.parties.named(role) if role != key else case.known.get(key)
        terms += [term == (value == name) for name, term in zip(names_of(facts.size), names, strict=True)]
    for key, names in facts.names.items():
        value = case.known.get(key)
        terms += [names.known == (value is not None), names.some == bool(value)]
        pairs = zip(names_of(facts.size), names.members, strict=True)
        terms += [term == (name in (value or ())) for name, term in pairs]
    for position, readings in facts.positions.items():
        terms += [term == (case.positions[position] == name) for name, term in readings.items()]
    for instrument, said in facts.said.items():
        for name, rails in zip(names_of(facts.size), said, strict=True):
            value = case.treaties.get(instrument, {}).get(name)
            terms += [rails.true == (value is True), rails.false == (value is False)]
    assert made
    return terms


def day_terms(moment, day) -> list:
    if day is None:
        return [moment.known == False]  # noqa: E712
    low = day.earliest.toordinal() if day.earliest else -1_000_000
    high = day.latest.toordinal() if day.latest else 9_000_000
    return [moment.known == True, moment.low == low, moment.high == high]  # noqa: E712


def list_terms(dates, events) -> list:
    if events is None:
        return [dates.known == False]  # noqa: E712
    from habeas.evaluate.events import first_of, last_of

    exact = all(event.exact for event in events)
    terms = [dates.known == True, dates.count == len(events), dates.exact == exact]  # noqa: E712
    if events:
        terms += [*day_terms(dates.first, first_of(events)), *day_terms(dates.last, last_of(events))]
    return terms


@pytest.mark.parametrize("seed", range(150))
def test_the_solver_says_what_the_engine_says(prover, rulebook, seed):
    case = some_case(Random(seed), rulebook)
    plan, made = prover.plan, prover.solver
    values = evaluate(plan, atom_values(plan, rulebook, case))
    free = {name for name, atom in plan.atoms.items() if isinstance(atom, LongestGap | Followed)}
    exact = [name for name in plan.nodes if not free & cone(plan, [name])]
    assert len(exact) >= 15
    pins = made.fresh(made.both(pinned(prover, case)))
    wrong = made.fresh(made.either(differs(prover, name, values[name]) for name in exact))
    for _ in range(20):
        answer = made.ask([pins, wrong])
        if answer != "found" or not prover.facts.calendar.refine():
            break
    assert answer == "none", found_case(prover.facts, rulebook, plan.atoms)
    # What is left free is left free enough: the engine's own values are among those that the solver allows.
    own = made.fresh(made.both(made.negation(differs(prover, name, values[name])) for name in plan.nodes))
    assert made.ask([pins, own]) == "found"


def differs(prover: Prover, name: str, value):
    rails, made = prover.encoding.rails[name], prover.solver
    true = made.negation(rails.true) if value is True else rails.true
    false = made.negation(rails.false) if value is False else rails.false
    return made.either((true, false))


@pytest.mark.parametrize(
    ("amount", "unit", "wanted"), [(1, "months", (28, 31)), (1, "years", (365, 366)), (6, "months", (181, 184))]
)
def test_months_have_few_and_many_days(amount, unit, wanted):
    assert days_in(amount, unit) == wanted


@pytest.mark.parametrize("day", [date(2024, 1, 31), date(2023, 1, 15), date(2024, 2, 29), date(2023, 12, 31)])
@pytest.mark.parametrize("unit", ["months", "years"])
def test_a_month_moves_on_in_runs(day, unit):
    covered = []
    for first, last in runs(day, 1, unit):
        ahead = shifted(first, 1, unit)
        flat = last > first and shifted(last, 1, unit) == ahead
        for number in range(first, last + 1):
            assert shifted(number, 1, unit) == (ahead if flat else number + ahead - first)
        covered += range(first, last + 1)
    assert day.toordinal() in covered
    assert len({date.fromordinal(number).month for number in covered}) == 1


@pytest.mark.parametrize("limits", [set(), {0.0}, {2.0}, {0.5, 1.0}, {18.0, 15.0, 16.0}])
def test_representatives_tell_all_answers_apart(limits):
    values = representatives(limits)
    told = {tuple((value > limit, value == limit) for limit in limits) for value in values}
    probes = [limit + step for limit in limits or {1.0} for step in (-0.25, 0.0, 0.25)]
    assert min(values) >= 0
    assert told >= {tuple((value > limit, value == limit) for limit in limits) for value in probes if value >= 0}
