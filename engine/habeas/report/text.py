"""A report as tables for the terminal, and as Markdown."""

from textwrap import fill, wrap

from tabulate import tabulate

from habeas.explain.model import Report
from habeas.report.sections import UNBROKEN, Section, qualified, sections

_SHARES = {
    2: (0.18, 0.82),
    3: (0.46, 0.32, 0.22),
    4: (0.12, 0.38, 0.18, 0.32),
    5: (0.1, 0.32, 0.16, 0.14, 0.28),
}
_BRIEF = (0.1, 0.6, 0.3)
# As wide as "procedural" and, where a cell has one line, as "GRAVE BREACH".
_NARROWEST, _ONE_LINE = 10, 12
FOOTER = (
    "A screening aid, not legal advice and not for automatic decisions. "
    "“No issue” means: none on these facts. What is unknown is shown as open, never as no."
)


def as_text(report: Report, width: int, *, everything: bool = False) -> str:
    """The report as tables that fit a width in characters."""
    parts = [heading(report), *(fill(note, width) for note in report.notes)]
    if held := qualified(report):
        parts.append(fill(f"In law: {held}.", width))
    for section in sections(report, everything=everything):
        parts.append(
            f"{section.heading.upper()}\n{_table(section, width) if section.rows else fill(section.note, width)}"
        )
        if section.rows and section.note:
            parts.append(fill(section.note, width))
    return "\n\n".join([*parts, FOOTER])


def _table(section: Section, width: int) -> str:
    widths = _widths(section, max(width, 60))
    fit = _shortened if section.brief else _wrapped
    rows = [tuple(fit(cell, widths[column]) for column, cell in enumerate(row)) for row in section.rows]
    # tabulate pads a header by two.
    headers = [_wrapped(header, widths[column] - 2) for column, header in enumerate(section.headers)]
    table = tabulate(_spaced(rows), headers=headers, tablefmt="simple", disable_numparse=True)
    return "\n".join(line.rstrip() for line in table.splitlines())


def _widths(section: Section, width: int) -> list[int]:
    """The width of each column. The first holds its longest word, the others share the rest."""
    shares = _BRIEF if section.brief else _SHARES[len(section.headers)]
    room = width - 2 * (len(shares) - 1)
    first = max(int(room * shares[0]), _ONE_LINE if section.brief else _NARROWEST)
    return [first, *(int((room - first) * share / sum(shares[1:])) for share in shares[1:])]


def _wrapped(cell: str, width: int) -> str:
    """A cell folded to a width. (tabulate folds too, but then loses the blank rows between.)"""
    folded = "\n".join(part for line in cell.splitlines() for part in wrap(line, width) or [""])
    return folded.replace(UNBROKEN, " ")


def _shortened(cell: str, width: int) -> str:
    """A cell on one line; the whole of it stands further down."""
    return "".join(wrap(cell, width, max_lines=1, placeholder=" ...")).replace(UNBROKEN, " ")


def _spaced(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """A blank line between rows where some row runs over several lines."""
    if not any("\n" in cell for row in rows for cell in row):
        return rows
    spaced = [line for row in rows for line in (row, tuple("" for _ in row))]
    return spaced[:-1]


def as_markdown(report: Report, *, everything: bool = False) -> str:
    """The report as a Markdown document."""
    lines = [f"# {report.title or report.case_id}", "", *heading(report).splitlines()[1:], ""]
    lines += [line for note in report.notes for line in (note, "")]
    if held := qualified(report):
        lines += [f"In law: {held}.", ""]
    for section in sections(report, everything=everything):
        rows = [[_markdown_cell(cell) for cell in row] for row in section.rows]
        lines += [f"## {section.heading}", ""]
        lines += [tabulate(rows, headers=section.headers, tablefmt="pipe"), ""] if rows else []
        lines += [section.note, ""] if section.note else []
    return "\n".join([*lines, FOOTER, ""])


def _markdown_cell(cell: str) -> str:
    return cell.replace("|", "\\|").replace("\n", "<br>").replace(UNBROKEN, " ")


def heading(report: Report) -> str:
    """Case, date, parties, and what the findings were computed from."""
    receipt = report.receipt
    parties = report.parties
    engines = " and ".join(receipt.engines)
    lines = [
        report.title or report.case_id,
        f"Held by {_named(parties['holder'])}; other side: {_named(parties['adversary'])}; "
        f"territory: {_named(parties['territory'])}. "
        f"Checked for {receipt.as_of or 'no date'}."
        + (f" Read under the account of {receipt.account}." if receipt.account else ""),
        f"Rulebook {receipt.rulebook} {receipt.rulebook_version} ({receipt.rulebook_hash[:12]}), "
        f"facts {receipt.facts_hash[:12]}, computed by {engines}"
        + (", which agree." if len(receipt.engines) > 1 else "."),
    ]
    return "\n".join(lines)


def _named(party: str) -> str:
    """A party by its name; in sentences a role stands for one that the case does not name (`explain.values`)."""
    return "(not named)" if party in ("the holder", "the other side", "the State of the territory") else party
