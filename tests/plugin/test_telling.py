from __future__ import annotations

import pytest

from tests.plugin.pretended import MUTANT, project

pytest_plugins = ["pytester"]


def test_what_failed_is_told_in_text(pytester: pytest.Pytester) -> None:
    project(pytester, {"numbers": {"one is one": "failed", "there is one": "undecided"}})
    result = pytester.runpytest("scenarios", "-m", "not mutant", "-p", "no:randomly")
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(
        [
            "lab: *, reports go to lab-runs",
            "*numbers: there is one*",
            "undecided: 5, not 1",
            "  step      asked",
            "  expected  every series == 1",
            "  seen      1 series: 5",
            "  off       5, not 1",
            "  reason    wrong_value",
            "  where     scenarios/numbers/scenario.yaml:8:7",
            "  try       look at the rule",
            "  report    lab-runs/numbers-1/report.html",
            "*numbers: one is one*",
            "5, not 1",
            "*= labs =*",
            "numbers  passed 1 of 3 in 1.5 s; 1 failed, 1 undecided",
            "         report: lab-runs/numbers-1/report.html",
            "FAILED scenarios/numbers/scenario.yaml::there is one - Failed: un*",
        ]
    )
    result.stdout.no_fnmatch_line("*.py*:*")


def test_a_good_lab_is_a_line(pytester: pytest.Pytester) -> None:
    project(pytester, {})
    result = pytester.runpytest("scenarios")
    result.assert_outcomes(passed=5)
    result.stdout.fnmatch_lines(
        [
            "numbers                       passed 3 of 3 in 1.5 s",
            f"{MUTANT}  mutant noticed: one is two; 1 of 1 failed as planned, no surprise, in 1.5 s",
        ]
    )
    result.stdout.no_fnmatch_line("*report: *")


def test_what_is_not_applicable_is_skipped_with_its_reason(pytester: pytest.Pytester) -> None:
    project(pytester, {"numbers": {"one is one": "not_applicable"}})
    result = pytester.runpytest("scenarios", "-m", "not mutant", "-rs")
    result.assert_outcomes(passed=2, skipped=1)
    result.stdout.fnmatch_lines(["SKIPPED*: 1 series: 5"])


def test_what_is_not_applicable_fails_when_asked_to(pytester: pytest.Pytester) -> None:
    project(pytester, {"numbers": {"one is one": "not_applicable"}})
    result = pytester.runpytest("scenarios", "-m", "not mutant", "--lab-strict")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["not applicable: 5, not 1"])


@pytest.mark.parametrize(
    ("said", "failed", "words"),
    {
        "passes though it must fail": ({"one is one": "passed"}, 1, ["surprise: passed: 5, not 1", "  planned   to*"]),
        "another fails": ({"two is not three": "failed"}, 1, ["also failed: two is not three", "surprise: failed: *"]),
        "another may fail": ({"there is one": "failed"}, 0, []),
        "was never judged": ({"one is one": "missing"}, 1, ["was never judged"]),
    }.values(),
)
def test_a_mutant_must_do_what_it_plans(
    pytester: pytest.Pytester, said: dict[str, str], failed: int, words: list[str]
) -> None:
    project(pytester, {MUTANT: said})
    result = pytester.runpytest("scenarios", "-m", "mutant")
    result.assert_outcomes(passed=2 - failed, failed=failed)
    result.stdout.fnmatch_lines(words)


def test_a_lab_that_cannot_run_is_told_once(pytester: pytest.Pytester) -> None:
    project(pytester, {"numbers": "no engine"})
    result = pytester.runpytest("scenarios", "-m", "not mutant")
    result.assert_outcomes(errors=3)
    result.stdout.fnmatch_lines(
        [
            "not run: there is no engine",
            "  | dial unix: refused",
            "  | really",
            "  try       start one",
            "not run: there is no engine (told in full by *",
            "numbers  not run: there is no engine",
        ]
    )
    # In CI pytest repeats whole messages in its closing summary.
    told, _, _ = result.stdout.str().partition("short test summary info")
    assert told.count("dial unix") == 1
    assert (pytester.path / "runs.txt").read_text() == "numbers\n"


def test_a_fault_of_ours_says_where_its_log_is(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAB_STATE", str(pytester.path / "state"))
    project(pytester, {"numbers": "fault"})
    result = pytester.runpytest("scenarios", "-m", "not mutant")
    result.assert_outcomes(errors=3)
    result.stdout.fnmatch_lines(["not run: a fault in lab itself: ZeroDivisionError: in lab"])
    assert "ZeroDivisionError" in (pytester.path / "state" / "fault.log").read_text()
