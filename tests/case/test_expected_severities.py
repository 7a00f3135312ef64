"""A case file may expect how grave an issue is, or the breach of a duty."""

import pytest

from habeas.case.errors import CaseError
from habeas.case.read import case_from_plain


def test_a_case_file_names_issues_and_duties_only(marches):
    case_from_plain({"expect": {"severities": {"guest-kept": "serious", "guest-fed-in-time": "breach"}}}, marches)
    with pytest.raises(CaseError, match="nothing of this name"):
        case_from_plain({"expect": {"severities": {"release": "serious"}}}, marches)
