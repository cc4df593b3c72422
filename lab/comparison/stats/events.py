"""How long single events took until a query told of them, from when they happened and what was counted when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Counted:
    """What a query said the count is at `at` (unix seconds, when it was asked); None when there was no answer."""

    at: float
    count: float | None


@dataclass(frozen=True, slots=True)
class Arrival:
    """`waits`: seconds from each event to the first look that counted it, in the order of the events. `lost`: how many
    no look counted; `surplus`: how many more were counted than there were."""

    waits: tuple[float, ...]
    lost: int
    surplus: int


def arrivals(events: Sequence[float], looks: Sequence[Counted], before: float) -> Arrival:
    """`events`: when each happened (unix seconds). `before`: the count before the first of them.

    The n-th event is there when the count has grown by n. A look tells what was there when it was asked.
    """
    waits: list[float] = []
    happened = sorted(events)
    for look in looks:
        if look.count is None:
            continue
        while len(waits) < len(happened) and look.count - before >= len(waits) + 1:
            waits.append(max(0.0, look.at - happened[len(waits)]))
    last = max((look.count for look in looks if look.count is not None), default=before)
    return Arrival(tuple(waits), len(happened) - len(waits), max(0, round(last - before) - len(happened)))


def quantile(values: Sequence[float], q: float) -> float:
    """The smallest value that at least the share `q` of all values does not exceed. `values` must not be empty."""
    ordered = sorted(values)
    rank = max(1, -(-len(ordered) * q // 1))
    return ordered[int(rank) - 1]


def longest_gap(samples: Sequence[float], start: float, end: float) -> float:
    """The longest time without a sample between two of those taken around `start` and `end` (unix seconds): the last
    before `start` counts, and the first after `end`. Infinite when none came afterwards."""
    before = [at for at in samples if at <= start]
    after = [at for at in samples if at >= end]
    if not after:
        return float("inf")
    moments = sorted({*(before[-1:] or [start]), *(at for at in samples if start < at < end), min(after)})
    return max((later - earlier for earlier, later in pairwise(moments)), default=0.0)
