"""What a reader sees, word for word: the report as tables and as Markdown, and a proof as a tree.

The expected texts stand beside this file. They are read and changed by hand, like any text for people.
"""

import re
from pathlib import Path

import pytest

from habeas.case.read import read_case
from habeas.report.proof import proof_text
from habeas.report.sections import MOST_QUESTIONS, sections
from habeas.report.text import as_markdown, as_text
from habeas.rulebook.folders import own_cases

HERE = Path(__file__).parent
KEPT = {
    "horn.blown": "yes",
    "guest.fed": "no",
    "guest.wishes_to_stay": "no",
    "captive.home": {"accounts": {"rider": "State B", "miller": "State A"}},
}
WAITING = {
    "guest.came_on": "2130-02",
    "guest.wishes_to_stay": "refused",
    "guest.fed": {"accounts": {"guest": "no", "host": "yes"}},
    "horn.blown": "unknown",
    "horn.cracked": "unknown",
}


def without_receipt(text):
    """The hashes in the receipt change with every word of the small rulebook; that they are there is tested apart."""
    return "\n".join(line for line in text.splitlines() if not line.startswith("Rulebook ")) + "\n"


@pytest.mark.parametrize(("name", "facts"), [("kept", KEPT), ("waiting", WAITING)])
@pytest.mark.parametrize("form", ["txt", "md", "proof.txt"])
def test_the_text_is_this(name, facts, form, examined):
    examination = examined(facts, title=f"The smith, {name}")
    report = examination.report
    text = {
        "txt": lambda: as_text(report, 100, everything=True),
        "md": lambda: as_markdown(report),
        "proof.txt": lambda: proof_text(examination, "guest-kept"),
    }[form]()
    assert without_receipt(text) == (HERE / f"{name}.{form}").read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [60, 80, 100, 160])
def test_no_line_of_a_table_is_wider_than_asked(width, examiner, rulebook):
    report = examiner.examine(read_case(own_cases() / "teaching" / "the-teacher.yaml", rulebook)).report
    text = as_text(report, width, everything=True)
    wider = [line for line in text.splitlines()[3:-1] if len(line) > width]
    assert wider == []


def test_the_first_screen_is_one_screen(examiner, rulebook):
    """Receipt, what the person is in law, a line for each grave or serious matter, and all courses, before the rest."""
    for path in sorted((own_cases() / "teaching").glob("*.yaml")):
        text = as_text(examiner.examine(read_case(path, rulebook)).report, 110)
        first = re.split("\n\n(?:ISSUES THAT STAND|DUTIES|COURSES FOR|TOLD|OPEN)", text)[0]
        assert len(first.splitlines()) <= 50, path
        assert "No issue stands" in first or "WHAT MATTERS FIRST" in first


def test_the_first_screen_counts_what_it_does_not_show(examined):
    first = sections(examined({"guest.role": "singer", "guest.fed": "no", "bar.shut": "no", "bar.height": 1}).report)[0]
    assert (first.rows, first.note) == ((), "Less grave: 1 breach.")


def test_where_nothing_stands_that_is_said(examined):
    first = sections(examined({"guest.role": "child"}).report)[0]
    assert (first.rows, first.note) == ((), "No issue stands on these facts, and no duty is breached.")


def test_few_questions_are_asked_at_once(examined):
    report = examined({"guest.role": "unknown", "guest.came_on": "unknown", "horn.blown": "unknown"}).report
    asked = next(section for section in sections(report) if section.heading.startswith("Open"))
    assert 1 < len(asked.rows) <= MOST_QUESTIONS


def test_the_receipt_is_printed(examined):
    text = as_text(examined().report, 100)
    assert "Rulebook The Marches 1.0.0 (" in text
    assert "computed by proof" in text
