"""Builds the documentation site: the pages of `docs/` and, as pages of it, the chapters of `rules/`.

Usage: python docs/build_site.py      (needs the extra `docs`; the site is written to `site/`)
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

# In the site a block shows its kind above its text.
BLOCK = re.compile(r"^```(fact|concept|presumption|exception|issue|duty|disposition|position|law|example)$", re.M)
ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "build" / "docs"


def title_of(page: Path) -> str:
    """The first heading of a page."""
    headings = (line[2:].strip() for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("# "))
    return next(headings, page.stem)


def gather() -> None:
    """Copy pages and chapters into one folder, and write the table of contents of the chapters."""
    shutil.rmtree(PAGES, ignore_errors=True)
    shutil.copytree(ROOT / "docs", PAGES, ignore=shutil.ignore_patterns("*.py"))
    shutil.copytree(ROOT / "rules", PAGES / "rules", ignore=shutil.ignore_patterns("*.csv", "*.yaml"))
    for chapter in (PAGES / "rules").rglob("*.md"):
        text = chapter.read_text(encoding="utf-8")
        chapter.write_text(BLOCK.sub(r'```yaml title="\1"', text), encoding="utf-8")
    lines = ["# The law, chapter by chapter", ""]
    for folder in sorted(path for path in (PAGES / "rules").iterdir() if path.is_dir()):
        lines += [f"## {folder.name.partition('-')[2].replace('-', ' ').capitalize()}", ""]
        lines += [f"- [{title_of(page)}]({folder.name}/{page.name})" for page in sorted(folder.glob("[0-9]*.md"))]
        lines.append("")
    (PAGES / "rules" / "index.md").write_text("\n".join(lines), encoding="utf-8")


def main() -> int:
    """Gather the pages and build the site; a warning (a dead link, say) fails the build."""
    gather()
    command = [shutil.which("zensical") or str(Path(sys.executable).parent / "zensical"), "build", "--strict"]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
