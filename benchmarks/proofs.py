"""`habeas rules verify --prove`: with nothing known, with nothing changed, and after edits of one chapter.

Of a generated rulebook of 500 rules, or of a rulebook of yours with an edit of yours. Every row is one process, all in
one run, and is compared with the first. Processor time, so that other work on the machine hardly counts.

Usage: python benchmarks/proofs.py [RULES | FOLDER [FILE OLD NEW]]
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from generated_rulebook import write
from tabulate import tabulate

Edit = tuple[str, str, str, str]
NOTHING: Edit = ("nothing changed", "", "", "")


def edits(chapters: list[str]) -> list[Edit]:
    """What, in which file, the old text, the new one: for a generated rulebook."""
    last, early = chapters[-1], chapters[30 if len(chapters) > 40 else 0]
    return [
        NOTHING,
        ("a word of prose", last, "What is owed", "What is due"),
        ("a limit of one issue", last, "as-of > ", "as-of > 1"),
        ("a concept of one chapter", last, "kind is child,", "kind is pilgrim,"),
        ("a concept nine chapters rest on", early, "kind is child,", "kind is pilgrim,"),
    ]


def run(folder: Path, cache: Path) -> tuple[float, float, int, str]:
    """Processor time, time on the clock, exit code, and the line of counts."""
    command = [sys.executable, "-m", "habeas", "rules", "verify", "--prove", "--rulebook", str(folder)]
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, env={**os.environ, "HABEAS_CACHE": str(cache)}, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return spent, time.perf_counter() - start, done.returncode, done.stderr.strip().splitlines()[-1]


def measured(source: Path, wanted: list[Edit]) -> list[tuple[object, ...]]:
    """One row for a run with an empty cache, and one for each edit of the same rulebook."""
    with tempfile.TemporaryDirectory() as place:
        folder, cache = Path(place, "rules"), Path(place, "cache")
        shutil.copytree(source, folder)
        rows = [("nothing known", *run(folder, cache))]
        shutil.copytree(cache, Path(place, "full"))
        for what, file, old, new in wanted:
            shutil.rmtree(cache)
            shutil.copytree(Path(place, "full"), cache)
            text = (folder / file).read_text(encoding="utf-8") if file else ""
            if old not in text:
                sys.exit(f"{file} does not contain {old!r}.")
            if file:
                (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
            rows.append((what, *run(folder, cache)))
            if file:
                (folder / file).write_text(text, encoding="utf-8")
    return [
        (what, f"{cpu:.1f}", f"{wall:.1f}", f"{cpu / rows[0][1]:.2f}", code, said)
        for what, cpu, wall, code, said in rows
    ]


def main() -> None:
    """Measure and print."""
    given = sys.argv[1:] or ["500"]
    with tempfile.TemporaryDirectory() as place:
        if given[0].isdigit():
            source = Path(place, "generated")
            write(source, int(given[0]))
            wanted = edits(sorted(path.name for path in source.glob("*.md")))
        else:
            source = Path(given[0])
            wanted = [NOTHING, ("the edit", given[1], given[2], given[3])] if len(given) == 4 else [NOTHING]
        rows = measured(source, wanted)
    print(
        tabulate(
            rows,
            headers=("before the run", "cpu s", "s", "of the first", "exit", "counts"),
            maxcolwidths=[None] * 5 + [60],
        )
    )


if __name__ == "__main__":
    main()
