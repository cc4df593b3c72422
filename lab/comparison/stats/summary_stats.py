"""Median of several repetitions, and a confidence interval whose ends are two of the values themselves, which assumes
nothing about their distribution."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

_COVERAGE = 0.9


@dataclass(frozen=True, slots=True)
class Summary:
    """`values` in the order they were taken. `coverage`: the probability that the true median is from `low` to `high`.

    `limit`: where censored values ended; None when none is censored.
    """

    values: tuple[float, ...]
    median: float
    low: float
    high: float
    coverage: float
    limit: float | None = None

    def is_censored(self, value: float) -> bool:
        """Whether the true value is only known to be larger."""
        return self.limit is not None and value >= self.limit

    @property
    def variation(self) -> float | None:
        """Coefficient of variation; None of a single value, or when the mean is 0."""
        if len(self.values) < 2:
            return None
        mean = statistics.fmean(self.values)
        return statistics.stdev(self.values, mean) / abs(mean) if mean else None


def summarize(values: Sequence[float], limit: float | None = None) -> Summary:
    """The interval is the innermost pair of order statistics that covers the median with 90 %.

    Five values or more are needed for that; fewer give minimum and maximum, with the coverage those have.
    """
    if not values:
        raise ValueError("cannot summarize no values")
    ordered, depth = sorted(values), 0
    while depth + 1 <= (len(ordered) - 1) // 2 and _coverage(len(ordered), depth + 1) >= _COVERAGE:
        depth += 1
    return Summary(
        values=tuple(values),
        median=statistics.median(ordered),
        low=ordered[depth],
        high=ordered[-1 - depth],
        coverage=_coverage(len(ordered), depth),
        limit=limit,
    )


def _coverage(count: int, depth: int) -> float:
    """The probability that the median lies between the order statistics `depth` from either end."""
    outside = sum(math.comb(count, below) for below in range(depth + 1))
    return max(0.0, 1 - 2 * outside / 2.0**count)
