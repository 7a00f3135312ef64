"""`habeas check` from a cold process: with an empty cache, and with the rulebook in the cache. Median of repeated runs.

Usage: python benchmarks/cold_start.py [CASE.yaml]
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tabulate import tabulate

from habeas.rulebook.folders import own_cases


def seconds(command: list[str], cache: str) -> float:
    """The time one process takes, in seconds."""
    start = time.perf_counter()
    subprocess.run(command, env={**os.environ, "HABEAS_CACHE": cache}, check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    case = Path(sys.argv[1]) if len(sys.argv) > 1 else own_cases() / "teaching/the-teacher.yaml"
    python = [sys.executable, "-m", "habeas"]
    check = [*python, "check", str(case)]
    with tempfile.TemporaryDirectory() as folder:
        cold = [seconds(check, f"{folder}/{run}") for run in range(3)]
        warm = [seconds(check, f"{folder}/0") for _ in range(7)]
        bare = [seconds([sys.executable, "-c", "pass"], folder) for _ in range(7)]
        helped = [seconds([*python, "--help"], folder) for _ in range(7)]
    rows = [
        ("python itself", statistics.median(bare)),
        ("habeas --help", statistics.median(helped)),
        ("habeas check, rulebook in the cache", statistics.median(warm)),
        ("habeas check, rulebook read from text", statistics.median(cold)),
    ]
    print(tabulate([(name, f"{s:.2f}") for name, s in rows], headers=("what", "s")))


if __name__ == "__main__":
    main()
