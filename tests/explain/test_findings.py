"""What a finding says: verdict, sources and why, what is missing and how, what it rests on, when it is due."""

import pytest

from habeas.case.read import case_from_plain
from habeas.explain.examine import Examiner


@pytest.fixture
def examine(examined):
    return lambda *facts, **sections: examined(*facts, **sections).report


def test_an_issue_that_stands_names_its_source_and_what_must_happen(examine):
    finding = examine({"guest.wishes_to_stay": "no"}).finding("guest-kept")
    assert (finding.verdict, finding.severity, finding.consequence) == ("established", "serious", "Open the door.")
    assert [(source.citation, source.applies) for source in finding.sources] == [("TM 2(1)", "established")]
    assert finding.missing == ()


def test_what_makes_it_grave_is_cited(examine):
    finding = examine({"guest.wishes_to_stay": "no", "horn.blown": "yes", "guest.fed": "no"}).finding("guest-kept")
    assert (finding.severity, finding.severity_note) == ("grave-breach", "CM 1")


@pytest.mark.parametrize(
    ("war", "horn", "cited"), [("yes", "yes", "CM 1, TM 2(1)"), ("unknown", "yes", "CM 1"), ("no", "yes", "CM 1")]
)
def test_of_a_grave_breach_only_what_certainly_binds_is_cited(marches, war, horn, cited):
    kept = marches.issues["guest-kept"]
    assert kept.aggravated
    both = (*kept.binding, *kept.aggravated.binding)
    graver = kept.aggravated.model_copy(update={"binding": both[::-1]})
    issue = kept.model_copy(update={"binding": kept.aggravated.binding, "aggravated": graver})
    book = marches.model_copy(update={"issues": {**marches.issues, "guest-kept": issue}})
    facts = {
        "war.declared": war,
        "horn.blown": horn,
        "horn.cracked": "no",
        "guest.fed": "no",
        "guest.role": "smith",
        "guest.came_on": "2130-02-01",
        "guest.wishes_to_stay": "no",
    }
    case = case_from_plain({"as-of": "2130-02-10", "facts": facts}, book)
    finding = Examiner(book).examine(case).report.finding("guest-kept")
    assert (finding.verdict, finding.severity, finding.severity_note) == ("established", "grave-breach", cited)


def test_a_source_that_does_not_apply_says_why(examine):
    finding = examine({"war.declared": "no", "guest.wishes_to_stay": "no"}).finding("guest-kept")
    assert finding.verdict == "excluded"
    assert [(source.applies, source.why) for source in finding.sources] == [("excluded", "At war: no")]


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (None, "unknown"),
        ("unknown", "unknown"),
        ("refused", "refused"),
        ("not applicable", "not applicable"),
        ({"accounts": {"guest": "no", "host": "yes"}}, "disputed"),
    ],
)
def test_a_missing_fact_says_in_which_way_it_is_missing(examine, answer, state):
    finding = examine({} if answer is None else {"guest.wishes_to_stay": answer}).finding("guest-kept")
    assert finding.verdict == "open"
    assert [(item.key, item.question, item.state) for item in finding.missing] == [
        ("guest.wishes_to_stay", "Does the guest wish to stay?", state)
    ]


def test_a_date_that_does_not_decide_is_too_vague(examine):
    finding = examine({"guest.came_on": "2130-02", "guest.wishes_to_stay": "no"}).finding("guest-kept")
    assert [(item.key, item.state) for item in finding.missing] == [("guest.came_on", "too vague")]


def test_exceptions_that_apply_or_could_are_named(examine):
    assert examine({"guest.wishes_to_stay": "no"}).finding("guest-kept").exceptions == ()
    defeated = examine({"guest.wishes_to_stay": "no", "horn.cracked": "yes"}).finding("guest-kept")
    assert (defeated.verdict, defeated.exceptions) == (
        "excluded",
        ("Nobody travels while the horn is cracked (applies)",),
    )
    waiting = examine({"guest.wishes_to_stay": "no", "horn.cracked": "unknown"}).finding("guest-kept")
    assert (waiting.verdict, waiting.exceptions) == ("open", ("Nobody travels while the horn is cracked (open)",))


def test_what_a_presumption_carries_is_marked(examine):
    report = examine({"guest.fed": "yes", "horn.blown": "unknown"})
    feast = {item.id: item for item in report.qualifications}["feast"]
    assert (feast.verdict, feast.presumed) == ("established", True)
    blown = examine({"guest.fed": "yes", "horn.blown": "yes"})
    assert not {item.id: item for item in blown.qualifications}["feast"].presumed


