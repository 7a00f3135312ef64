"""Cases that grow answer by answer, as an interview does, for stateful tests."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from habeas.case.model import Case, FactValue
from habeas.evaluate.atoms import compile_atoms
from habeas.evaluate.compare import differences
from habeas.evaluate.proof import prove
from habeas.logic.truth import Truth
from habeas.testing.strategies import Cases


def growing_case(cases: Cases, start: st.SearchStrategy[Case] | None = None) -> type[RuleBasedStateMachine]:
    """A state machine whose `case` starts blank (or as `start` draws it) and learns one fact at each step.

    After every step it checks that nothing settled was reversed. Give it more invariants by subclassing:

        class Interview(growing_case(Cases(rulebook))):
            @invariant()
            def mine(self): ...  # self.case, self.settled

        TestInterview = Interview.TestCase
    """
    plan, atoms = cases.plan, compile_atoms(cases.plan, cases.rulebook)

    class GrowingCase(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.case = Case("growing")
            self.settled: dict[str, Truth] = {}

        @initialize(case=start or cases.sparse())
        def begin(self, case: Case) -> None:
            self.case = case

        @rule(answer=cases.answers())
        def learn(self, answer: tuple[str, FactValue]) -> None:
            key, value = answer
            if key not in self.case.known:
                self.case = self.case.with_facts({key: value})

        @invariant()
        def nothing_settled_is_reversed(self) -> None:
            proof = prove(plan, atoms(self.case))
            firm = {name: proof.firm[name] for name in plan.nodes if proof.firm[name] is not None}
            reversed_ = differences(self.settled, {name: firm.get(name) for name in self.settled})
            assert not reversed_, f"{reversed_[0]} was settled, and one answer more reverses it"
            self.settled = firm

    return GrowingCase
