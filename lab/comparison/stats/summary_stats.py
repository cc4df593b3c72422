"""What several repetitions of one measurement say together: the median, and between which of them it surely lies.

The interval is made of two of the values themselves, so that it asks nothing of their distribution; whether two
spreads differ is for `deciding`.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

_WANTED = 0.9


@dataclass(frozen=True, slots=True)
class Spread:
    """`values` as they were taken. `coverage`: how probably the true median lies from `low` to `high`."""

    values: tuple[float, ...]
    median: float
    low: float
    high: float
    coverage: float

    @property
    def noise(self) -> float | None:
        """The standard deviation as a share of the mean; None of a single value, or when the mean is 0."""
        if len(self.values) < 2:
            return None
        mean = statistics.fmean(self.values)
        return statistics.stdev(self.values, mean) / abs(mean) if mean else None


def spread_of(values: Sequence[float]) -> Spread:
    """The innermost pair of order statistics, as many from below as from above, that covers the median with 90 %.

    Five values or more are needed for that; fewer give smallest and largest, with the coverage those have.
    """
    if not values:
        raise ValueError("a spread is of one value at least")
    ordered, inwards = sorted(values), 0
    while inwards + 1 <= (len(ordered) - 1) // 2 and _coverage(len(ordered), inwards + 1) >= _WANTED:
        inwards += 1
    return Spread(
        values=tuple(values),
        median=statistics.median(ordered),
        low=ordered[inwards],
        high=ordered[-1 - inwards],
        coverage=_coverage(len(ordered), inwards),
    )


def _coverage(count: int, inwards: int) -> float:
    """That neither more than `count - inwards` values fall on one side of the median nor on the other."""
    missed = sum(math.comb(count, below) for below in range(inwards + 1))
    return max(0.0, 1 - 2 * missed / 2.0**count)
