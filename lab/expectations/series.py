"""`series`: values of a PromQL query."""

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
    """Values of a PromQL query."""

    kind = "series"
    group = "values"
    reasons = VALUE_REASONS

    series: str = Field(description="PromQL")
    load_labels: Mapping[Literal["method", "route", "status"], str] = Field(
        default_factory=dict, description="which label of the result is the load's method, route, status"
    )

    def plan(self, at: At, within: float, ctx: PlanContext) -> ValueCheck:
        # A range can be asked for at one moment, and its series counted; they have no values to compare.
        counted = not (self.every or self.any or self.for_)
        if not (counted and is_range(self.series)):
            parses(self.series, at("series"), ctx)
        labels = {raw: label for label, raw in self.load_labels.items()}
        return self.value_check(self.series, labels, at, ctx)
