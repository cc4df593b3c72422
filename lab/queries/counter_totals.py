"""The exact total of a counter from its raw samples: nothing is extrapolated, as `increase()` does."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal, TypeAlias

from lab.queries.series import Points

Samples: TypeAlias = Literal["cumulative", "delta"]


def total_of(points: Points, samples: Samples) -> float:
    """How much a series counted, from its points in the order of time.

    Of a cumulative counter, the first sample counts from 0, and so does a sample below the one before it: that is a
    reset. A reset to the same or a larger value cannot be seen, and what was counted before it is missing. Deltas are
    added up.
    """
    if samples == "delta":
        return sum(value for _, value in points)
    values = [0.0, *(value for _, value in points)]
    return sum(after - before if after >= before else after for before, after in pairwise(values))


def resets_of(points: Points) -> int:
    """How often a cumulative counter began again, as far as its samples show it."""
    return sum(1 for (_, before), (_, after) in pairwise(points) if after < before)


def until(points: Points, moment: float) -> Points:
    """The points up to a moment (unix seconds)."""
    return [(at, value) for at, value in points if at <= moment]
