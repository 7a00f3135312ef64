"""How many cases a second the Hypothesis strategies give, each beside what Hypothesis needs for one bare integer.

Processor time, one process: other work on the machine does not count. The first 500 draws warm what is prepared once.

Usage: python benchmarks/generated_cases.py [RULEBOOK]
"""

import sys
import time

from hypothesis import given, settings
from hypothesis import strategies as st
from tabulate import tabulate

from habeas.rulebook.cache import load_rulebook
from habeas.rulebook.folders import own_rules
from habeas.testing.strategies import Cases

WARM, MEASURED = 500, 1_500


def draw(strategy: st.SearchStrategy[object], count: int) -> tuple[int, float]:
    """How many values were drawn, and the processor time that took, in seconds."""
    drawn = 0

    @settings(max_examples=count, database=None, deadline=None)
    @given(strategy)
    def test(_: object) -> None:
        nonlocal drawn
        drawn += 1

    start = time.process_time()
    test()
    return drawn, time.process_time() - start


def main() -> None:
    """Measure and print."""
    rulebook = load_rulebook(*(sys.argv[1:] or [own_rules()]))
    start = time.process_time()
    cases = Cases(rulebook)
    prepared = time.process_time() - start
    finding = next(iter(rulebook.issues))
    strategies = {
        "one integer (Hypothesis alone)": st.integers(0, 2**64 - 1),
        "any()": cases.any(),
        "sparse()": cases.sparse(),
        "near()": cases.near(),
        f"near({finding})": cases.near(finding),
        "changed_example()": cases.changed_example(),
        f"establishing({finding})": cases.establishing(finding),
        "refined(), pairs": cases.refined(),
        "mirrored(), pairs": cases.mirrored(),
        "complete()": cases.complete(),
    }
    rows = []
    for name, strategy in strategies.items():
        cold = draw(strategy, WARM)
        warm = draw(strategy, MEASURED)
        rows.append((name, *(f"{drawn / seconds:,.0f}" for drawn, seconds in (cold, warm))))
    print(f"{len(rulebook.facts)} facts, {len(cases.pools.rules)} rules; prepared in {prepared:.2f} s")
    print(tabulate(rows, headers=("strategy", f"first {WARM} per s", "then per s"), stralign="right"))


if __name__ == "__main__":
    main()
