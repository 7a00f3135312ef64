"""The laws hold for the invented order, and each is broken by an engine that breaks it."""

import pytest
from hypothesis.stateful import run_state_machine_as_test

from habeas.case.read import read_case_text
from habeas.testing.growing import growing_case
from habeas.testing.laws import LawBrokenError, Laws

LAWS = (
    "the engines agree",
    "learning never reverses",
    "the parties do not matter",
    "the order of facts does not matter",
    "a blank form establishes no issue",
)


@pytest.fixture
def laws(order):
    return Laws(order, tries=300)


@pytest.mark.parametrize("law", LAWS)
def test_the_law_holds(laws, law):
    laws.all[law]()


def wrong_engine(laws):
    """A third engine that takes one unknown for no."""

    def engine(cases):
        found = laws.engines["proof"](cases)
        return [{**values, "exception:thief": bool(values["exception:thief"])} for values in found]

    laws.engines["sloppy"] = engine


def wrong_proof(laws):
    right = laws.proof

    def proof(case):
        found = right(case)
        if "kin.told" not in case.facts:
            found.firm["issue:guest-kept"] = False
        return found

    laws.proof = proof


def partial_to_a_state(laws):
    right = laws.values
    laws.values = lambda case: {
        **right(case),
        **({"issue:guest-kept": True} if case.parties.holder == "State B" else {}),
    }


def the_last_word_wins(laws):
    right = laws.values
    laws.values = lambda case: {**right(case), "issue:guest-kept": next(reversed(case.facts), "") == "guest.stole"}


def guilty_by_default(laws):
    right = laws.values
    laws.values = lambda case: {**right(case), "issue:guest-kept": True}


SABOTAGE = (wrong_engine, wrong_proof, partial_to_a_state, the_last_word_wins, guilty_by_default)


@pytest.mark.parametrize(("law", "sabotage"), list(zip(LAWS, SABOTAGE, strict=True)), ids=LAWS)
def test_a_broken_law_is_told_with_rule_and_case(laws, order, law, sabotage):
    sabotage(laws)
    with pytest.raises(LawBrokenError) as caught:
        laws.all[law]()
    told = str(caught.value)
    assert "here it is not so" in told
    assert "exception:thief" in told if law == "the engines agree" else "issue:guest-kept" in told
    case = read_case_text(told.partition("\n\n")[2], order)
    assert len(case.facts) <= (6 if law == "the engines agree" else 2)


def test_a_growing_case_reverses_nothing(order_cases):
    run_state_machine_as_test(growing_case(order_cases))


def test_a_growing_case_notices_a_reversal(order_cases, monkeypatch):
    from habeas.testing import growing

    right = growing.prove

    def wrong(plan, atoms):
        proof = right(plan, atoms)
        known = sum(value is not None for value in atoms.values())
        proof.firm["exception:thief"] = known % 2 == 0
        return proof

    monkeypatch.setattr(growing, "prove", wrong)
    with pytest.raises(AssertionError, match="reverses it"):
        run_state_machine_as_test(growing_case(order_cases))
