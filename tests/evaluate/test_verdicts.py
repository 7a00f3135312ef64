"""What values of nodes mean: for a rule, for a duty, for a course."""

from itertools import product

import pytest

from habeas.evaluate.verdicts import (
    NAMED_KINDS,
    course_outcome,
    dispositions_on,
    duty_verdict,
    incompatible,
    node_of,
    severity_of,
    verdict,
)

DUTY = "guest-fed-in-time"
PERMITTED, CONSENT, REQUIRED, PROHIBITED = "permitted", "permitted-with-consent", "required", "prohibited"


def test_a_value_is_a_verdict():
    assert [verdict(value) for value in (True, None, False)] == ["established", "open", "excluded"]


def expected_of_a_duty(applies, met, breached):
    """Table of docs/semantics.md: a duty must apply; a breach outweighs; pending means neither met nor breached."""
    if applies is not True:
        return {None: "open", False: "excluded"}[applies]
    if breached:
        return "breached"
    if met:
        return "met"
    return "pending" if (met, breached) == (False, False) else "open"


@pytest.mark.parametrize(("applies", "met", "breached"), list(product((True, False, None), repeat=3)))
def test_a_duty(applies, met, breached):
    values = {f"duty:{DUTY}": applies, f"met:{DUTY}": met, f"breached:{DUTY}": breached}
    assert duty_verdict(DUTY, values) == expected_of_a_duty(applies, met, breached)


@pytest.mark.parametrize(
    ("verdicts", "clash"),
    [
        (set(), False),
        ({PROHIBITED}, False),
        ({PERMITTED, REQUIRED, CONSENT}, False),
        ({PROHIBITED, PERMITTED}, True),
        ({PROHIBITED, REQUIRED}, True),
        ({PROHIBITED, CONSENT, REQUIRED}, True),
    ],
)
def test_what_is_prohibited_can_be_nothing_else(verdicts, clash):
    assert incompatible(verdicts) is clash


def outcome(marches, rules, course="release"):
    """The outcome of a course on which there are these rules: verdict and value of each."""
    one = marches.dispositions["guest-leaves"]
    table = {f"r{n}": one.model_copy(update={"id": f"r{n}", "verdict": said}) for n, (said, _) in enumerate(rules)}
    other = one.model_copy(update={"id": "other", "course": "exile", "verdict": PROHIBITED})
    values = {f"disposition:r{n}": value for n, (_, value) in enumerate(rules)} | {"disposition:other": True}
    return course_outcome(course, marches.model_copy(update={"dispositions": {**table, "other": other}}), values)


@pytest.mark.parametrize(
    ("rules", "wanted"),
    [
        ([], "none"),
        ([(PERMITTED, False)], "none"),
        ([(PERMITTED, None)], "open"),
        ([(PROHIBITED, None)], "open"),
        ([(PERMITTED, True)], PERMITTED),
        ([(CONSENT, True)], CONSENT),
        ([(CONSENT, True), (PERMITTED, True)], CONSENT),
        ([(PERMITTED, True), (REQUIRED, True)], REQUIRED),
        ([(CONSENT, True), (REQUIRED, True)], REQUIRED),
        ([(PROHIBITED, True)], PROHIBITED),
        ([(PERMITTED, True), (REQUIRED, None)], PERMITTED),
        ([(PERMITTED, True), (PROHIBITED, None)], "open"),
        ([(CONSENT, True), (PROHIBITED, None)], "open"),
        ([(REQUIRED, True), (PROHIBITED, None)], REQUIRED),
        ([(PERMITTED, True), (PROHIBITED, False)], PERMITTED),
        ([(PROHIBITED, True), (PERMITTED, None)], PROHIBITED),
        ([(PROHIBITED, True), (PERMITTED, True)], "conflict"),
        ([(PROHIBITED, True), (REQUIRED, True)], "conflict"),
    ],
)
def test_a_course(marches, rules, wanted):
    assert outcome(marches, rules) == wanted


def test_rules_on_another_course_do_not_count(marches):
    assert outcome(marches, [(PERMITTED, True)], "exile") == PROHIBITED
    assert [rule.id for rule in dispositions_on("release", marches)] == ["guest-leaves"]
    assert dispositions_on("exile", marches) == []


def test_a_name_is_looked_up_in_a_fixed_order():
    for number, kind in enumerate(NAMED_KINDS):
        assert node_of("x", {f"{other}:x" for other in NAMED_KINDS[number:]}) == f"{kind}:x"
    assert node_of("x", {"issue:xx", "until:x", "x"}) is None
    assert NAMED_KINDS[:2] == ("issue", "duty")


def test_the_gravity_of_an_issue(marches):
    kept = marches.issues["guest-kept"]
    assert (kept.severity, kept.aggravated.to) == ("serious", "grave-breach")
    for stands, graver in product((True, False, None), repeat=2):
        values = {"issue:guest-kept": stands, "aggravation:guest-kept": graver}
        wanted = ("grave-breach" if graver else "serious") if stands else None
        assert severity_of("guest-kept", marches, values) == wanted
    assert severity_of("barred-at-all", marches, {"issue:barred-at-all": True}) == "breach"


def test_the_gravity_of_a_breached_duty(marches):
    values = {f"duty:{DUTY}": True, f"met:{DUTY}": False, f"breached:{DUTY}": True}
    assert severity_of(DUTY, marches, values) == "breach"
    assert severity_of(DUTY, marches, values | {f"breached:{DUTY}": None}) is None
    assert severity_of(DUTY, marches, values | {f"duty:{DUTY}": None}) is None
