"""`detected`: how long after the action of the step a query begins to return something."""

from __future__ import annotations

from pydantic import Field, model_validator

from lab.expectations.eval_context import EvalContext
from lab.expectations.expectation import Check, Expectation
from lab.expectations.formatting import first_of, format_labels, format_value
from lab.expectations.plan_context import At, PlanContext, parses
from lab.expectations.registry import register
from lab.expectations.results import failed, passed
from lab.language.conditions import Condition
from lab.language.reasons import NO_SERIES, UNEXPECTED_SERIES, WRONG_VALUE
from lab.queries.prometheus import InstantQuery, RangeQuery
from lab.queries.query import Query
from lab.queries.series import points_of, series_of
from lab.record.observation import Observation
from lab.record.verdict import Judgement


@register
class DetectionExpectation(Expectation, Check):
    """A PromQL query that returned nothing before the step's action returns something some seconds after it.

    The time to detect is measured as a person or a rule would: by asking again and again (every 0.3 s). It is longer
    than timestamps tell: the sample of a scrape that times out has the time at which the scrape began, but comes only
    after the timeout. A fault happens at some moment while it is injected, which can take a second; so the time is
    known to lie between two values, and this fails only if none between them meets the condition.
    """

    kind = "detected"
    group = "values"
    reasons = (NO_SERIES, UNEXPECTED_SERIES, WRONG_VALUE)

    detected: str = Field(
        description="PromQL query that returns something when the fault is noticed, for example 'up{job=\"api\"} == 0'"
    )
    after: Condition = Field(
        description="condition on the seconds from the step's action to the first answer that is not empty, for "
        "example '> 3 and <= 6'"
    )

    @model_validator(mode="after")
    def _about_time(self) -> DetectionExpectation:
        if self.after.about_load:
            raise ValueError("'after' is a time in seconds, not a count of the load")
        return self

    def plan(self, at: At, within: float, ctx: PlanContext) -> Check:
        parses(self.detected, at("detected"), ctx)
        return self

    def expected(self, ctx: EvalContext) -> str:
        return f"detected {self.after.text} s after the action"

    def queries(self, ctx: EvalContext) -> tuple[Query, ...]:
        before = _begun(ctx)
        return InstantQuery(query=self.detected), RangeQuery(query=self.detected, start=before, end=before, step=1.0)

    def judge_answers(self, expected: str, observations: tuple[Observation, ...], ctx: EvalContext) -> Judgement:
        if before := points_of(observations[1].answer):
            series = first_of([format_labels(labels) for labels, _ in before], 3)
            hint = "the query must return nothing before the fault"
            return failed(UNEXPECTED_SERIES, expected, f"there before the action: {series}", hint=hint, final=True)
        series_now = series_of(observations[0].answer)
        if not series_now:
            return failed(NO_SERIES, expected, f"nothing for {ctx.watched:.1f} s", difference="not detected")
        which = first_of([f"{format_labels(labels)} = {format_value(value)}" for labels, value in series_now], 3)
        least, most = ctx.watched, ctx.now - _begun(ctx)
        actual = f"{_span(least, most)} s after the action: {which}"
        if not all(part.holds(least, None) or part.holds(most, None) for part in self.after.comparisons):
            return failed(WRONG_VALUE, expected, actual, final=True)
        return passed(expected, actual)


def _begun(ctx: EvalContext) -> float:
    return ctx.step_started if ctx.action_started is None else ctx.action_started


def _span(least: float, most: float) -> str:
    return f"{least:.1f}" if f"{least:.1f}" == f"{most:.1f}" else f"{least:.1f} to {most:.1f}"
