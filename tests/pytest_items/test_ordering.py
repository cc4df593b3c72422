"""Each lab runs once and its items stay together, whatever shuffles or distributes them."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from lab.errors import Place
from lab.language import reasons
from lab.plan.actions import LoadPlan
from lab.plan.model import EarlyFailure, LabPlan, MutantPlan, StepPlan
from lab.pytest_items.ordering import expected_s, hyphenate, hyphenate_expression
from tests.pytest_items.fake_runs import MUTANT, project, runs
from tests.run.scripted import check

pytest_plugins = ["pytester"]
LABS = ["letters", "letters (mutant: one is two)", "numbers", MUTANT]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_group_by_lab_after_shuffling(pytester: pytest.Pytester, seed: int) -> None:
    project(pytester, {}, "numbers", "letters")
    result = pytester.runpytest("scenarios", "-v", f"--randomly-seed={seed}")
    result.assert_outcomes(passed=10)
    labs = [line.split(" PASSED")[0].rpartition("::")[0] for line in result.outlines if " PASSED" in line]
    assert sum(1 for before, after in pairwise(labs) if before != after) == 3
    names = [line.split(" PASSED")[0] for line in result.outlines if "numbers/scenario.yaml::t" in line]
    assert [name.rpartition("::")[2] for name in names if "mutant" not in name] == ["there is one", "two is not three"]
    assert sorted(runs(pytester)) == LABS


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


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("", ""),
        ("prom-pull", "prom-pull"),
        ("requests are counted", "requests-are-counted"),
        ("requests are counted and not mutant", "requests-are-counted and not mutant"),
        ("not (one is two or a.b[c] d)", "not ( one-is-two or a.b[c]-d )"),
        ("'a b'", "'a b'"),
    ],
)
def test_hyphenate_expression(expression: str, expected: str) -> None:
    assert hyphenate_expression(expression) == expected


def test_hyphenate() -> None:
    assert hyphenate("the team is notified: twice, really") == "the-team-is-notified:-twice-really"


PLACE = Place("scenario.yaml", 1, 1)
FAILS = replace(check("it is counted", within=30.0), miss=EarlyFailure(8.0, reasons.NO_SERIES))


def plan_of(*steps: StepPlan, mutant: MutantPlan | None = None) -> LabPlan:
    return LabPlan("x", "x", "x", (), steps, (), "", mutant)


def test_expected_s_counts_loads() -> None:
    load = LoadPlan.__new__(LoadPlan)
    object.__setattr__(load, "seconds", 5.0)
    assert expected_s(plan_of(StepPlan("load", PLACE, load, (), (), ()))) == 5.0


def test_expected_s_counts_the_longest_planned_failure_of_a_step() -> None:
    mutant = MutantPlan("m", {"it is counted": reasons.NO_SERIES}, ())
    step = StepPlan("asked", PLACE, None, (), (), (FAILS, check("up", within=60.0)))
    assert expected_s(plan_of(step, mutant=mutant)) == 8.0
    assert expected_s(plan_of(step)) == 1.0
