"""The proof of one finding as text."""

from textwrap import wrap

from habeas.evaluate.verdicts import node_of, verdict
from habeas.explain.examine import Examination
from habeas.explain.model import Finding
from habeas.explain.tree import Line, TreeMaker
from habeas.report.sections import due_text

_SIGNS = {"yes": "✓", "no": "✗", "open": "?", "presumed": "≈"}
_WIDTH = 110
LEGEND = "✓ holds   ✗ does not hold   ? not known   ≈ holds while it is presumed"


def proof_text(examination: Examination, name: str, *, full: bool = False) -> str:
    """Verdict, proof tree, sources, and what is missing, for a rule or a concept."""
    try:
        finding = examination.report.finding(name)
    except KeyError:
        return _concept_text(examination, name, full=full)
    nodes = _nodes(finding)
    parts = [_verdict_line(finding), f"Proof ({LEGEND})"]
    maker = TreeMaker(examination.maker, full=full)
    parts += ["\n".join(_line(line) for node in nodes for line in maker.lines(node))]
    parts += [text for text in (_sources(finding), _marks(finding), _missing(finding), _next(finding)) if text]
    return "\n\n".join(parts)


def _concept_text(examination: Examination, name: str, *, full: bool) -> str:
    node = node_of(name, examination.proof.values)
    assert node is not None
    maker = TreeMaker(examination.maker, full=full)
    said = verdict(examination.proof.values[node])
    heading = f"{examination.maker.node_title(node)}: {said}"
    return "\n\n".join([heading, f"Proof ({LEGEND})", "\n".join(_line(line) for line in maker.lines(node))])


def _nodes(finding: Finding) -> list[str]:
    if finding.kind != "duty" or finding.verdict == "excluded":
        return [f"{finding.kind}:{finding.id}"]
    timing = {"met": ["met"], "breached": ["breached"]}.get(finding.verdict, ["breached", "met"])
    return [f"duty:{finding.id}", *(f"{kind}:{finding.id}" for kind in timing)]


def _verdict_line(finding: Finding) -> str:
    said: str = finding.verdict
    if finding.kind == "disposition" and finding.course_verdict:
        said = f"{finding.course.replace('-', ' ')} is {finding.course_verdict.replace('-', ' ')}: {finding.verdict}"
    grave = f" ({finding.severity.replace('-', ' ')})" if finding.severity and said != "excluded" else ""
    return f"{finding.title}\n{said.upper()}{grave}"


def _line(line: Line) -> str:
    """One line, wrapped under itself, its citations at the end."""
    cited = f"  [{', '.join(line.cited)}]" if line.cited else ""
    indent = "   " * line.depth
    head = f"{indent}{_SIGNS[line.mark]} "
    lines = wrap(line.text + cited, _WIDTH, initial_indent=head, subsequent_indent=" " * len(head))
    return "\n".join(lines)


def _sources(finding: Finding) -> str:
    signs = {"established": "✓ applies", "excluded": "✗ does not apply", "open": "? not known whether it applies"}
    lines = ["Sources"]
    for source in finding.sources:
        why = f" ({source.why})" if source.why else ""
        unverified = " [participation data not verified]" if source.unverified else ""
        text = f"{source.citation}: {signs[source.applies]}{why}{unverified}"
        lines += wrap(text, _WIDTH, initial_indent="   ", subsequent_indent="      ")
    if finding.supporting:
        lines += wrap(
            "See also " + "; ".join(finding.supporting), _WIDTH, initial_indent="   ", subsequent_indent="      "
        )
    return "\n".join(lines)


def _marks(finding: Finding) -> str:
    lines = []
    if finding.presumptions:
        lines.append(f"Rests on a presumption: {', '.join(finding.presumptions)}.")
    if finding.judgements:
        lines.append(f"Rests on a judgement, not only on data: {', '.join(finding.judgements)}.")
    if finding.custom_only:
        lines.append("Carried by customary law here; no treaty that binds carries it.")
    for position in finding.positions:
        others = ", ".join(f"{reading} → {verdict}" for reading, verdict in position.others.items())
        default = " (the default)" if position.default else ""
        lines.append(f"Contested: {position.title}. Read here as {position.reading}{default}; otherwise {others}.")
    lines += [f"By the account of {item.account} alone: {item.verdict}." for item in finding.accounts]
    if finding.severity_note and finding.severity != "grave-breach":
        lines.append(finding.severity_note[0].upper() + finding.severity_note[1:])
    return "\n".join(lines)


def _missing(finding: Finding) -> str:
    if not finding.missing:
        return ""
    lines = ["Why open: not known yet"]
    for item in finding.missing:
        state = "" if item.state == "unknown" else f" [{item.state}]"
        judged = f" A judgement: {item.judgement} ({item.decided_by})" if item.judgement else ""
        text = f"{item.question}{state}{judged} ({item.key})"
        lines += wrap(text, _WIDTH, initial_indent="   - ", subsequent_indent="     ")
    return "\n".join(lines)


def _next(finding: Finding) -> str:
    lines = []
    due = due_text(finding)
    if due:
        lines.append(f"Time: {due}.")
    if finding.consequence and finding.verdict in ("established", "breached", "pending"):
        lines.append(f"What must happen now: {finding.consequence}")
    return "\n".join(lines)
