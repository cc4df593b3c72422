"""From the steps as written to steps that can be run: actions with their service, checks with their queries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Literal

from lab.errors import Place
from lab.plan.checks import check_plan
from lab.plan.doing import Doing
from lab.plan.model import CheckPlan, StepPlan
from lab.plan.surroundings import Surroundings
from lab.scenario.expectation import Expectation
from lab.scenario.model import Scenario, Step
from lab.scenario.strict_yaml import Document

When = Literal["wait", "throughout", "expect"]


def step_plans(scenario: Scenario, document: Document, doing: Doing, around: Surroundings) -> tuple[StepPlan, ...]:
    """Problems go to `around.problems`. A step may refer to its own load and to those of steps before it."""
    planned = []
    for index, step in enumerate(scenario.steps):
        # What is awaited comes before the step's own load, and so cannot refer to it.
        wait = _checks("wait", index, step, document, around)
        if step.load is not None:
            around.load = doing.loads.get(step.load.name)
            around.load_unknown = around.load is None
            around.earlier += step.load.for_
        planned.append(
            StepPlan(
                name=step.name,
                place=document.place(("steps", index, "name")),
                action=doing.action(step, index),
                wait=wait,
                throughout=_checks("throughout", index, step, document, around),
                expect=_checks("expect", index, step, document, around),
            )
        )
        around.earlier += max([step.within, *(e.within for e in step.expect.values() if e.within)])
    return tuple(planned)


def _checks(when: When, index: int, step: Step, document: Document, around: Surroundings) -> tuple[CheckPlan, ...]:
    expectations: Mapping[str, Expectation] = getattr(step, when)
    made = []
    for name, expectation in expectations.items():
        at = _places(document, index, when, name)
        check = check_plan(name, expectation, at, step.within, around, throughout=when == "throughout")
        if check is not None:
            made.append(replace(check, when=when))
    return tuple(made)


def _places(document: Document, *above: str | int) -> Callable[..., Place]:
    return lambda *below: document.place(("steps", *above, *below))
