"""All engines behind one signature: cases in, the value of every node of each case out."""

from collections.abc import Callable, Sequence

from habeas.case.model import Case
from habeas.evaluate.atoms import compile_atoms
from habeas.evaluate.forward import ForwardEngine, available
from habeas.evaluate.proof import evaluate
from habeas.logic.plan import Plan
from habeas.logic.truth import Truth
from habeas.rulebook.model import Rulebook

Values = dict[str, Truth]
Engine = Callable[[Sequence[Case]], list[Values]]


def engines(rulebook: Rulebook, plan: Plan) -> dict[str, Engine]:
    """The engines that can run here, by name. Each gives nodes only, so that the results can be compared."""
    atoms = compile_atoms(plan, rulebook)

    def proof(cases: Sequence[Case]) -> list[Values]:
        found = (evaluate(plan, atoms(case)) for case in cases)
        return [{name: values[name] for name in plan.nodes} for values in found]

    def columns(cases: Sequence[Case]) -> list[Values]:
        from habeas.evaluate.columns import evaluate_columns
        from habeas.evaluate.columns_atoms import atom_columns
        from habeas.evaluate.columns_facts import facts_frame

        frame = evaluate_columns(plan, atom_columns(plan, rulebook, facts_frame(rulebook, cases, plan)))
        return frame.select(list(plan.nodes)).to_dicts()

    found: dict[str, Engine] = {"proof": proof, "columns": columns}
    if available():
        rules = ForwardEngine(plan)
        found["forward"] = lambda cases: [rules.evaluate(atoms(case)) for case in cases]
    return found
