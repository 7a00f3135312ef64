"""Coverage as one HTML page: no script, nothing loaded from elsewhere, no meaning in colour alone."""

from collections.abc import Iterable, Sequence
from html import escape

from habeas.report.coverage import measures, percent, shown, sides, uncovered
from habeas.verify.coverage import WAYS, Coverage, RuleCoverage, share
from habeas.verify.lawmap import LawMap

_STYLE = """
body { font-family: system-ui, sans-serif; line-height: 1.45; max-width: 75rem; margin: 1rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin: .5rem 0 1.5rem; width: 100%; }
caption { text-align: left; font-weight: bold; padding: .3rem 0; }
th, td { border: 1px solid #767676; padding: .25rem .5rem; text-align: left; vertical-align: top; }
th, td { overflow-wrap: anywhere; }
th { background: #eee; color: #111; }
.lacks { font-weight: bold; }
summary { cursor: pointer; padding: .3rem 0; }
a:focus, summary:focus { outline: 3px solid #0b57d0; }
@media (prefers-color-scheme: dark) {
  body { background: #121212; color: #eee; } th { background: #333; color: #eee; } a { color: #8ab4f8; }
}
"""


def coverage_html(coverage: Coverage, laws: LawMap | None = None) -> str:
    """The whole page."""
    title = f"Coverage of {coverage.rulebook}"
    chapters = sides(coverage.rules)
    parts = [
        f"<h1>{escape(title)}</h1>",
        f"<p>Rulebook {escape(coverage.rulebook_hash[:12])}, {coverage.evidence} examples and cases. A rule should be "
        "established, excluded and left open in some of them; each of its conditions should decide, once by being "
        "true and once by being false.</p>",
        _table("In all", ("Measure", "Covered"), ((name, percent(n)) for name, n in measures(coverage, laws).items())),
        _chapters(coverage),
        "<h2>Chapters</h2>",
        *(_chapter(file, rules) for file, rules in chapters.items()),
        "<h2>Articles</h2>",
        _table("Which rules cite each article", ("Article", "Rules"), _articles(coverage)),
        *([] if laws is None else _laws(laws)),
    ]
    return "\n".join(
        [
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>",
            *parts,
            "</main>\n</body>\n</html>\n",
        ]
    )


def _table(caption: str, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table whose first column names the row. Cells are escaped."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in headers)
    lines = [f"<table><caption>{escape(caption)}</caption>", f"<thead><tr>{head}</tr></thead><tbody>"]
    for first, *rest in rows:
        cells = "".join(f"<td>{escape(cell)}</td>" for cell in rest)
        lines.append(f'<tr><th scope="row">{escape(first)}</th>{cells}</tr>')
    return "\n".join([*lines, "</tbody></table>"])


def _anchor(file: str) -> str:
    return "chapter-" + "".join(letter if letter.isalnum() else "-" for letter in file)


def _chapters(coverage: Coverage) -> str:
    items = [
        f'<li><a href="#{_anchor(file)}">{escape(file)}</a>: three ways {share(part.ways):.1%}, '
        f"conditions {share(part.conditions):.1%}</li>"
        for file, part in coverage.chapters().items()
    ]
    return "\n".join(['<nav aria-label="Chapters"><ul>', *items, "</ul></nav>"])


def _chapter(file: str, rules: Sequence[RuleCoverage]) -> str:
    return "\n".join([f'<h3 id="{_anchor(file)}">{escape(file)}</h3>', *(_rule(rule) for rule in rules)])


def _rule(rule: RuleCoverage) -> str:
    lacks = [f"never {way}" for way in rule.lacking]
    open_conditions = len(list(uncovered(rule)))
    if open_conditions:
        lacks.append(f"{open_conditions} of {len(rule.conditions)} conditions not covered")
    state = f'<span class="lacks">{escape("; ".join(lacks))}</span>' if lacks else "covered"
    ways = _table(
        "Shown by", ("Verdict", "Examples and cases"), ((way, shown(rule.seen[way]) or "none") for way in WAYS)
    )
    conditions = _table(
        "Conditions",
        ("Condition", "Decides when true", "Decides when false"),
        ((test.text, test.when_true or "nowhere", test.when_false or "nowhere") for test in rule.conditions),
    )
    heading = f"{escape(rule.kind)} {escape(rule.name)} (line {rule.place.line}): {state}"
    body = f"<p>{escape(rule.title)}</p>{ways}{conditions if rule.conditions else ''}"
    return f"<details><summary>{heading}</summary>{body}</details>"


def _articles(coverage: Coverage) -> Iterable[tuple[str, str]]:
    for (instrument, article), rules in coverage.articles.items():
        yield f"{instrument} {article}", ", ".join(rules) or "no rule cites it"


def _laws(laws: LawMap) -> list[str]:
    tables = [
        _table(
            name,
            ("Entry", "State", "Blocks, or reason"),
            (
                (entry.wanted.id, entry.state, entry.reason or ", ".join(block for block, _ in entry.blocks))
                for entry in entries
            ),
        )
        for name, entries in laws.lists.items()
    ]
    return ["<h2>What the lists ask for</h2>", *tables]
