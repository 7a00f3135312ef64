"""The form of a case file as a pydantic model and a JSON Schema (draft 2020-12), made from a rulebook's vocabulary.

For editors, web forms and other programs: each fact is documented by its question. `habeas.case.read` remains the
judge. It also accepts variants in spelling, and finds what no schema can, such as dates in an impossible order.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model
from typing_extensions import TypeAliasType

from habeas.case.datetext import ACCEPTED, DATE_PATTERN
from habeas.case.values import PROVENANCE
from habeas.rulebook.model import Fact, Rulebook

SCHEMA = "https://json-schema.org/draft/2020-12/schema"

YesNo = bool | Literal["yes", "no", "true", "false"]
Absent = Literal["unknown", "refused", "not applicable"] | None
DateText = Annotated[str, Field(pattern=DATE_PATTERN, description=f"A date known in part or in full: {ACCEPTED}.")]
Event = DateText | Literal["unknown"]
Name = Annotated[str, Field(min_length=1)]
_VALUES: dict[str, Any] = {
    "yes-no": YesNo,
    "number": Annotated[float, Field(ge=0)],
    "date": DateText,
    "dates": list[Event] | Event,
    "country": Name,
    "countries": list[Name] | Name,
    "text": str,
}


class _Part(BaseModel):
    # Keys such as `detention.began_on` are no names of Python, so fields are read by their aliases.
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, protected_namespaces=())


class CaseParties(_Part):
    """Who holds the person, the other side, and the State on whose territory it happens."""

    holder: str | None = None
    adversary: str | None = None
    territory: str | None = None


def case_model(rulebook: Rulebook) -> type[BaseModel]:
    """A pydantic model of a case file; every fact is described by its question.

    The field of `detention.began_on` is named `detention__began_on` and has the key as its alias.
    """
    fields: dict[str, Any] = {
        "id": (str, Field("", description="The name of the case; by default that of its file.")),
        "title": (str, ""),
        "as_of": (DateText | Absent, Field(None, alias="as-of", description="The date of the check.")),
        "parties": (CaseParties, CaseParties()),
        "treaties": _optional(_treaties(rulebook), "Which States are bound by which instrument."),
        "positions": _optional(_positions(rulebook), "Readings of contested points."),
        "facts": _optional(_facts(rulebook), "The answers, by key of the fact."),
        "expect": (dict[str, Any], Field({}, description="What a worked case must give.")),
        "source": (Any, Field(None, description="Where the facts come from.")),
        "narrative": (Any, Field(None, description="The story in words; it never decides.")),
        "tags": (list[str] | str, Field([], description="Words by which the case is found.")),
    }
    return create_model("CaseFile", __base__=_Part, __doc__="The facts of one person.", **fields)


def case_schema(rulebook: Rulebook) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a case file."""
    title = f"Case file for the rulebook {rulebook.name} {rulebook.version}"
    return {"$schema": SCHEMA, **case_model(rulebook).model_json_schema(by_alias=True), "title": title}


def _facts(rulebook: Rulebook) -> type[BaseModel]:
    # A named type stands in the schema once, however many facts have it.
    shared = {kind: TypeAliasType(f"{_title(kind)}Answer", _answer(kind, value)) for kind, value in _VALUES.items()}
    fields: dict[str, Any] = {}
    for fact in rulebook.facts.values():
        answer = shared[fact.type] if fact.type in shared else _answer(fact.key, Literal[tuple(fact.options)])
        fields[_name(fact.key)] = _optional(answer, _description(fact), fact.key)
    return create_model("Facts", __base__=_Part, __doc__="Answers to the questions of the rulebook.", **fields)


def _answer(name: str, value: Any) -> Any:
    """A value or an absence, alone, with its provenance, or by accounts."""
    plain = value | Absent
    provenance: dict[str, Any] = dict.fromkeys(PROVENANCE, (str, ""))
    title = _title(name)
    told = create_model(f"{title}Told", __base__=_Part, value=(plain, None), **provenance)
    either: Any = plain | told
    accounts = (dict[str, either], Field(description="Who says what."))
    by_accounts = create_model(f"{title}ByAccounts", __base__=_Part, accounts=accounts, **provenance)
    return plain | told | by_accounts


def _treaties(rulebook: Rulebook) -> type[BaseModel]:
    states = list[str] | dict[str, YesNo | Absent] | str
    fields: dict[str, Any] = {
        _name(instrument.id): _optional(states, instrument.title, instrument.id)
        for instrument in rulebook.instruments.values()
    }
    return create_model("Treaties", __base__=_Part, __doc__="States bound, or State: yes or no.", **fields)


def _positions(rulebook: Rulebook) -> type[BaseModel]:
    fields: dict[str, Any] = {
        _name(position.id): _optional(Literal[tuple(position.readings)], position.question, position.id)
        for position in rulebook.positions.values()
    }
    return create_model("Positions", __base__=_Part, __doc__="Readings this case chooses.", **fields)


def _optional(kind: Any, description: str, alias: str | None = None) -> tuple[Any, Any]:
    return kind | None, Field(None, alias=alias, description=description)


def _description(fact: Fact) -> str:
    labels = "; ".join(f"{value}: {label}" for value, label in fact.options.items())
    return " ".join(part for part in (fact.question, fact.hint, f"[{fact.unit}]" if fact.unit else "", labels) if part)


def _title(key: str) -> str:
    return "".join(word.capitalize() for word in _name(key).split("_"))


def _name(key: str) -> str:
    return key.replace(".", "__").replace("-", "_").replace(" ", "_")
