"""`absent`: a query returns nothing during a window, while a control query shows that the lab works."""

from __future__ import annotations

from pydantic import Field

from lab.expectations.eval_context import EvalContext
from lab.expectations.expectation import Check, Expectation
from lab.expectations.formatting import first_of, format_labels
from lab.expectations.plan_context import At, PlanContext, parses
from lab.expectations.registry import register
from lab.expectations.results import failed, passed
from lab.language.quantities import Seconds, format_duration
from lab.language.reasons import CONTROL_MISSING, UNEXPECTED_SERIES
from lab.queries.prometheus import RangeQuery
from lab.queries.query import Query
from lab.queries.series import points_of
from lab.record.observation import Observation
from lab.record.verdict import Judgement

STEP_S = 0.5  # between two moments of the window


@register
class AbsenceExpectation(Expectation, Check):
    """A PromQL query returns nothing during a window, while a control query returns something throughout.

    Without the control, a lab in which nothing works would pass. Both queries are evaluated every 0.5 s; the window
    lies within the step.
    """

    kind = "absent"
    group = "values"
    reasons = (UNEXPECTED_SERIES, CONTROL_MISSING)

    absent: str = Field(description="PromQL query that must return nothing during the window")
    for_: Seconds = Field(alias="for", description="length of the window, for example 10s")
    while_: str = Field(
        alias="while", description="the control: PromQL query that must return something at every moment of the window"
    )

    def window(self) -> float:
        return self.for_

    def plan(self, at: At, within: float, ctx: PlanContext) -> Check:
        parses(self.absent, at("absent"), ctx)
        parses(self.while_, at("while"), ctx)
        return self

    def expected(self, ctx: EvalContext) -> str:
        return f"nothing for {format_duration(self.for_)}, while {self.while_} is there"

    def queries(self, ctx: EvalContext) -> tuple[Query, ...]:
        return tuple(
            RangeQuery(query=query, start=self._start(ctx), end=ctx.now, step=STEP_S)
            for query in (self.absent, self.while_)
        )

    def judge_answers(self, expected: str, observations: tuple[Observation, ...], ctx: EvalContext) -> Judgement:
        present = [(labels, points) for labels, points in points_of(observations[0].answer) if points]
        if present:
            last = [(format_labels(labels), ctx.now - points[-1][0]) for labels, points in present]
            series = first_of([f"{labels} until {ago:.1f} s ago" for labels, ago in last], 3)
            return failed(UNEXPECTED_SERIES, expected, f"there were {series}")
        controlled = {at for _, points in points_of(observations[1].answer) for at, _ in points}
        # At least one, or a window shorter than a step would do without its control.
        needed = max(1, round((ctx.now - self._start(ctx)) / STEP_S))
        if len(controlled) < needed:
            actual = f"the control was there at {len(controlled)} of {needed} moments"
            hint = f"an absence proves nothing while the control returns nothing: {self.while_}"
            return failed(CONTROL_MISSING, expected, actual, hint=hint)
        if ctx.watched < self.for_:
            return failed(CONTROL_MISSING, expected, f"watched for {ctx.watched:.1f} s so far")
        return passed(expected, f"nothing, and the control at {len(controlled)} moments")

    def _start(self, ctx: EvalContext) -> float:
        return max(ctx.now - self.for_, ctx.step_started)
