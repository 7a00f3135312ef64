"""What a report shows, in which order: first what stands and is grave, then what is open, the rest on demand."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from habeas.explain.model import Finding, Missing, Report

_SEVERITY = {
    "grave-breach": "GRAVE BREACH",
    "serious": "serious",
    "breach": "breach",
    "procedural": "procedural",
    "advisory": "advisory",
    None: "",
}
_OUTCOME = {
    "required": "REQUIRED",
    "prohibited": "PROHIBITED",
    "permitted": "permitted",
    "permitted-with-consent": "permitted with consent",
    "open": "open",
    "none": "no rule speaks",
    "conflict": "CONFLICT OF RULES",
}
# The verdict that prevails where several stand, strongest first.
_STRENGTH = ("prohibited", "required", "permitted-with-consent", "permitted")
MOST_QUESTIONS = 6
# A space at which no line is broken; printers make an ordinary one of it.
UNBROKEN = "\N{NO-BREAK SPACE}"
# What a first screen shows one by one.
FIRST = ("grave-breach", "serious")
ORDER = tuple(outcome for outcome in _OUTCOME if outcome != "none")


@dataclass(frozen=True, slots=True)
class Section:
    """A table with a heading; `note` stands under it. In a `brief` one the first cells are kept to one line."""

    heading: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    brief: bool = False


def sections(report: Report, *, everything: bool = False) -> list[Section]:
    """All sections that have something to show: first what fits on one screen, then each finding in full."""
    made = [
        _first(report),
        _ways(report),
        _standing(report),
        _duties(report),
        _courses(report, everything),
        _disputes(report),
        _questions(report),
    ]
    if everything:
        made += [_open(report), _excluded(report)]
    return [section for section in made if section.rows or section.note]


def qualified(report: Report) -> str:
    """Who the person is in law, and under which law, in one sentence; empty if nothing is settled."""
    held = [item for item in report.qualifications if item.verdict == "established"]
    return "; ".join(item.title + (" (presumed)" if item.presumed else "") for item in held)


def _first(report: Report) -> Section:
    """What is grave or serious, a line each; what is less is counted."""
    standing = [finding for finding in report.findings if finding.verdict in ("established", "breached")]
    breaches = [finding for finding in standing if finding.kind != "disposition"]
    shown = [finding for finding in breaches if finding.severity in FIRST]
    rows = [(gravity(finding), _headline(finding), law(finding)) for finding in shown]
    less = Counter(gravity(finding) for finding in breaches if finding.severity not in FIRST)
    also = ", ".join(f"{count} {word}" for word, count in less.items())
    note = (
        f"Less grave: {also}." if also else "" if rows else "No issue stands on these facts, and no duty is breached."
    )
    return Section("What matters first", ("Gravity", "What stands", "Law"), tuple(rows), note, brief=True)


def _headline(finding: Finding) -> str:
    return finding.title if finding.kind == "issue" else f"Not done: {finding.title}"


def _ways(report: Report) -> Section:
    """The courses by verdict, in a few lines."""
    by_verdict: dict[str, list[str]] = {}
    for course in report.courses:
        by_verdict.setdefault(course.outcome, []).append(course.course.replace("-", " "))
    rows = [(_OUTCOME[outcome], ", ".join(by_verdict[outcome])) for outcome in ORDER if outcome in by_verdict]
    return Section("Courses, in brief", ("Verdict", "Courses"), tuple(rows))


def _standing(report: Report) -> Section:
    rows = [
        (gravity(finding), title(finding), law(finding), finding.consequence)
        for finding in report.findings
        if finding.kind == "issue" and finding.verdict == "established"
    ]
    return Section("Issues that stand", ("Gravity", "Finding", "Law", "What must happen now"), tuple(rows))


def _duties(report: Report) -> Section:
    rows = []
    for finding in report.findings:
        if finding.kind == "duty" and finding.verdict in ("breached", "pending", "met"):
            verdict = finding.verdict.upper() if finding.verdict == "breached" else finding.verdict
            consequence = finding.consequence if finding.verdict != "met" else ""
            rows.append((verdict, title(finding), law(finding), due_text(finding), consequence))
    return Section("Duties", ("Verdict", "Duty", "Law", "Due", "What must happen now"), tuple(rows))


def _courses(report: Report, everything: bool) -> Section:
    by_id = {finding.id: finding for finding in report.findings}
    rows = []
    for course in report.courses:
        if course.outcome == "none" or (course.outcome == "open" and not everything):
            continue
        carrying = [by_id[name] for name in course.rests_on]
        cited = list(dict.fromkeys(law(finding) for finding in carrying))
        reasons = list(dict.fromkeys(finding.title for finding in carrying))
        stronger = _STRENGTH[: _STRENGTH.index(course.outcome)] if course.outcome in _STRENGTH else ()
        waiting = dict.fromkeys(
            by_id[name].title for name in course.open_rules if by_id[name].course_verdict in stronger
        )
        more = ", ..." if len(waiting) > 2 else ""
        may_change = f"\n(may still change: {'; '.join(list(waiting)[:2])}{more})" if waiting else ""
        meaning = f"{course.course.replace('-', ' ')} ({course.meaning})"
        rows.append((_OUTCOME[course.outcome], meaning, "; ".join(cited), "; ".join(reasons) + may_change))
    order = list(_OUTCOME.values())
    rows.sort(key=lambda row: order.index(row[0]))
    return Section("Courses for this person", ("Verdict", "Course", "Law", "Because"), tuple(rows))


def _disputes(report: Report) -> Section:
    """What is told differently, and what each account alone would establish."""
    facts = [
        (dispute.question, "\n".join(f"{account}: {answer}" for account, answer in dispute.told.items()), "")
        for dispute in report.disputes
    ]
    would: dict[str, list[str]] = {}
    for finding in report.findings:
        for other in finding.accounts:
            if other.verdict in ("established", "breached") and finding.kind != "disposition":
                would.setdefault(other.account, []).append(f"{finding.title} [{finding.id}]")
    rows = [(f"If {account} is right", "", "\n".join(titles)) for account, titles in would.items()]
    note = "A disputed fact counts as unknown. --account NAME reads the case under one account." if facts else ""
    return Section("Told differently", ("Fact", "Answers", "Then this stands too"), tuple(facts + rows), note)


def _questions(report: Report) -> Section:
    """What to ask next, with what the answer would settle: the reader's way from open to decided."""
    titles = {finding.id: finding.title for finding in report.findings}
    rows = []
    for question in report.questions:
        asks = question.asks
        judged = f"\n(a judgement: {asks.judgement})" if asks.judgement else ""
        hint = f"\n({asks.hint})" if asks.hint else ""
        settled = [titles[name] for name in question.settles[:2]]
        more = [f"and {len(question.settles) - 2} more"] if len(question.settles) > 2 else []
        rows.append((asks.question + hint + judged, "\n".join([*settled, *more]), asks.key))
    waiting = sum(finding.verdict == "open" for finding in report.findings)
    note = f"{waiting} findings are open in all: not established, not excluded. --all lists them." if waiting else ""
    heading = "Open: the questions that would settle most"
    return Section(heading, ("Ask", "It bears on", "Fact"), tuple(rows[:MOST_QUESTIONS]), note)


