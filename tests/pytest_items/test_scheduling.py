"""pytest-xdist distributes whole labs."""

from __future__ import annotations

import pytest

from tests.pytest_items.fake_runs import MUTANT, project, runs

pytestmark = pytest.mark.slow

pytest_plugins = ["pytester"]
LABS = ["letters", "letters (mutant: one is two)", "numbers", MUTANT]


@pytest.mark.parametrize("distribution", [[], ["--dist", "load"], ["--dist", "loadscope"], ["--dist", "loadgroup"]])
def test_workers_get_whole_labs(pytester: pytest.Pytester, distribution: list[str]) -> None:
    project(pytester, {"numbers": {"one is one": "failed"}}, "numbers", "letters")
    result = pytester.runpytest_subprocess("scenarios", "-n", "2", *distribution)
    result.assert_outcomes(passed=9, failed=1)
    result.stdout.fnmatch_lines(["5, not 1", "*= labs =*", "*report: lab-runs/numbers-1/report.html"])
    assert sorted(runs(pytester)) == LABS


def test_workers_that_would_split_a_lab(pytester: pytest.Pytester) -> None:
    path = project(pytester, {})
    (path / "far" / "away").mkdir(parents=True)
    (path / "scenarios").rename(path / "far" / "away" / "scenarios")
    result = pytester.runpytest_subprocess("far", "-n", "2")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["several workers would start this lab; give the folder of scenarios itself"])
    assert not (path / "runs.txt").exists()


def test_workers_get_other_tests_too(pytester: pytest.Pytester) -> None:
    project(pytester, {})
    pytester.makepyfile("def test_a(): pass\ndef test_b(): pass")
    pytester.runpytest_subprocess(".", "-n", "2").assert_outcomes(passed=7)
    assert sorted(runs(pytester)) == ["numbers", MUTANT]
