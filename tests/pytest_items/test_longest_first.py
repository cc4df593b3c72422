from __future__ import annotations

from dataclasses import replace

from lab.errors import Place
from lab.language import reasons
from lab.plan.actions import LoadPlan
from lab.plan.model import EarlyFailure, LabPlan, MutantPlan, StepPlan
from lab.pytest_items.ordering import expected_s
from tests.run.scripted import check

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
