"""What several accounts agree on, what counts as unknown, and reading a case under one account."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.case.dates import UNBOUNDED, Interval, exactly
from habeas.case.errors import CaseError
from habeas.case.model import Case, FactValue, Known, Parties, agreed, name_key

MARCH = Interval(date(2023, 3, 1), date(2023, 3, 31))
SECOND = exactly(date(2023, 3, 2))
NINTH = exactly(date(2023, 3, 9))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], None),
        ([True], True),
        ([False, False], False),
        ([True, False], None),
        (["internment", "internment"], "internment"),
        (["internment", "other"], None),
        (["State A", "state  a"], "State A"),
        ([12.0, 12.0], 12.0),
        ([12.0, 13.0], None),
        ([MARCH, SECOND], MARCH),
        ([SECOND, NINTH], None),
        ([SECOND, MARCH, NINTH], None),
        ([MARCH, Interval(date(2023, 3, 20), None)], Interval(date(2023, 3, 1), None)),
        ([("State A", "State B"), ("state b", "State A")], ("State A", "State B")),
        ([("State A",), ("State A", "State B")], None),
        ([(), ()], ()),
        ([(SECOND, NINTH), (NINTH, SECOND)], (SECOND, NINTH)),
        ([(UNBOUNDED,), (UNBOUNDED, UNBOUNDED)], None),
    ],
)
def test_what_accounts_agree_on(values: list[Known], expected: Known | None) -> None:
    assert agreed(values) == expected
    assert type(agreed(values)) is type(expected)


def told(**accounts: Known | None) -> FactValue:
    answers = {name: FactValue(value, None if value is not None else "refused") for name, value in accounts.items()}
    return FactValue(accounts=tuple(answers.items()))


CASE = Case(
    id="two accounts",
    facts={
        "plain": FactValue(True, source="letter"),
        "silent": FactValue(absence="refused"),
        "agreed": told(family=True, authority=True),
        "disputed": told(family=True, authority=False),
        "one-sided": told(family=True, authority=None),
        "nobody": told(family=None, authority=None),
        "date": told(family=MARCH, authority=SECOND),
    },
)


def test_what_rules_see() -> None:
    assert CASE.known == {"plain": True, "agreed": True, "one-sided": True, "date": MARCH}
    assert CASE.disputed == ("disputed",)
    assert CASE.accounts == ("authority", "family")


def test_under_one_account() -> None:
    family, authority = CASE.under("family"), CASE.under("authority")
    assert family.known == {"plain": True, "agreed": True, "one-sided": True, "date": MARCH, "disputed": True}
    # Where the authority is silent, it does not deny what the family says.
    assert authority.known == {"plain": True, "agreed": True, "one-sided": True, "date": SECOND, "disputed": False}
    assert family.disputed == ()
    assert CASE.known == {"plain": True, "agreed": True, "one-sided": True, "date": MARCH}


def test_an_account_that_says_nothing_is_an_error() -> None:
    with pytest.raises(CaseError, match="Did you mean family") as caught:
        CASE.under("famly")
    assert caught.value.defects[0].code == "unknown-account"
    with pytest.raises(CaseError):
        Case(id="no accounts").under("family")


told_values = st.one_of(
    st.lists(st.booleans()),
    st.lists(st.sampled_from([MARCH, SECOND, NINTH])),
    st.lists(st.sampled_from(["State A", "State B"])),
)


@given(told_values)
def test_agreement_does_not_depend_on_the_order(values: list[Known]) -> None:
    assert agreed(values) == agreed(values[::-1])


def test_changed_answers_make_a_new_case() -> None:
    changed = CASE.with_facts({"plain": FactValue(False), "new": FactValue(1.0)})
    assert (changed.known["plain"], changed.known["new"]) == (False, 1.0)
    assert CASE.known["plain"] is True
    with pytest.raises(AttributeError):
        CASE.id = "other"  # type: ignore[misc]


def test_parties_by_role() -> None:
    parties = Parties(holder="State B", territory="State A")
    assert [parties.named(role) for role in ("holder", "adversary", "territory")] == ["State B", None, "State A"]


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("State A", " state  a ", True),
        ("État", "E\u0301tat", True),
        ("State A", "State B", False),
        ("Straße", "STRASSE", True),
    ],
)
def test_names_are_compared_without_case_and_spacing(left: str, right: str, same: bool) -> None:
    assert (name_key(left) == name_key(right)) is same
