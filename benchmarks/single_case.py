"""One case: each engine beside a plain reading of the same rules. Median of repeated runs, in one process.

Usage: python benchmarks/single_case.py [CASE.yaml]
"""

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tabulate import tabulate

from habeas.case.read import read_case
from habeas.evaluate.atoms import compile_atoms
from habeas.evaluate.proof import evaluate, prove, value_of
from habeas.explain.examine import Examiner
from habeas.rulebook.cache import load_rulebook
from habeas.rulebook.folders import own_cases, own_rules


def median_ms(action: Callable[[], object], repeats: int) -> float:
    """The median time of an action, in milliseconds."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        action()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def main() -> None:
    """Measure and print."""
    rulebook = load_rulebook(own_rules())
    examiner = Examiner(rulebook)
    plan, atoms = examiner.plan, compile_atoms(examiner.plan, rulebook)
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else own_cases() / "teaching/the-teacher.yaml"
    case = read_case(path, rulebook)
    truths = atoms(case)

    def plain_reading() -> None:
        """Every node straight from its formula, with no preparation: what a first implementation would do."""
        values = dict(truths)
        for node in plan.nodes.values():
            values[node.name] = value_of(node.formula, values)

    rows = [
        ("atoms of the case", median_ms(lambda: atoms(case), 200)),
        ("plain reading of the rules", median_ms(plain_reading, 200)),
        ("proof.py, verdicts only", median_ms(lambda: evaluate(plan, truths), 200)),
        ("proof.py, full proof of every node", median_ms(lambda: prove(plan, truths).steps, 100)),
    ]
    if not examiner.missing_engine:
        rows.append(("forward.py (durable_rules)", median_ms(lambda: examiner.forward.evaluate(truths), 10)))
    rows.append(("the whole report (habeas check)", median_ms(lambda: examiner.examine(case), 5)))
    plain = rows[1][1]
    table = [(name, f"{ms:.2f}", f"{ms / plain:.2f}") for name, ms in rows]
    print(f"{len(plan.atoms)} atoms, {len(plan.nodes)} nodes, {len(rulebook.facts)} facts; {path.name}")
    print(tabulate(table, headers=("what", "ms", "times the plain reading")))


if __name__ == "__main__":
    main()
