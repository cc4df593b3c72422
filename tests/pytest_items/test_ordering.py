"""Each lab runs once and its items stay together, whatever shuffles or distributes them."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from lab.errors import Place
from lab.language import reasons
from lab.plan.actions import LoadPlan
from lab.plan.model import EarlyFailure, LabPlan, MutantPlan, StepPlan
from lab.pytest_items.ordering import expected_s
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
