"""Plans one expectation: its check, its deadline, and the roles and services it needs."""

from __future__ import annotations

from lab.expectations.expectation import Expectation
from lab.expectations.plan_context import At, PlanContext
from lab.language.quantities import format_duration
from lab.plan.model import CheckPlan


def check_plan(
    name: str, expectation: Expectation, at: At, within: float, ctx: PlanContext, *, throughout: bool = False
) -> CheckPlan | None:
    """None when the expectation has problems, which are reported to `ctx`.

    `at` gives the place of the expectation, or of one of its keys. `within` is the deadline of the step in seconds; the
    expectation's own comes first.
    """
    before = len(ctx.problems)
    within = expectation.within or within
    if throughout and expectation.window():
        ctx.wrong(at(), "an expectation with a window cannot be checked throughout an action; move it to 'expect'")
    if expectation.window() > within:
        window, deadline = format_duration(expectation.window()), format_duration(within)
        what = f"it watches for {window} but must be decided within {deadline}"
        ctx.wrong(at("for"), f"a deadline that cannot be met: {what}; give a longer 'within'")
    spec = expectation.plan(at, within, ctx)
    if spec is None or len(ctx.problems) > before:
        return None
    return CheckPlan(name, expectation.kind, at(), spec, within, spec.roles(), services=spec.services())
