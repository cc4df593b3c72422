"""Recorded exit code, process exit code, outcome in the reports and result of pytest agree for every run."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

from lab.cli.report import report
from lab.record.run_record import RunRecord
from lab.report.ci.step_summary import step_summary
from lab.report.saved_runs import read_record
from tests.pytest_items.fake_runs import MUTANT, project

pytest_plugins = ["pytester"]

PLANNED, ANOTHER, MAY_FAIL = "one is one", "two is not three", "there is one"
PLAIN = {
    "passed": ({}, 0, "passed"),
    "failed": ({PLANNED: "failed"}, 1, "failed"),
    "undecided": ({PLANNED: "undecided"}, 1, "failed"),
    "not applicable": ({PLANNED: "not_applicable"}, 0, "passed"),
    "did not start": ("error", 4, "could not start"),
    "failed at its end, with everything judged": ("error after all", 4, "could not start"),
}
OF_MUTANTS = {
    "killed": ({}, 0, "killed"),
    "killed, and what may fail did": ({MAY_FAIL: "failed"}, 0, "killed"),
    "survived": ({PLANNED: "passed"}, 1, "survived"),
    "wrong reason": ({PLANNED: "failed: no_series"}, 1, "unexpected result"),
    "another failed": ({ANOTHER: "failed"}, 1, "unexpected result"),
    "never judged": ({PLANNED: "missing"}, 1, "unexpected result"),
    "not applicable": ({PLANNED: "not_applicable"}, 0, "not applicable"),
    "did not start": ("error", 4, "could not start"),
    "failed at its end, with everything judged": ("error after all", 4, "could not start"),
}
STRICT = {
    "passed": ({}, 0, "passed"),
    "not applicable": ({PLANNED: "not_applicable"}, 1, "failed"),
}


def agree(pytester: pytest.Pytester, results: object, label: str, code: int, outcome: str, *options: str) -> None:
    project(pytester, {label: results})
    marker = "mutant" if label == MUTANT else "not mutant"
    result = pytester.runpytest("scenarios", "-m", marker, *options)
    record = read_record(pytester.path / "lab-runs" / "numbers-1" / "run.json")
    assert (record.exit_code, record.result.exit_code) == (code, code)
    assert process_exit_code(pytester.path) == code
    assert (str(record.result.outcome), record.passed) == (outcome, code == 0)
    assert (result.ret == 0) is (code == 0)
    assert outcome_in_summary(record) == outcome


def process_exit_code(folder: Path) -> int:
    with pytest.raises(typer.Exit) as exited:
        report(str(folder / "lab-runs" / "numbers-1"))
    return exited.value.exit_code


def outcome_in_summary(record: RunRecord) -> str:
    row = next(line for line in step_summary([record, record]).splitlines() if line.startswith("| numbers"))
    return row.split(" | ")[1].strip("*")


@pytest.mark.parametrize(("results", "code", "outcome"), PLAIN.values(), ids=PLAIN)
def test_outcomes_of_a_plain_run_agree(pytester: pytest.Pytester, results: object, code: int, outcome: str) -> None:
    agree(pytester, results, "numbers", code, outcome)


@pytest.mark.parametrize(("results", "code", "outcome"), OF_MUTANTS.values(), ids=OF_MUTANTS)
def test_outcomes_of_a_mutant_agree(pytester: pytest.Pytester, results: object, code: int, outcome: str) -> None:
    agree(pytester, results, MUTANT, code, outcome)


@pytest.mark.parametrize(("results", "code", "outcome"), STRICT.values(), ids=STRICT)
def test_outcomes_of_a_strict_run_agree(pytester: pytest.Pytester, results: object, code: int, outcome: str) -> None:
    agree(pytester, results, "numbers", code, outcome, "--lab-strict")
