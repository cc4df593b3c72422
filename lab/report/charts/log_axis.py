"""An axis on which ten times as much is always the same step further."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from lab.report.charts.axes import Axis

_FEW = 3  # decades up to which 2 and 5 are marked too
_MOST = 7  # ticks of a binary scale
_ROOM = 0.06  # of the axis, left free at both ends


@dataclass(frozen=True, slots=True)
class LogAxis(Axis):
    """Of values that are all above zero."""

    def at(self, value: float) -> float:
        share = math.log(max(value, self.low) / self.low) / math.log(self.high / self.low)
        return self.start + share * (self.stop - self.start)


def log_axis(
    values: Iterable[float], start: float, stop: float, marks: Iterable[float] = (), *, binary: bool = False
) -> LogAxis:
    """Holds all values that are above zero. `marks` are the ticks, where those of a scale would not do; with `binary`
    they are powers of two, which are round in KiB and MiB."""
    known = [value for value in values if value > 0] or [1.0, 10.0]
    low, high = min(known), max(known)
    if high / low < 2:  # so that one value, or two that are near, are not torn apart
        low, high = low / 1.6, high * 1.6
    room = (high / low) ** _ROOM
    low, high = low / room, high * room
    scale = tuple(marks) or (_powers_of_two(low, high) if binary else _round_numbers(low, high))
    return LogAxis(low, high, tuple(tick for tick in scale if low <= tick <= high), start, stop)


def _round_numbers(low: float, high: float) -> tuple[float, ...]:
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    factors = (1, 2, 5) if math.log10(high / low) <= _FEW else (1,)
    return tuple(factor * 10.0**power for power in range(first, last + 1) for factor in factors)


def _powers_of_two(low: float, high: float) -> tuple[float, ...]:
    first, last = math.floor(math.log2(low)), math.ceil(math.log2(high))
    step = max(1, math.ceil((last - first) / _MOST))
    return tuple(2.0**power for power in range(first - first % step, last + 1, step))
