"""From the steps as written to steps that can be run: actions with their service, checks with their queries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Literal

from lab.errors import Place
from lab.expectations.base import Expectation
from lab.expectations.plan_context import PlanContext
from lab.language.strict_yaml import Document
from lab.plan.action_planner import ActionPlanner
from lab.plan.checks import check_plan
from lab.plan.model import CheckPlan, StepPlan
from lab.scenario.model import Scenario, Step

When = Literal["wait", "throughout", "expect"]


def step_plans(
    scenario: Scenario, document: Document, actions: ActionPlanner, ctx: PlanContext
) -> tuple[StepPlan, ...]:
    """Problems go to `ctx.problems`. A step may refer to its own load and to those of steps before it."""
    planned = []
    for index, step in enumerate(scenario.steps):
        # What is awaited comes before the step's own load, and so cannot refer to it.
        wait = _checks("wait", index, step, document, ctx)
        if step.load is not None:
            ctx.load = actions.loads.get(step.load.name)
            ctx.load_unknown = ctx.load is None
            ctx.earlier += step.load.for_
        planned.append(
            StepPlan(
                name=step.name,
                place=document.place(("steps", index, "name")),
                action=actions.action(step, index),
                wait=wait,
                throughout=_checks("throughout", index, step, document, ctx),
                expect=_checks("expect", index, step, document, ctx),
            )
        )
        ctx.earlier += max([step.within, *(e.within for e in step.expect.values() if e.within)])
    return tuple(planned)


def _checks(when: When, index: int, step: Step, document: Document, ctx: PlanContext) -> tuple[CheckPlan, ...]:
    expectations: Mapping[str, Expectation] = getattr(step, when)
    made = []
    for name, expectation in expectations.items():
        at = _places(document, index, when, name)
        check = check_plan(name, expectation, at, step.within, ctx, throughout=when == "throughout")
        if check is not None:
            made.append(replace(check, when=when))
    return tuple(made)


def _places(document: Document, *above: str | int) -> Callable[..., Place]:
    return lambda *below: document.place(("steps", *above, *below))
