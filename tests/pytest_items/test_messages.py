from __future__ import annotations

import pytest

from tests.pytest_items.fake_runs import MUTANT, project

pytest_plugins = ["pytester"]


def test_verdict_message(pytester: pytest.Pytester) -> None:
    project(pytester, {"numbers": {"one is one": "failed", "there is one": "undecided"}})
    result = pytester.runpytest("scenarios", "-m", "not mutant", "-p", "no:randomly")
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(
        [
            "lab: *, reports go to lab-runs",
            "*numbers: there is one*",
            "undecided: 5, not 1",
            "  step        asked",
            "  expected    every series == 1",
            "  actual      1 series: 5",
            "  difference  5, not 1",
            "  reason      wrong_value",
            "  where       scenarios/numbers/scenario.yaml:8:7",
            "  hint        look at the rule",
            "  report      lab-runs/numbers-1/report.html",
            "*numbers: one is one*",
            "5, not 1",
            "*= labs =*",
            "numbers  1 of 3 expectations passed in 1.5 s; 1 failed, 1 undecided",
            "         report: lab-runs/numbers-1/report.html",
            "FAILED scenarios/numbers/scenario.yaml::there is one - Failed: un*",
        ]
    )
    result.stdout.no_fnmatch_line("*.py*:*")


def test_not_applicable_is_skipped(pytester: pytest.Pytester) -> None:
    project(pytester, {"numbers": {"one is one": "not_applicable"}})
    result = pytester.runpytest("scenarios", "-m", "not mutant", "-rs")
    result.assert_outcomes(passed=2, skipped=1)
    result.stdout.fnmatch_lines(["SKIPPED*: 1 series: 5"])


def test_not_applicable_fails_with_lab_strict(pytester: pytest.Pytester) -> None:
    project(pytester, {"numbers": {"one is one": "not_applicable"}})
    result = pytester.runpytest("scenarios", "-m", "not mutant", "--lab-strict")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["not applicable: 5, not 1"])


@pytest.mark.parametrize(
    ("results", "failed", "lines"),
    {
        "passes though it must fail": (
            {"one is one": "passed"},
            1,
            ["unexpected result: passed: 5, not 1", "  planned     to*"],
        ),
        "another fails": (
            {"two is not three": "failed"},
            1,
            ["also failed: two is not three", "unexpected result: failed: *"],
        ),
        "another may fail": ({"there is one": "failed"}, 0, []),
        "was never judged": ({"one is one": "missing"}, 1, ["was never judged"]),
    }.values(),
)
def test_unexpected_message(pytester: pytest.Pytester, results: dict[str, str], failed: int, lines: list[str]) -> None:
    project(pytester, {MUTANT: results})
    result = pytester.runpytest("scenarios", "-m", "mutant")
    result.assert_outcomes(passed=2 - failed, failed=failed)
    result.stdout.fnmatch_lines(lines)


def test_not_run_message_in_full_once(pytester: pytest.Pytester) -> None:
    project(pytester, {"numbers": "no engine"})
    result = pytester.runpytest("scenarios", "-m", "not mutant")
    result.assert_outcomes(errors=3)
    result.stdout.fnmatch_lines(
        [
            "not run: there is no engine",
            "  | dial unix: refused",
            "  | really",
            "  hint        start one",
            "not run: there is no engine (in full at the first item of this lab)",
            "numbers  not run: there is no engine",
        ]
    )
    # In CI pytest repeats whole messages in its closing summary.
    output, _, _ = result.stdout.str().partition("short test summary info")
    assert output.count("dial unix") == 1
    assert (pytester.path / "runs.txt").read_text() == "numbers\n"


def test_not_run_message_of_an_internal_error(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAB_STATE", str(pytester.path / "state"))
    project(pytester, {"numbers": "bug"})
    result = pytester.runpytest("scenarios", "-m", "not mutant")
    result.assert_outcomes(errors=3)
    result.stdout.fnmatch_lines(["not run: internal error: ZeroDivisionError: in lab"])
    assert "ZeroDivisionError" in (pytester.path / "state" / "internal-error.log").read_text()
