"""How many small errors in the code of the engines a test would notice: mutmut over `logic/` and `evaluate/`.

Usage: pip install mutmut==3.8.1; python benchmarks/engine_mutation.py FOLDER     (an hour on two cores)

FOLDER is a new or half-finished working copy; what was found in it before is kept. In the copy the source root is
called `src`, because mutmut knows no other name. The tests are those of the two stages, each property tried on thirty
cases; two that take long (our whole law; plans of a thousand nodes) are left out, so the score errs to the low side.
"""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

from tabulate import tabulate

ROOT = Path(__file__).parents[1]
CONFIGURATION = """
[tool.mutmut]
# Plain forks of a process in which Polars has run wait for its threads for ever.
process_isolation = "forkserver"
timeout_multiplier = 5.0
source_paths = ["src"]
only_mutate = ["src/habeas/logic/*", "src/habeas/evaluate/*"]
also_copy = ["rules", "cases", "README.md"]
pytest_add_cli_args_test_selection = ["tests/logic", "tests/evaluate"]
pytest_add_cli_args = [
  "-n", "0",
  "--deselect=tests/logic/test_plan.py::test_the_plan_of_our_law_says_what_its_rules_say",
  "--deselect=tests/evaluate/test_compare.py::test_engines_agree_on_plans_of_a_thousand_nodes",
]
"""
LINE = re.compile(r"^\s*habeas\.(\w+)\.(\w+)\.(.*__mutmut_\d+): (.+)$")


def copy(folder: Path) -> None:
    """The parts of the project that the tests need, with the source root under the name that mutmut knows."""
    folder.mkdir(parents=True)
    for name in ("rules", "cases", "tests"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copytree(ROOT / "engine", folder / "src")
    shutil.copy(ROOT / "README.md", folder)
    (folder / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text() + CONFIGURATION)


def main() -> None:
    """Run, then print the score by file and every mutant that survived."""
    folder = Path(sys.argv[1])
    if not folder.exists():
        copy(folder)
    environment = {**os.environ, "HYPOTHESIS_PROFILE": "quick", "POLARS_MAX_THREADS": "1"}
    subprocess.run(["mutmut", "run", "--max-children", "2"], cwd=folder, env=environment, check=False)
    listed = subprocess.run(
        ["mutmut", "results", "--all", "true"], cwd=folder, capture_output=True, text=True, check=True
    )
    found = [match.groups() for line in listed.stdout.splitlines() if (match := LINE.match(line))]
    counts = {(stage, file): Counter[str]() for stage, file, _, _ in found}
    for stage, file, _, fate in found:
        counts[stage, file][fate] += 1
    rows = [(f"{stage}/{file}.py", *_numbers(count)) for (stage, file), count in sorted(counts.items())]
    rows.append(("all", *_numbers(sum(counts.values(), Counter()))))
    print(tabulate(rows, headers=("file", "mutants", "noticed", "survived", "no test", "score")))
    for stage, file, name, fate in found:
        if fate not in ("killed", "timeout"):
            print(f"{fate}: {stage}/{file}.py {name}")


def _numbers(count: Counter[str]) -> tuple[int, int, int, int, str]:
    whole, noticed = count.total(), count["killed"] + count["timeout"]
    return whole, noticed, count["survived"], count["no tests"], f"{noticed / whole:.1%}"


if __name__ == "__main__":
    main()
