"""`series`: the values of a PromQL query meet a condition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from lab.expectations.plan_context import At, PlanContext, parses
from lab.expectations.registry import register
from lab.expectations.value_check import VALUE_REASONS, Quantified, ValueCheck
from lab.language.promql import is_range


@register
class SeriesExpectation(Quantified):
    """The values of a PromQL query meet a condition.

    Without `every`, `any` and `exactly`, there must be at least one series.
    """

    kind = "series"
    group = "values"
    reasons = VALUE_REASONS

    series: str = Field(description="PromQL query")
    load_labels: Mapping[Literal["method", "route", "status"], str] = Field(
        default_factory=dict,
        description="with 'equals the load': method, route or status -> label of the result that holds it; counts are "
        "compared by these labels. Default: none, the sum is compared with all requests",
    )

    def plan(self, at: At, within: float, ctx: PlanContext) -> ValueCheck:
        # A range can be asked for at one moment, and its series counted; they have no values to compare.
        counted = not (self.every or self.any or self.for_)
        if not (counted and is_range(self.series)):
            parses(self.series, at("series"), ctx)
        labels = {raw: label for label, raw in self.load_labels.items()}
        return self.value_check(self.series, labels, at, ctx)
