"""Plans the steps of a scenario: their actions and checks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from lab.errors import Place
from lab.expectations.expectation import Expectation
from lab.expectations.plan_context import PlanContext
from lab.expectations.write import ROLE
from lab.language.strict_yaml import Document
from lab.plan.action_planner import ActionPlanner
from lab.plan.addressing import services_asked
from lab.plan.changes import rendered_files
from lab.plan.checks import check_plan
from lab.plan.model import CheckPlan, ServicePlan, StepPlan
from lab.plan.sent_writes import sent_write
from lab.scenario.model import Scenario, Step

When = Literal["wait", "throughout", "expect"]


def step_plans(
    scenario: Scenario, document: Document, actions: ActionPlanner, ctx: PlanContext
) -> tuple[StepPlan, ...]:
    """Reports problems to `ctx`. A step may refer to its own load and to those of earlier steps."""
    steps = []
    ctx = replace(ctx, writes=())
    files = rendered_files(actions.services)
    for index, step in enumerate(scenario.steps):
        # 'wait' comes before the action of its step, and cannot refer to it.
        checks = StepChecks(scenario, index, document, actions.services)
        ctx = replace(ctx, step_names=(*ctx.step_names, step.name))
        wait = checks.of("wait", ctx)
        ctx = _after_write(_after_load(ctx, step, actions), step)
        action, files = actions.plan(step, index, files)
        steps.append(
            StepPlan(
                name=step.name,
                place=document.place(("steps", index, "name")),
                action=action,
                wait=wait,
                throughout=checks.of("throughout", ctx),
                expect=checks.of("expect", ctx),
            )
        )
        deadlines = [step.within, *(e.within for e in step.expect.values() if e.within)]
        ctx = replace(ctx, earlier=ctx.earlier + max(deadlines))
    return tuple(steps)


def _after_load(ctx: PlanContext, step: Step, actions: ActionPlanner) -> PlanContext:
    if step.load is None:
        return ctx
    load = actions.loads.get(step.load.name)
    name = step.load.name
    names = (*ctx.load_names, name)
    return replace(ctx, load=load, load_name=name, load_names=names, earlier=ctx.earlier + step.load.for_)


def _after_write(ctx: PlanContext, step: Step) -> PlanContext:
    name = sent_write(step.call, ctx.answering.get(ROLE, ())) if step.call else None
    return ctx if name is None else replace(ctx, writes=(*(ctx.writes or ()), name))


@dataclass(frozen=True, slots=True)
class StepChecks:
    """Plans the expectations of the step at `index`."""

    scenario: Scenario
    index: int
    document: Document
    services: tuple[ServicePlan, ...]

    def of(self, when: When, ctx: PlanContext) -> tuple[CheckPlan, ...]:
        """Those that are checked `when`; problems are reported to `ctx`."""
        step = self.scenario.steps[self.index]
        expectations: Mapping[str, Expectation] = getattr(step, when)
        checks = []
        for name, expectation in expectations.items():
            at = self._place_below(when, name)
            check = check_plan(name, expectation, at, step.within, ctx, throughout=when == "throughout")
            if check is not None:
                ask = services_asked(expectation, check.spec, self.services, self.scenario.asked, at, ctx)
                checks.append(replace(check, when=when, ask=ask))
        return tuple(checks)

    def _place_below(self, *above: str) -> Callable[..., Place]:
        return lambda *below: self.document.place(("steps", self.index, *above, *below))
