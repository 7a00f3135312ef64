"""Hypothesis strategies for cases of any rulebook. All build what they need; nothing is filtered away."""

from collections.abc import Mapping
from dataclasses import replace

from hypothesis import strategies as st

from habeas.case.dates import exactly
from habeas.case.model import Case, FactValue, Parties
from habeas.evaluate.examples import case_of
from habeas.logic.from_rulebook import compile_plan
from habeas.rulebook.model import Rulebook
from habeas.testing.pools import ABSENT, AS_OF, STATES, Pools, swapped

_SWAP = {"State A": "State B", "State B": "State A"}


class Cases:
    """Strategies for the cases of one rulebook.

    - `any()`: few facts from anywhere, a case near a rule, or a worked example with some answers changed
    - `near(rule)`: the facts that a rule depends on, each known or not
    - `refined()`: a case, and the same case with one more fact known
    """

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.pools = Pools(rulebook, compile_plan(rulebook))
        self.examples = [case_of(example, rulebook) for example in rulebook.examples]
        self._answers = [(key, value) for key, values in self.pools.values.items() for value in values]
        self._answers += [(key, ABSENT[number % 3]) for number, key in enumerate(self.pools.values)]
        self._changes = st.lists(st.sampled_from(self._answers), max_size=12)
        self._frames = self._frame()

    def _frame(self) -> st.SearchStrategy[Case]:
        """A case without facts: parties, treaties, date, readings."""
        treaties = [name for name, item in self.rulebook.instruments.items() if not (item.universal or item.custom)]
        readings = [(item.id, name) for item in self.rulebook.positions.values() for name in item.readings]
        bound = st.dictionaries(
            st.sampled_from(treaties),
            st.dictionaries(st.sampled_from(STATES), st.booleans(), max_size=2),
            max_size=4,
        )
        return st.builds(
            Case,
            id=st.just("generated"),
            as_of=st.sampled_from([exactly(AS_OF), None, exactly(AS_OF)]),
            parties=st.sampled_from([Parties("State B", "State A", "State A"), Parties("State A", "State B", None)]),
            treaties=bound if treaties else st.just({}),
            positions=st.lists(st.sampled_from(readings), max_size=2).map(dict) if readings else st.just({}),
        )

    def any(self) -> st.SearchStrategy[Case]:
        """Any case: sparse, near a rule, or an example changed."""
        kinds = [self.sparse(), self.near()]
        return st.one_of(*kinds, self.changed_example()) if self.examples else st.one_of(*kinds)

    def sparse(self) -> st.SearchStrategy[Case]:
        """Up to twelve answers, from anywhere in the vocabulary."""
        return st.builds(_with, self._frames, self._changes.map(dict))

    def near(self, rule: str = "") -> st.SearchStrategy[Case]:
        """The facts on which a rule depends (a rule drawn at random if none is named), most of them known."""
        names = [name for name in self.pools.cones if not rule or name.partition(":")[2] == rule]
        return st.sampled_from(names).flatmap(self._around)

    def _around(self, name: str) -> st.SearchStrategy[Case]:
        keys = [key for key in self.pools.cones[name] if key in self.pools.values]
        answers = {key: st.sampled_from((*self.pools.values[key], ABSENT[0])) for key in keys[:40]}
        return st.builds(_with, self._frames, st.fixed_dictionaries(answers))

    def changed_example(self) -> st.SearchStrategy[Case]:
        """A worked example of the rulebook with up to twelve answers changed or forgotten."""
        return st.builds(_with, st.sampled_from(self.examples), self._changes.map(dict))

    def refined(self) -> st.SearchStrategy[tuple[Case, Case]]:
        """A case, and the same case with one more fact known."""
        return self.any().flatmap(self._refinements)

    def _refinements(self, case: Case) -> st.SearchStrategy[tuple[Case, Case]]:
        answer = st.sampled_from(self._answers)
        return answer.map(lambda pair: (_forgetting(case, pair[0]), case.with_facts({pair[0]: pair[1]})))


def mirrored(case: Case) -> Case:
    """The case with State A and State B exchanged everywhere; what binds each goes with it."""
    parties = case.parties
    names = [_SWAP.get(name, name) if name else None for name in (parties.holder, parties.adversary, parties.territory)]
    facts = {key: _mirrored(value) for key, value in case.facts.items()}
    treaties = {
        treaty: {_SWAP.get(state, state): bound for state, bound in states.items()}
        for treaty, states in case.treaties.items()
    }
    return replace(case, parties=Parties(*names), facts=facts, treaties=treaties)


def _mirrored(value: FactValue) -> FactValue:
    told = tuple((account, _mirrored(answer)) for account, answer in value.accounts)
    known = swapped(value.value, _SWAP) if value.value is not None else None
    return replace(value, value=known, accounts=told)


def reordered(case: Case) -> Case:
    """The case with its facts in the opposite order."""
    return replace(case, facts=dict(reversed(case.facts.items())))


def _with(case: Case, answers: Mapping[str, FactValue]) -> Case:
    return case.with_facts(answers)


def _forgetting(case: Case, key: str) -> Case:
    return replace(case, facts={name: value for name, value in case.facts.items() if name != key})
