"""Removes repetitions that are so far from all others that they show a disturbance of the machine, not the side.

One such value in ten can hide a difference, as it widens the interval by more than the difference. An outlier must be
isolated: a value with others near it, on either side, is one of the values that the measure takes, and removing it
would make two draws from the same few values look different.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence

_FAR = 8.0  # typical distances from the median; fewer would also remove values of a normal distribution
_AT_MOST_ONE_IN = 5


def without_outliers(first: Sequence[float], other: Sequence[float]) -> tuple[list[float], list[float]]:
    """Removes at most one value in five of a side, and none of a side that has more outliers than that."""
    sides = [list(first), list(other)]
    distances = [abs(value - statistics.median(side)) for side in sides for value in side]
    nonzero = [distance for distance in distances if distance]
    if not nonzero:
        return sides[0], sides[1]
    far = _FAR * statistics.median(nonzero)
    return _filtered(sides[0], sides[1], far), _filtered(sides[1], sides[0], far)


def _filtered(side: list[float], opposite: list[float], far: float) -> list[float]:
    middle = statistics.median(side)
    outliers = {
        index
        for index, value in enumerate(side)
        if abs(value - middle) > far
        and all(abs(value - near) > far for near in (*side[:index], *side[index + 1 :], *opposite))
    }
    if len(outliers) > len(side) // _AT_MOST_ONE_IN:
        return side
    return [value for index, value in enumerate(side) if index not in outliers]
