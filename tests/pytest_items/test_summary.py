from __future__ import annotations

import pytest

from lab.pytest_items.labs import FinishedRun, NotRun
from lab.pytest_items.summary import properties
from tests.plan.planned import planned
from tests.pytest_items.fake_runs import MUTANT, project
from tests.record.example_record import judged, record, verdict

pytest_plugins = ["pytester"]


def test_properties_of_a_run_that_passed() -> None:
    run = FinishedRun(record(*judged(verdict("it is counted"))), "lab-runs/shop-1/report.html", "lab-shop-1")
    facts = dict(properties(planned(), run))
    assert (facts["lab"], facts["lab_report"]) == ("shop", "lab-runs/shop-1/report.html")
    assert (facts["lab_passed"], facts["lab_kept"]) == ("yes", "lab-shop-1")


def test_properties_of_a_lab_that_could_not_run() -> None:
    assert properties(planned(), NotRun("no engine\nanswers")) == [
        ("lab", "shop"),
        ("lab_sentence", "not run: no engine answers"),
    ]


def test_print_runs_passed(pytester: pytest.Pytester) -> None:
    project(pytester, {})
    result = pytester.runpytest("scenarios")
    result.assert_outcomes(passed=5)
    result.stdout.fnmatch_lines(
        [
            "numbers                       3 of 3 expectations passed in 1.5 s",
            f"{MUTANT}  mutant killed: one is two; 1 of 1 planned failure in 1.5 s",
        ]
    )
    result.stdout.no_fnmatch_line("*report: *")


def test_print_runs_failed_ones_last(pytester: pytest.Pytester) -> None:
    project(pytester, {"a": {"one is one": "failed"}}, "a", "b")
    result = pytester.runpytest("scenarios", "-m", "not mutant")
    result.assert_outcomes(passed=5, failed=1)
    result.stdout.fnmatch_lines(["*= labs =*", "b  3 of 3 *", "a  2 of 3 *", "   report: lab-runs/a-1/report.html"])
