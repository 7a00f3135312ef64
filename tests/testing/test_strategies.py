"""Each strategy gives what it promises, shrinks to what matters, and throws nothing away."""

import subprocess
import sys

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from habeas.case.model import Case
from habeas.testing.strategies import Cases, UnreachableError, mirrored

WORDS = {True: "established", False: "excluded", None: "open"}


def drawn(strategy, count: int = 100) -> list:
    found = []

    @settings(max_examples=count, database=None, derandomize=True)
    @given(strategy)
    def draw(value):
        found.append(value)

    draw()
    assert len(found) >= min(count, 30)
    return found


def test_any_case_decides_every_rule_both_ways(order_cases, order_values):
    seen = {name: set() for name in order_cases.pools.rules}
    for case in drawn(order_cases.any(), 400):
        values = order_values(case)
        for name in seen:
            seen[name].add(WORDS[values[name]])
    assert all(len(found) == 3 for found in seen.values()), seen


def test_complete_cases_know_every_fact(order_cases, own_cases):
    for cases in (order_cases, own_cases):
        keys = set(cases.pools.values)
        assert all(set(case.known) == keys for case in drawn(cases.complete(), 40))


def test_complete_cases_leave_nothing_open_but_dates(order_cases, order_values):
    for case in drawn(order_cases.complete()):
        values = order_values(case)
        assert values["exception:thief"] is not None
        vague = not all(case.known[key].exact for key in ("guest.kept_on", "kin.told_on"))
        assert vague or case.as_of is None or values["issue:guest-kept"] is not None


@pytest.mark.parametrize("finding", ["guest-kept", "thief-kept", "guest", "thief", "guest-leaves"])
def test_establishing_a_finding_establishes_it(order_cases, order_values, finding):
    name = next(name for name in order_cases.pools.rules if name.partition(":")[2] == finding)
    found = drawn(order_cases.establishing(finding))
    assert all(order_values(case)[name] is True for case in found)
    # The cone of the finding is chosen, the rest is free.
    assert finding != "guest" or len({case.known.get("kin.told") for case in found}) > 1


def test_establishing_a_duty_breaches_it(order_cases, order_values):
    for case in drawn(order_cases.establishing("tell-kin")):
        assert order_values(case)["breached:tell-kin"] is True


def test_findings_of_our_rules_can_be_established(own_cases, plan, atoms):
    from habeas.evaluate.proof import evaluate

    for finding in list(own_cases.rulebook.issues)[::40]:
        for case in drawn(own_cases.establishing(finding), 30):
            assert evaluate(plan, atoms(case))[f"issue:{finding}"] is True, finding


def test_what_cannot_stand_is_named(order):
    thief = order.exceptions["thief"].model_copy(update={"exception_to": ("guest-kept", "thief-kept")})
    broken = Cases(order.model_copy(update={"exceptions": {"thief": thief}, "examples": ()}))
    with pytest.raises(UnreachableError, match="thief-kept"):
        broken.establishing("thief-kept")
    with pytest.raises(UnreachableError, match="Did you mean guest-kept"):
        broken.near("guest-kapt")


def test_near_a_rule_each_condition_decides_it(order_cases, order_values):
    """MC/DC: for every condition there are two cases in which it alone makes the difference."""
    found = drawn(order_cases.near("guest-kept"), 400)
    values = [(order_values(case), case) for case in found]
    assert {value["issue:guest-kept"] for value, _ in values} == {True, False, None}
    only_exception = [v for v, _ in values if v["concept:guest"] is True and v["exception:thief"] is True]
    only_guest = [v for v, _ in values if v["concept:guest"] is False and v["exception:thief"] is False]
    assert only_exception and all(v["issue:guest-kept"] is False for v in only_exception)
    assert only_guest and all(v["issue:guest-kept"] is False for v in only_guest)


def test_pairs_differ_in_one_fact(order_cases):
    for before, after in drawn(order_cases.refined()):
        assert len(set(after.facts) - set(before.facts)) == 1
        assert all(after.facts[key] == answer for key, answer in before.facts.items())


def test_mirrored_pairs_are_mirrors(order_cases):
    for case, other in drawn(order_cases.mirrored()):
        assert mirrored(other) == case
        assert case.parties.holder != other.parties.holder


def test_a_failing_case_shrinks_to_the_facts_that_matter(order_cases, order_values):
    smallest = find(
        order_cases.any(),
        lambda case: order_values(case)["issue:guest-kept"] is True,
        settings=settings(database=None, max_examples=1_000),
    )
    assert {"guest.stole", "guest.kept_on"} < set(smallest.known)
    assert len(smallest.known) == 3  # and one of the two facts that make a guest
    assert not smallest.treaties and not smallest.positions


def test_hypothesis_builds_cases_by_type():
    """The entry point works in a process that imports nothing of ours but the type."""
    script = (
        "from hypothesis import given, settings, strategies as st\n"
        "from habeas.case.model import Case\n"
        "seen = []\n"
        "@settings(max_examples=5, database=None)\n"
        "@given(st.from_type(Case))\n"
        "def draw(case): seen.append(case)\n"
        "draw()\n"
        "assert seen and all(isinstance(case, Case) for case in seen)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr


def test_an_answer_is_one_of_the_vocabulary(order_cases):
    for key, answer in drawn(order_cases.answers()):
        assert answer.absence or answer.value in [value.value for value in order_cases.pools.values[key]]


@given(data=st.data())
def test_a_rulebook_without_examples_and_treaties_has_cases(data, order):
    bare = order.model_copy(update={"examples": (), "positions": {}, "participation": ()})
    assert isinstance(data.draw(Cases(bare).sparse()), Case)
