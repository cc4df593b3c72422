"""`meaning`: the values of a metric that the dialect names meet a condition."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from lab.expectations.load_counts import LOAD_LABELS
from lab.expectations.plan_context import At, PlanContext, meaning_of
from lab.expectations.registry import register
from lab.expectations.value_check import VALUE_REASONS, Quantified, ValueCheck
from lab.language.promql import meaning_query
from lab.language.suggestions import did_you_mean


@register
class MeaningExpectation(Quantified):
    """The values of a metric that the dialect names, for example the request count, meet a condition.

    The dialect gives the names of the metric and its labels, so that one expectation fits every instrumentation. For a
    histogram or summary, the value is its count. Without `every`, `any` and `exactly`, there must be at least one
    series.
    """

    kind = "meaning"
    group = "values"
    reasons = VALUE_REASONS

    meaning: str = Field(description="a meaning of the dialect, for example 'request count'")
    where: Mapping[str, str] = Field(
        default_factory=dict,
        description="label of the series -> value; only series with these labels count. Default: all series",
    )
    by: tuple[str, ...] = Field(
        (),
        description="labels of the meaning to sum by, for example [route, status]. Default: none, series are not "
        "summed",
    )

    def plan(self, at: At, within: float, ctx: PlanContext) -> ValueCheck | None:
        meaning = meaning_of(self.meaning, at("meaning"), ctx)
        if meaning is None:
            return None
        for index, label in enumerate(self.by):
            if label not in meaning.labels:
                hint = did_you_mean(label, meaning.labels)
                ctx.wrong(at("by", index), f"{self.meaning!r} has no label {label!r}{hint}")
                return None
        query = meaning_query(meaning, self.where, self.by)
        load_labels = {meaning.labels[label]: label for label in self.by if label in LOAD_LABELS}
        return self.value_check(query, load_labels, at, ctx, meaning=self.meaning)
