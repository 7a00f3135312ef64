"""A case that is written reads back as the same case; its model and JSON Schema describe what is written."""

import json
import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from habeas.case.dates import UNBOUNDED, Interval
from habeas.case.model import ABSENCES, Case, FactValue, Parties
from habeas.case.read import case_from_plain, read_case_text
from habeas.case.schema import SCHEMA, case_model, case_schema
from habeas.case.write import plain_case
from habeas.rulebook.model import Fact, Rulebook

days = st.dates(date(2000, 1, 1), date(2020, 1, 1))
words = st.text(st.characters(categories=["L", "Nd"]), min_size=1).filter(
    lambda word: word.lower() not in ("unknown", "refused", "null")
)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    first, last = sorted([draw(days), draw(days)])
    side = draw(st.sampled_from(["both", "start", "end"]))
    return Interval(None if side == "end" else first, None if side == "start" else last)


def values(fact: Fact) -> st.SearchStrategy[Any]:
    return {
        "yes-no": st.booleans(),
        "choice": st.sampled_from(sorted(fact.options) or [""]),
        "number": st.floats(0, 1e12) | st.sampled_from([5e-324, 1 / 3, 1e-7, 2.5]),
        "date": intervals(),
        "dates": st.lists(intervals() | st.just(UNBOUNDED), max_size=3).map(tuple),
        "country": words,
        "countries": st.lists(words, max_size=3).map(tuple),
        "text": words,
    }[fact.type]


def answers(fact: Fact) -> st.SearchStrategy[FactValue]:
    known = values(fact).map(FactValue)
    plain = known | st.sampled_from(ABSENCES).map(lambda absence: FactValue(None, absence))
    if fact.type == "choice":  # here `refused` is an option
        plain = known
    sourced = st.builds(lambda answer, source: FactValue(answer.value, answer.absence, (), source), plain, words)
    told = st.dictionaries(words, plain | sourced, min_size=1, max_size=3)
    return plain | sourced | told.map(lambda accounts: FactValue(accounts=tuple(accounts.items())))


@st.composite
def cases(draw: st.DrawFn, rulebook: Rulebook) -> Case:
    # Facts that exclude each other are another test's business.
    dated = [key for key in rulebook.facts if not key.endswith(("_on", "still_held"))]
    keys = [*dated, "review.held_on", "person.born_on"]
    facts = {key: draw(answers(rulebook.facts[key])) for key in draw(st.sets(st.sampled_from(keys)))}
    return Case(
        id=draw(words),
        as_of=draw(st.none() | st.just(Interval(date(2021, 1, 1), date(2021, 1, 1)))),
        parties=Parties(draw(st.none() | words), draw(st.none() | words)),
        treaties=draw(
            st.dictionaries(st.just("AP I"), st.dictionaries(words.map(str.lower), st.booleans(), max_size=2))
        ),
        positions=draw(st.dictionaries(st.just("scope"), st.sampled_from(["broad", "narrow"]))),
        facts=facts,
        expect=draw(st.dictionaries(st.just("established"), st.just(["no-card"]))),
        tags=tuple(draw(st.lists(words, max_size=2))),
    )


@settings(max_examples=150)
@given(st.data())
def test_what_is_written_reads_back(rulebook: Rulebook, data: st.DataObject) -> None:
    case = data.draw(cases(rulebook))
    written = plain_case(case)
    assert case_from_plain(written, rulebook) == case
    assert read_case_text(json.dumps(written), rulebook, notation="json") == case


@pytest.fixture(scope="module")
def model(rulebook: Rulebook) -> type[BaseModel]:
    return case_model(rulebook)


@settings(max_examples=150)
@given(st.data())
def test_what_is_written_fits_the_model(rulebook: Rulebook, model: type[BaseModel], data: st.DataObject) -> None:
    model.model_validate(plain_case(data.draw(cases(rulebook))))


@pytest.mark.parametrize(
    "bad",
    [
        {"fakts": {}},
        {"facts": {"detention.begun_on": "2023"}},
        {"facts": {"detention.began_on": "03/04/2023"}},
        {"facts": {"detention.regime": "other"}},
        {"facts": {"person.age": -1}},
        {"facts": {"detention.still_held": "maybe"}},
        {"facts": {"person.age": {"amount": 3}}},
        {"facts": {"card.sent": {"accounts": {"family": {"accounts": {}}}}}},
        {"parties": {"keeper": "State A"}},
        {"treaties": {"AP 1": ["State A"]}},
        {"positions": {"scope": "other"}},
    ],
    ids=str,
)
def test_what_does_not_fit_the_model(model: type[BaseModel], bad: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        model.model_validate(bad)


def test_the_schema_documents_every_fact(rulebook: Rulebook) -> None:
    schema = case_schema(rulebook)
    assert schema["$schema"] == SCHEMA
    properties = schema["$defs"]["Facts"]["properties"]
    assert list(properties) == list(rulebook.facts)
    assert all(rulebook.facts[key].question in properties[key]["description"] for key in properties)
    assert "internment: Held for security" in properties["detention.regime"]["description"]
    assert schema["properties"]["as-of"]
    json.dumps(schema, allow_nan=False)


def test_every_reference_of_the_schema_leads_somewhere(rulebook: Rulebook) -> None:
    schema = case_schema(rulebook)
    references = set(re.findall(r'"#/\$defs/([^"]+)"', json.dumps(schema)))
    assert references <= set(schema["$defs"])


def test_the_schema_agrees_with_a_validator(rulebook: Rulebook) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = case_schema(rulebook)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    validator.validate({"as-of": "2024", "facts": {"card.sent": {"accounts": {"family": "no"}}}})
    assert not validator.is_valid({"facts": {"detention.began_on": "03/04/2023"}})
