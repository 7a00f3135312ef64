"""The command line from outside: output, exit codes, and what it says when something is wrong."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from habeas.rulebook.folders import own_cases

TEACHER = own_cases() / "teaching" / "the-teacher.yaml"


def habeas(*arguments: str | Path, text: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "habeas", *map(str, arguments)]
    return subprocess.run(command, input=text, capture_output=True, text=True, encoding="utf-8", check=False)


def test_check_prints_findings_with_articles_to_stdout():
    done = habeas("check", TEACHER)
    assert done.returncode == 0
    assert "ISSUES THAT STAND" in done.stdout
    assert "GC IV" in done.stdout
    assert "never as no" in done.stdout
    assert "Traceback" not in done.stderr


def test_check_json_is_a_trace_with_a_receipt():
    done = habeas("check", TEACHER, "--format", "json")
    report = json.loads(done.stdout)
    assert report["format"] == "trace.v1"
    assert len(report["receipt"]["rulebook_hash"]) == 64
    assert report["receipt"]["as_of"] == "2024-08-01"
    assert {finding["verdict"] for finding in report["findings"]} >= {"established", "open", "excluded"}


def test_the_same_case_gives_the_same_bytes():
    first, second = (habeas("check", TEACHER, "--format", "json").stdout for _ in range(2))
    assert first == second


def test_check_markdown_has_tables():
    done = habeas("check", TEACHER, "--format", "md")
    assert done.stdout.startswith("# The teacher who kept teaching")
    assert "\n| " in done.stdout


def test_fail_on_gives_exit_code_one_only_when_it_stands():
    assert habeas("check", TEACHER, "--fail-on", "serious").returncode == 1
    empty = habeas("check", "-", "--fail-on", "advisory", "--as-of", "2024-01-01", text="id: blank\n")
    assert empty.returncode == 0, "a blank form establishes nothing"


def test_another_reading_is_taken_and_shown():
    done = habeas("check", TEACHER, "--format", "json", "--position", "occupation-begins=hague-strict")
    assert json.loads(done.stdout)["positions"]["occupation-begins"] == "hague-strict"


def test_without_a_date_today_is_taken_and_said():
    done = habeas("check", "-", text="id: blank\nfacts: {}\n")
    assert done.returncode == 0
    assert "checked for today" in done.stderr


def test_explain_shows_proof_and_sources():
    done = habeas("explain", TEACHER, "protected-person")
    assert done.returncode == 0
    assert "✓" in done.stdout
    assert "GC IV 4(1)" in done.stdout


WRONG = {
    "no such file": (["check", "nowhere.yaml"], "nowhere.yaml"),
    "a folder": (["check", "."], "."),
    "no such finding": (["explain", TEACHER, "protected-persn"], "Did you mean protected-person"),
    "no such rule": (["rules", "show", "prisoner-of-wor"], "Did you mean prisoner-of-war"),
    "no such option": (["check", TEACHER, "--formt", "json"], "--formt"),
    "no such format": (["check", TEACHER, "--format", "xml"], "xml"),
    "a bad date": (["check", TEACHER, "--as-of", "01/02/2024"], "01/02/2024"),
    "no such position": (["check", TEACHER, "--position", "ocupation-begins=functional"], "occupation-begins"),
    "no such account": (["check", TEACHER, "--account", "family"], "family"),
    "no such command": (["chek"], "chek"),
    "no rulebook": (["check", TEACHER, "--rulebook", "."], "no-rulebook"),
    "outside the rulebook": (["rules", "verify", "--only", "/tmp"], "not inside the rulebook"),
}


@pytest.mark.parametrize(("arguments", "said"), WRONG.values(), ids=WRONG.keys())
def test_bad_input_is_said_and_exits_with_two(arguments, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = habeas(*arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_misspelt_fact_is_named_with_the_nearest(tmp_path):
    file = tmp_path / "case.yaml"
    file.write_text("id: x\nfacts:\n  detention.begun_on: 2024-01-01\n", encoding="utf-8")
    done = habeas("check", file)
    assert done.returncode == 2
    assert "case.yaml:3" in done.stderr
    assert "detention.began_on" in done.stderr


def test_one_bad_file_does_not_keep_the_others_from_being_checked(tmp_path):
    bad = tmp_path / "bad.yaml"
    bad.write_text("facts: {detention.began_on: 2024-13-01}\n", encoding="utf-8")
    done = habeas("check", bad, TEACHER, "--format", "json")
    assert done.returncode == 2
    assert [report["title"] for report in json.loads(done.stdout)] == ["The teacher who kept teaching"]
    assert "bad.yaml:1: impossible-date" in done.stderr
    assert "1 of 2 cases were checked" in done.stderr


def test_rules_list_and_show():
    listed = habeas("rules", "list", "positions")
    assert "occupation-begins" in listed.stdout
    shown = habeas("rules", "show", "prisoner-of-war")
    assert "GC III 4A(1)" in shown.stdout


def test_rules_verify_is_clean():
    done = habeas("rules", "verify")
    assert done.stdout == ""
    assert done.returncode == 0


def test_demo_runs():
    done = habeas("demo")
    assert done.returncode == 0
    assert "Proof" in done.stdout


def test_version():
    assert habeas("--version").stdout.startswith("habeas ")
