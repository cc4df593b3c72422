"""A logarithmic axis, with ticks at round numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from lab.report.charts.axes import Axis

_FEW_DECADES = 3  # up to here, 2 and 5 are ticks too
_MOST_TICKS = 7  # of a binary scale
_MARGIN = 0.06  # of the axis, left free at both ends


@dataclass(frozen=True, slots=True)
class LogAxis(Axis):
    """For values above zero."""

    def at(self, value: float) -> float:
        share = math.log(max(value, self.low) / self.low) / math.log(self.high / self.low)
        return self.start + share * (self.stop - self.start)


def log_axis(
    values: Iterable[float], start: float, stop: float, marks: Iterable[float] = (), *, binary: bool = False
) -> LogAxis:
    """An axis for all values above zero. `marks`: the ticks, instead of those of a scale. `binary`: ticks are powers of
    two, which are round in KiB and MiB."""
    known = [value for value in values if value > 0] or [1.0, 10.0]
    low, high = min(known), max(known)
    if high / low < 2:  # so that values close together are not drawn far apart
        low, high = low / 1.6, high * 1.6
    margin = (high / low) ** _MARGIN
    low, high = low / margin, high * margin
    scale = tuple(marks) or (_powers_of_two(low, high) if binary else _round_numbers(low, high))
    return LogAxis(low, high, tuple(tick for tick in scale if low <= tick <= high), start, stop)


def _round_numbers(low: float, high: float) -> tuple[float, ...]:
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    factors = (1, 2, 5) if math.log10(high / low) <= _FEW_DECADES else (1,)
    return tuple(factor * 10.0**power for power in range(first, last + 1) for factor in factors)


def _powers_of_two(low: float, high: float) -> tuple[float, ...]:
    first, last = math.floor(math.log2(low)), math.ceil(math.log2(high))
    step = max(1, math.ceil((last - first) / _MOST_TICKS))
    return tuple(2.0**power for power in range(first - first % step, last + 1, step))
