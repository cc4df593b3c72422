"""How long single events took until a query counted them, from the times of the events and of the counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Reading:
    """The value of a query sent at `at` (unix seconds); None when it returned nothing or failed."""

    at: float
    value: float | None


@dataclass(frozen=True, slots=True)
class Arrivals:
    """`delays`: seconds from each event to the first reading that counts it, in the order of the events. `lost`: how
    many no reading counts; `surplus`: how many more were counted than there were."""

    delays: tuple[float, ...]
    lost: int
    surplus: int


def arrivals(events: Sequence[float], readings: Sequence[Reading], before: float) -> Arrivals:
    """`events`: when each happened (unix seconds). `before`: the count before the first of them.

    The n-th event has arrived when the count has grown by n.
    """
    delays: list[float] = []
    ordered = sorted(events)
    for reading in readings:
        if reading.value is None:
            continue
        while len(delays) < len(ordered) and reading.value - before >= len(delays) + 1:
            delays.append(max(0.0, reading.at - ordered[len(delays)]))
    last = max((reading.value for reading in readings if reading.value is not None), default=before)
    return Arrivals(tuple(delays), len(ordered) - len(delays), max(0, round(last - before) - len(ordered)))


def quantile(values: Sequence[float], q: float) -> float:
    """The smallest value that at least the share `q` of all values does not exceed. `values` must not be empty."""
    ordered = sorted(values)
    rank = max(1, -(-len(ordered) * q // 1))
    return ordered[int(rank) - 1]


def longest_gap(samples: Sequence[float], start: float, end: float) -> float:
    """The longest time between two samples, from the last one before `start` to the first one after `end`, in seconds.
    Infinite when none came after `end`."""
    before = [at for at in samples if at <= start]
    after = [at for at in samples if at >= end]
    if not after:
        return float("inf")
    times = sorted({*(before[-1:] or [start]), *(at for at in samples if start < at < end), min(after)})
    return max((later - earlier for earlier, later in pairwise(times)), default=0.0)