def _open(report: Report) -> Section:
    waiting = [finding for finding in report.findings if finding.verdict == "open" and finding.kind != "disposition"]
    waiting.sort(key=lambda finding: -finding.support)
    rows = [
        (gravity(finding), title(finding), law(finding, still_open=True), missing_text(finding.missing))
        for finding in waiting
    ]
    return Section("All that is open", ("Gravity", "Finding", "Law", "Missing"), tuple(rows))


def _excluded(report: Report) -> Section:
    rows = tuple(
        (finding.kind, title(finding), law(finding)) for finding in report.findings if finding.verdict == "excluded"
    )
    return Section("Excluded on these facts", ("Kind", "Finding", "Law"), rows)


def gravity(finding: Finding) -> str:
    """The severity in words."""
    return _SEVERITY[finding.severity]


def title(finding: Finding) -> str:
    """The title, with the marks that a reader must see: what it rests on, and the id in brackets."""
    marks = []
    if finding.presumptions:
        marks.append("rests on a presumption: " + ", ".join(finding.presumptions))
    if finding.judgements:
        marks.append("rests on a judgement")
    if finding.custom_only:
        marks.append("as custom")
    if any(source.unverified for source in finding.sources):
        marks.append("participation data not verified")
    marks += _contested(finding)
    for account in finding.accounts:
        marks.append(f"by the account of {account.account} alone: {account.verdict}")
    if finding.severity_note and finding.severity != "grave-breach":
        marks.append(finding.severity_note)
    marks += [f"exception {exception}" for exception in finding.exceptions]
    text = finding.title + "".join(f"\n- {mark}" for mark in marks)
    return f"{text}\n[{finding.id}]"


def _contested(finding: Finding) -> list[str]:
    """Readings that settle the matter otherwise in full; those that would only open it again by their names."""
    marks, reopening = [], []
    for position in finding.positions:
        settled = [f"{reading}: {verdict}" for reading, verdict in position.others.items() if verdict != "open"]
        if settled:
            marks.append(f"contested: {position.title} ({', '.join(settled)})")
        else:
            reopening.append(position.position)
    return marks + ([f"open on other readings of: {', '.join(reopening)}"] if reopening else [])


def law(finding: Finding, *, still_open: bool = False) -> str:
    """The binding sources that apply here; for an open finding also those that may. No line ends inside a citation."""
    wanted = ("established", "open") if still_open else ("established",)
    cited = [source.citation for source in finding.sources if source.applies in wanted]
    if finding.severity == "grave-breach" and finding.severity_note:
        cited += [text for text in finding.severity_note.split(", ") if text not in cited]
    cited = cited or [source.citation for source in finding.sources]
    return ", ".join(text.replace(" ", UNBROKEN) for text in cited)


def due_text(finding: Finding) -> str:
    """When a duty is due, in words."""
    deadline = finding.deadline
    if deadline is None:
        return ""
    if deadline.earliest and deadline.earliest == deadline.latest:
        return f"{deadline.limit}: {deadline.latest}"
    if deadline.earliest or deadline.latest:
        return f"{deadline.limit}: between {deadline.earliest or '?'} and {deadline.latest or '?'}"
    running = deadline.elapsed and finding.verdict != "met"
    return f"{deadline.limit} ({deadline.elapsed} so far)" if running else deadline.limit


def missing_text(missing: Sequence[Missing]) -> str:
    """The first questions of an open finding."""
    questions = [item.question + ("" if item.state == "unknown" else f" [{item.state}]") for item in missing]
    more = f"\n(and {len(questions) - 3} more)" if len(questions) > 3 else ""
    return "\n".join(f"- {question}" for question in questions[:3]) + more
