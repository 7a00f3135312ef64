"""An example may expect how grave an issue is, or the breach of a duty."""

import pytest

from habeas.case.errors import CaseError
from habeas.case.read import case_from_plain
from habeas.evaluate.expect import mismatches
from habeas.evaluate.verdicts import severity_of


@pytest.fixture(scope="module")
def graver(rulebook):
    return next(issue for issue in rulebook.issues.values() if issue.aggravated)


@pytest.mark.parametrize(
    ("stands", "aggravated", "expected"),
    [(True, True, "to"), (True, False, "own"), (True, None, "own"), (None, True, None), (False, True, None)],
)
def test_an_issue_is_graver_only_if_it_stands_and_is_aggravated(rulebook, graver, stands, aggravated, expected):
    values = {f"issue:{graver.id}": stands, f"aggravation:{graver.id}": aggravated}
    wanted = {"to": graver.aggravated.to, "own": graver.severity, None: None}[expected]
    assert severity_of(graver.id, rulebook, values) == wanted


@pytest.mark.parametrize(("breached", "shown"), [(True, True), (False, False), (None, False)])
def test_a_duty_is_grave_only_if_breached(rulebook, breached, shown):
    duty = next(iter(rulebook.duties.values()))
    values = {f"duty:{duty.id}": True, f"met:{duty.id}": False, f"breached:{duty.id}": breached}
    assert severity_of(duty.id, rulebook, values) == (duty.severity if shown else None)


def test_what_is_expected_otherwise_is_said(rulebook, graver):
    values = {f"issue:{graver.id}": True, f"aggravation:{graver.id}": False}
    assert mismatches({"severities": {graver.id: graver.severity}}, rulebook, values) == []
    (said,) = mismatches({"severities": {graver.id: graver.aggravated.to}}, rulebook, values)
    assert said == f"{graver.id} should be of severity {graver.aggravated.to}, but is {graver.severity}"
    values[f"issue:{graver.id}"] = None
    (said,) = mismatches({"severities": {graver.id: graver.severity}}, rulebook, values)
    assert said.endswith("but is no breach")


@pytest.mark.parametrize(
    ("content", "said"),
    [([], "a mapping"), ({"no-such-rule": "serious"}, "no issue or duty is called"), ({"RULE": "dire"}, "no severity")],
)
def test_what_cannot_be_expected_is_said(rulebook, graver, content, said):
    named = {graver.id if name == "RULE" else name: value for name, value in content.items()} if content else content
    (found,) = mismatches({"severities": named}, rulebook, {})
    assert said in found


def test_a_case_file_names_issues_and_duties_only(rulebook, graver):
    duty = next(iter(rulebook.duties))
    case_from_plain({"expect": {"severities": {graver.id: "serious", duty: "breach"}}}, rulebook)
    with pytest.raises(CaseError, match="nothing of this name"):
        case_from_plain({"expect": {"severities": {"release": "serious"}}}, rulebook)
