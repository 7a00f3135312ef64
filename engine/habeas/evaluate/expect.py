"""Compares what a case or an example expects with what came out."""

from collections.abc import Iterator, Mapping
from typing import cast, get_args

from habeas.evaluate.verdicts import (
    CourseOutcome,
    DutyVerdict,
    Verdict,
    course_outcome,
    duty_verdict,
    node_of,
    severity_of,
    verdict,
)
from habeas.logic.truth import Truth
from habeas.rulebook.errors import nearest
from habeas.rulebook.model import SEVERITIES, CourseVerdict, Rulebook

VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
# `may` lists findings that a case neither demands nor forbids; it is for readers.
SECTIONS = (*VERDICTS, "not-established", "duties", "courses", "severities", "may")
DUTY_VERDICTS: tuple[DutyVerdict, ...] = get_args(DutyVerdict)
COURSE_OUTCOMES: tuple[CourseOutcome, ...] = (*get_args(CourseVerdict), "open", "none", "conflict")


def mismatches(expect: Mapping[str, object], rulebook: Rulebook, values: Mapping[str, Truth]) -> list[str]:
    """What differs from the expectation, in words; empty if all is as expected."""
    return list(_mismatches(expect, rulebook, values))


def _mismatches(expect: Mapping[str, object], rulebook: Rulebook, values: Mapping[str, Truth]) -> Iterator[str]:
    for section, content in expect.items():
        if section in (*VERDICTS, "not-established", "may"):
            names = content if isinstance(content, list) else [content] if content else []
            for name in cast(list[str], names):
                yield from _rule_mismatch(section, name, values)
        elif section == "duties":
            yield from _duty_mismatches(content, rulebook, values)
        elif section == "courses":
            yield from _course_mismatches(content, rulebook, values)
        elif section == "severities":
            yield from _severity_mismatches(content, rulebook, values)
        else:
            yield f"expect has no section {section}. {nearest(section, SECTIONS)}".strip()


def _rule_mismatch(section: str, name: str, values: Mapping[str, Truth]) -> Iterator[str]:
    node = node_of(name, values)
    if node is None:
        known = dict.fromkeys(other.partition(":")[2] for other in values if ":" in other)
        yield f"no rule is called {name}. {nearest(name, known)}".strip()
        return
    got = verdict(values[node])
    if section == "not-established" and got == "established":
        yield f"{name} must not be established, but is"
    if section in VERDICTS and got != section:
        yield f"{name} should be {section}, but is {got}"


def _duty_mismatches(content: object, rulebook: Rulebook, values: Mapping[str, Truth]) -> Iterator[str]:
    if not isinstance(content, dict):
        yield "duties: a mapping of duty to verdict is needed"
        return
    for name, wanted in content.items():
        if name not in rulebook.duties:
            yield f"no duty is called {name}. {nearest(name, rulebook.duties)}".strip()
        elif wanted not in DUTY_VERDICTS:
            yield f"{wanted} is no verdict on a duty; there are {', '.join(DUTY_VERDICTS)}"
        elif duty_verdict(name, values) != wanted:
            yield f"{name} should be {wanted}, but is {duty_verdict(name, values)}"


def _course_mismatches(content: object, rulebook: Rulebook, values: Mapping[str, Truth]) -> Iterator[str]:
    if not isinstance(content, dict):
        yield "courses: a mapping of course to verdict is needed"
        return
    for course, wanted in content.items():
        if course not in rulebook.courses:
            yield f"no course is called {course}. {nearest(course, rulebook.courses)}".strip()
        elif wanted not in COURSE_OUTCOMES:
            yield f"{wanted} is no verdict on a course; there are {', '.join(COURSE_OUTCOMES)}"
        elif course_outcome(course, rulebook, values) != wanted:
            yield f"the course {course} should be {wanted}, but is {course_outcome(course, rulebook, values)}"


def _severity_mismatches(content: object, rulebook: Rulebook, values: Mapping[str, Truth]) -> Iterator[str]:
    if not isinstance(content, dict):
        yield "severities: a mapping of issue or duty to severity is needed"
        return
    known = [*rulebook.issues, *rulebook.duties]
    for name, wanted in content.items():
        if name not in rulebook.issues and name not in rulebook.duties:
            yield f"no issue or duty is called {name}. {nearest(name, known)}".strip()
        elif wanted not in SEVERITIES:
            yield f"{wanted} is no severity; there are {', '.join(SEVERITIES)}"
        elif severity_of(name, rulebook, values) != wanted:
            yield f"{name} should be of severity {wanted}, but is {severity_of(name, rulebook, values) or 'no breach'}"
