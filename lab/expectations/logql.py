"""`logql`: the values of a LogQL metric query meet a condition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from lab.expectations.logql_queries import check_logql
from lab.expectations.plan_context import At, PlanContext
from lab.expectations.registry import register
from lab.expectations.value_check import VALUE_REASONS, Quantified, ValueCheck


@register
class LogMetricExpectation(Quantified):
    """The values of a LogQL metric query meet a condition.

    Without `every`, `any` and `exactly`, there must be at least one series.
    """

    kind = "logql"
    group = "logs and traces"
    reasons = VALUE_REASONS

    logql: str = Field(description="LogQL metric query, for example 'sum(rate({container=\"api\"} [1m]))'")
    load_labels: Mapping[Literal["method", "route", "status"], str] = Field(
        default_factory=dict,
        description="with 'equals the load': method, route or status -> label of the result that holds it; counts are "
        "compared by these labels. Default: none, the sum is compared with all requests",
    )

    def plan(self, at: At, within: float, ctx: PlanContext) -> ValueCheck:
        check_logql(self.logql, at("logql"), ctx, lines=False)
        labels = {raw: label for label, raw in self.load_labels.items()}
        return self.value_check(self.logql, labels, at, ctx, language="logql")
