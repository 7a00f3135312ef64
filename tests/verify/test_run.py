"""What was proved is kept and undone by what it rests on; two rulebooks are compared; the commands say so."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

pytest.importorskip("z3")

from habeas.case.read import read_case_text
from habeas.cli.main import app
from habeas.evaluate.atoms import atom_values
from habeas.evaluate.proof import evaluate
from habeas.evaluate.verdicts import duty_verdict, verdict
from habeas.logic.from_rulebook import compile_plan
from habeas.rulebook.files import read_folder
from habeas.rulebook.load import load_files
from habeas.verify import solver
from habeas.verify.diff import Side, differences
from habeas.verify.run import verify_rulebook
from habeas.verify.text import case_text
from habeas.verify.theorems import atoms_that_name_a_state, steps_outside_kleene

HERE = Path(__file__).parent
RUN = CliRunner()


@pytest.fixture
def base():
    return read_folder(HERE / "base")


@pytest.fixture(autouse=True)
def own_proofs(tmp_path, monkeypatch):
    monkeypatch.setenv("HABEAS_CACHE", str(tmp_path / "cache"))


def quiet(text: str) -> None:
    pass


def test_what_was_proved_is_not_proved_again(base):
    first, second = (verify_rulebook(load_files(base), quiet) for _ in range(2))
    assert set(first.counts) == {"by proof", "by shape"}
    assert second.counts == {"known from before": first.counts["by proof"], "by shape": first.counts["by shape"]}
    assert len(second.results) == len(first.results)


def test_a_changed_rule_undoes_only_what_rests_on_it(base):
    before = verify_rulebook(load_files(base), quiet)
    changed = {**base, "war.md": base["war.md"].replace(b"as-of > 3]", b"as-of > 4]")}
    after = verify_rulebook(load_files(changed), quiet)
    assert 0 < after.counts["by proof"] < len(before.results) / 2
    assert not after.defects


def test_a_changed_concept_undoes_what_rests_on_it(base):
    verify_rulebook(load_files(base), quiet)
    changed = {
        **base,
        "war.md": base["war.md"].replace(b"when: captive.kind is miller", b"when: captive.kind is rider"),
    }
    after = verify_rulebook(load_files(changed), quiet)
    assert "not-exclusive" in {result.obligation.code for result in after.defects}


def test_a_damaged_cache_is_no_cache(base, tmp_path):
    verify_rulebook(load_files(base), quiet)
    for file in (tmp_path / "cache").glob("proofs-*"):
        file.write_text("{")
    assert "known from before" not in verify_rulebook(load_files(base), quiet).counts


def sides(base, old: bytes, new: bytes, **pinned):
    after = {**base, "war.md": base["war.md"].replace(old, new)}
    assert old == new or after != base
    return [Side("before", load_files(base), {}), Side("after", load_files(after), pinned)]


def test_a_rulebook_is_proved_equivalent_to_itself(base):
    changes = list(differences(*sides(base, b"", b"")))
    assert {change.kind for change in changes} == {"same"}
    assert len(changes) == 5


def test_other_words_for_the_same_are_proved_equivalent(base):
    old, new = b"  none: [captive.freed]", b"  any: [not captive.freed, {all: [not captive.freed, captive.old]}]"
    assert {change.kind for change in differences(*sides(base, old, new))} == {"same"}


CHANGES = {
    "a longer time": (b"as-of > 3]", b"as-of > 4]", {"captive.commoner-held"}),
    "a month for thirty days": (b"within: 30 days", b"within: 1 months", {"captive.set-free"}),
    "no exception": (b"when: captive.old", b"when: {all: [captive.old, captive.oath]}", {"captive.commoner-held"}),
    "another source": (b"binding: [TM 1]", b"binding: [CM 1]", set()),
}


@pytest.mark.parametrize(("old", "new", "changed"), CHANGES.values(), ids=CHANGES)
def test_each_change_is_shown_by_a_case(base, old, new, changed):
    both = sides(base, old, new)
    changes = [change for change in differences(*both) if change.kind != "same"]
    assert {change.id for change in changes} == changed
    for change in changes:
        assert change.kind == "differs"
        told = [said(side.rulebook, change) for side in both]
        assert told == [change.before, change.after]
        assert told[0] != told[1]


def said(rulebook, change) -> str:
    case = read_case_text(case_text(change.case), rulebook)
    plan = compile_plan(rulebook)
    values = evaluate(plan, atom_values(plan, rulebook, case))
    return (
        duty_verdict(change.id, values)
        if change.finding == "duty"
        else verdict(values[f"{change.finding}:{change.id}"])
    )


def test_a_rule_that_is_gone_or_new_is_named(base):
    both = sides(base, b"captive.commoner-held", b"captive.miller-held")
    kinds = {change.id: change.kind for change in differences(*both)}
    assert kinds["captive.commoner-held"] == "only before"
    assert kinds["captive.miller-held"] == "only after"


def test_the_theorems_hold_of_the_rulebook_that_ships(plan):
    assert not list(steps_outside_kleene(plan))
    assert not list(atoms_that_name_a_state(plan))


def test_verify_proves_when_asked(tmp_path):
    broken = tmp_path / "broken"
    broken.mkdir()
    for name, content in {**read_folder(HERE / "base")}.items():
        (broken / name).write_bytes(content)
    assert RUN.invoke(app, ["rules", "verify", "--rulebook", str(broken), "--prove"]).exit_code == 0
    (broken / "more.md").write_bytes((HERE / "broken" / "clash-of-two-tables.md").read_bytes())
    assert RUN.invoke(app, ["rules", "verify", "--rulebook", str(broken)]).exit_code == 0
    result = RUN.invoke(app, ["rules", "verify", "--rulebook", str(broken), "--prove", "--cases", str(tmp_path / "c")])
    assert result.exit_code == 2
    assert "clash: exile-of-oathbound, exile-of-warriors" in result.output
    assert [file.name for file in (tmp_path / "c").iterdir()] == ["001-clash.yaml"]


def test_diff_says_whether_anything_changes(tmp_path):
    base = str(HERE / "base")
    assert RUN.invoke(app, ["rules", "diff", base]).exit_code == 0
    assert RUN.invoke(app, ["rules", "diff", base, str(tmp_path / "nowhere")]).exit_code != 0


def test_without_the_solver_the_rest_still_works(monkeypatch):
    monkeypatch.setattr(solver, "find_spec", lambda name: None)
    base = str(HERE / "base")
    assert RUN.invoke(app, ["rules", "verify", "--rulebook", base]).exit_code == 0
    result = RUN.invoke(app, ["rules", "verify", "--rulebook", base, "--prove"])
    assert result.exit_code == 2
    assert "z3-solver" in result.output
