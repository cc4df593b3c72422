"""`refused`: Prometheus answers a query with an error, and with which one."""

from __future__ import annotations

from pydantic import Field

from lab.expectations.eval_context import EvalContext
from lab.expectations.expectation import Check, Expectation
from lab.expectations.patterns import Pattern, matches
from lab.expectations.plan_context import At, PlanContext, parses
from lab.expectations.registry import register
from lab.expectations.results import failed, not_observed, passed
from lab.language.quantities import Seconds, format_duration
from lab.language.reasons import QUERY_ERROR, declare
from lab.queries.prometheus import InstantQuery, RangeQuery
from lab.queries.query import Query
from lab.queries.series import points_of, series_of
from lab.record.observation import Observation
from lab.record.verdict import Judgement

STEP_S = 0.5  # between two evaluations of a range

NOT_REFUSED = declare("not_refused", "The query was answered, but should have been refused.")


@register
class RefusalExpectation(Expectation, Check):
    """Prometheus answers a PromQL query with an error, for example because series match more than once.

    A range (`over`) fails as a whole when one of its evaluations does: the same query in a panel shows nothing for as
    long as that moment is in the panel's range.
    """

    kind = "refused"
    group = "values"
    reasons = (NOT_REFUSED,)

    refused: str = Field(description="PromQL query that parses, and cannot be evaluated")
    says: Pattern = Field(description="the error, or a /regular expression/ found in it, for example /many-to-many/")
    over: Seconds | None = Field(
        None,
        gt=0,
        le=3600,
        description="evaluate it over a range of this length until now, every 0.5 s, as a panel does. "
        "Default: at one moment, now",
    )

    def plan(self, at: At, within: float, ctx: PlanContext) -> Check:
        parses(self.refused, at("refused"), ctx)
        return self

    def expected(self, ctx: EvalContext) -> str:
        over = f", over the last {format_duration(self.over)}" if self.over else ""
        return f"an error, saying {self.says}{over}"

    def queries(self, ctx: EvalContext) -> tuple[Query, ...]:
        if self.over is None:
            return (InstantQuery(query=self.refused),)
        return (RangeQuery(query=self.refused, start=ctx.now - self.over, end=ctx.now, step=STEP_S),)

    def unanswered(self, expected: str, observations: tuple[Observation, ...]) -> Judgement | None:
        """A refusal is an answer here."""
        return not_observed(expected, (seen for seen in observations if not seen.refused))

    def judge_answers(self, expected: str, observations: tuple[Observation, ...], ctx: EvalContext) -> Judgement:
        seen = observations[0]
        if not seen.refused:
            read = series_of if self.over is None else points_of
            actual = f"answered with {len(read(seen.answer))} series"
            return failed(NOT_REFUSED, expected, actual, hint=f"the query was {self.refused}")
        if not matches(self.says, seen.error):
            return failed(QUERY_ERROR, expected, f"refused for another reason: {seen.error}", final=True)
        return passed(expected, f"refused: {seen.error}")