def test_a_finding_names_the_contested_point_it_turns_on(examine):
    finding = examine().finding("guest-leaves")
    assert [(item.position, item.reading, item.others) for item in finding.positions] == [
        ("length-of-feast", "three-days", {"seven-days": "excluded"})
    ]
    other = examine(positions={"length-of-feast": "seven-days"}).finding("guest-leaves")
    assert other.verdict == "excluded"
    assert [(item.default, item.others) for item in other.positions] == [(False, {"three-days": "established"})]


def test_accounts_that_would_settle_it_are_named(examine):
    told = {"guest.wishes_to_stay": {"accounts": {"guest": "no", "host": "yes"}}}
    report = examine(told)
    finding = report.finding("guest-kept")
    assert {item.account: item.verdict for item in finding.accounts} == {"guest": "established", "host": "excluded"}
    assert [(item.key, item.told) for item in report.disputes] == [
        ("guest.wishes_to_stay", {"guest": "no", "host": "yes"})
    ]


def test_findings_stand_before_what_is_open_and_the_grave_before_the_light(examine):
    report = examine({"guest.wishes_to_stay": "no", "horn.blown": "yes", "guest.fed": "no"})
    assert report.findings[0].id == "guest-kept"
    verdicts = [finding.verdict for finding in report.findings]
    assert verdicts.index("open") > verdicts.index("established")
    assert verdicts[-1] == "excluded"


@pytest.mark.parametrize(
    ("facts", "verdict", "due"),
    [
        ({}, "open", ("2130-02-03", "2130-02-03")),
        ({"guest.fed": "no"}, "breached", ("2130-02-03", "2130-02-03")),
        ({"guest.fed": "no", "guest.came_on": "2130-02-08"}, "pending", ("2130-02-10", "2130-02-10")),
        ({"guest.fed": "no", "guest.came_on": "2130-02-07"}, "breached", ("2130-02-09", "2130-02-09")),
        ({"guest.fed": "yes", "guest.fed_first_on": "2130-02-03"}, "met", ("2130-02-03", "2130-02-03")),
        ({"guest.fed": "yes", "guest.fed_first_on": "2130-02-04"}, "breached", ("2130-02-03", "2130-02-03")),
        ({"guest.fed": "no", "guest.came_on": "2130-02-05..2130-02-09"}, "open", ("2130-02-07", "2130-02-11")),
        ({"guest.fed": "no", "guest.came_on": "before 2130-02-05"}, "breached", ("", "2130-02-06")),
        ({"guest.role": "child"}, "excluded", ("2130-02-03", "2130-02-03")),
    ],
)
def test_a_duty_is_due_on_a_day_or_in_an_interval(examine, facts, verdict, due):
    finding = examine({"guest.role": "singer"} | facts).finding("guest-fed-in-time")
    assert finding.verdict == verdict
    assert (finding.deadline.limit, (finding.deadline.earliest, finding.deadline.latest)) == ("within 2 days", due)


def test_what_to_ask_next_leaves_out_what_was_refused(examine):
    asked = [question.asks.key for question in examine().questions]
    assert asked[0] == "guest.wishes_to_stay"
    refused = [question.asks.key for question in examine({"guest.wishes_to_stay": "refused"}).questions]
    assert "guest.wishes_to_stay" not in refused


def test_courses_have_one_verdict_and_what_carries_it(examine):
    course = next(course for course in examine().courses if course.course == "release")
    assert (course.outcome, course.rests_on) == ("permitted", ("guest-leaves",))


def test_a_yes_to_a_question_without_a_point_is_pointed_out(marches):
    gate = marches.facts["guest.fed"].model_copy(update={"ask_when": marches.issues["guest-kept"].when})
    book = marches.model_copy(update={"facts": {**marches.facts, "guest.fed": gate}})

    def notes(**facts):
        case = case_from_plain({"as-of": "2130-02-10", "facts": facts}, book)
        return Examiner(book).examine(case).report.notes

    (note,) = notes(**{"guest.fed": "yes", "guest.role": "singer"})
    assert "“Was the guest fed?” is answered with yes (guest.fed)" in note
    assert "What is the guest? — A singer" in note
    assert notes(**{"guest.fed": "no", "guest.role": "singer"}) == ()
    assert notes(**{"guest.fed": "yes"}) == ()


def test_the_receipt_names_what_the_findings_rest_on(examine, marches):
    report = examine()
    assert report.receipt.rulebook_hash == marches.hash
    assert report.receipt.as_of == "2130-02-10"
    assert report.receipt.facts_hash == examine().receipt.facts_hash != examine({"guest.fed": "no"}).receipt.facts_hash
    assert "proof" in report.receipt.engines
    with pytest.raises(KeyError):
        report.finding("nothing")
