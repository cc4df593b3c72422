"""`labels`: the series of a query have the expected labels."""

from __future__ import annotations

from pydantic import Field, model_validator

from lab.expectations.eval_context import EvalContext
from lab.expectations.expectation import Check, Expectation
from lab.expectations.formatting import first_of, format_labels
from lab.expectations.label_condition import LabelCondition
from lab.expectations.plan_context import At, PlanContext, parses
from lab.expectations.registry import register
from lab.expectations.results import failed, passed
from lab.language.reasons import NO_SERIES, WRONG_LABELS
from lab.queries.prometheus import InstantQuery
from lab.queries.query import Query
from lab.queries.series import series_of
from lab.record.observation import Observation
from lab.record.verdict import Judgement


@register
class LabelsExpectation(Expectation, Check):
    """Every series of a PromQL query, or at least one, has the expected labels."""

    kind = "labels"
    group = "names and labels"
    reasons = (NO_SERIES, WRONG_LABELS)

    labels: str = Field(description="PromQL query")
    every: LabelCondition | None = Field(
        None, description="condition that every series must meet; there must be at least one. Give this or 'any'"
    )
    any: LabelCondition | None = Field(
        None, description="condition that at least one series must meet. Give this or 'every'"
    )

    @model_validator(mode="after")
    def _one(self) -> LabelsExpectation:
        if (self.every is None) == (self.any is None):
            raise ValueError("give either 'every' or 'any'")
        return self

    def plan(self, at: At, within: float, ctx: PlanContext) -> Check:
        parses(self.labels, at("labels"), ctx)
        return self

    def expected(self, ctx: EvalContext) -> str:
        return f"{'every' if self.every else 'any'} series {self.every or self.any}"

    def queries(self, ctx: EvalContext) -> tuple[Query, ...]:
        return (InstantQuery(query=self.labels),)

    def judge_answers(self, expected: str, observations: tuple[Observation, ...], ctx: EvalContext) -> Judgement:
        condition = self.every or self.any
        assert condition is not None  # the model gives exactly one
        series = [labels for labels, _ in series_of(observations[0].answer)]
        if not series:
            return failed(NO_SERIES, expected, "no series", hint=f"the query was {self.labels}")
        wrong = [(labels, mismatches) for labels in series if (mismatches := condition.mismatches(labels))]
        if not wrong or (self.any and len(wrong) < len(series)):
            return passed(expected, f"{len(series)} series, for example {format_labels(series[0])}")
        actual = first_of([f"{format_labels(labels)}: {', '.join(mismatches)}" for labels, mismatches in wrong], 3)
        return failed(WRONG_LABELS, expected, actual, difference=f"{len(wrong)} of {len(series)} series")
