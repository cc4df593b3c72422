"""What is suspicious about a query that returns data. Each review is a module of its own, listed here in order."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from lab.why.lints.absence import review_absence
from lab.why.lints.aggregation_order import review_aggregation_order
from lab.why.lints.counters import review_counters
from lab.why.lints.grouping_labels import review_grouping_labels
from lab.why.lints.lucky_matching import review_lucky_matching
from lab.why.lints.quantiles import review_quantiles
from lab.why.lints.ratios import review_ratios
from lab.why.lints.short_windows import review_short_windows
from lab.why.lints.values import review_values
from lab.why.lints.whole_numbers import review_whole_numbers
from lab.why.model import ExplainContext, Finding

Review: TypeAlias = Callable[[ExplainContext], tuple[Finding, ...]]

REVIEWS: tuple[Review, ...] = (
    review_quantiles,
    review_counters,
    review_aggregation_order,
    review_ratios,
    review_whole_numbers,
    review_absence,
    review_grouping_labels,
    review_lucky_matching,
    review_short_windows,
    review_values,
)


def review(ctx: ExplainContext) -> tuple[Finding, ...]:
    return tuple(finding for one in REVIEWS for finding in one(ctx))
