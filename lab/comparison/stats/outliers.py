"""Which repetitions lie so far from all others that they tell of the machine, not of the side.

One in ten such values hides any difference, as it widens the interval more than the difference is wide. To be left out
a value must be alone: where others lie near it, on either side, it is one of the ways in which a measure comes out, and
leaving it out would make two draws from the same few ways look like two different things.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence

_FAR = 8.0  # typical distances from the median; fewer of them would also take values of an ordinary distribution
_ONE_IN = 5


def without_strays(first: Sequence[float], other: Sequence[float]) -> tuple[list[float], list[float]]:
    """Both without theirs: at most one in five of a side, and none of a side that would have more."""
    sides = [list(first), list(other)]
    distances = [abs(value - statistics.median(side)) for side in sides for value in side]
    moved = [distance for distance in distances if distance]
    if not moved:
        return sides[0], sides[1]
    far = _FAR * statistics.median(moved)
    return _kept(sides[0], sides[1], far), _kept(sides[1], sides[0], far)


def _kept(side: list[float], opposite: list[float], far: float) -> list[float]:
    middle = statistics.median(side)
    strays = {
        place
        for place, value in enumerate(side)
        if abs(value - middle) > far
        and all(abs(value - near) > far for near in (*side[:place], *side[place + 1 :], *opposite))
    }
    if len(strays) > len(side) // _ONE_IN:
        return side
    return [value for place, value in enumerate(side) if place not in strays]
