"""What Hypothesis calls when it starts (entry point `hypothesis`): from then on `st.from_type(Case)` works."""

from hypothesis import strategies as st

from habeas.case.model import Case


def register() -> None:
    """Let Hypothesis build cases of the rulebook that ships. Nothing is loaded until a case is drawn."""
    st.register_type_strategy(Case, lambda _: st.deferred(_own_cases))


def _own_cases() -> "st.SearchStrategy[Case]":
    from habeas.testing.strategies import own_cases

    return own_cases().any()
