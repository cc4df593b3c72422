"""Axes of charts: which round numbers to mark, and where a value comes to lie."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

_CLOCK = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)


@dataclass(frozen=True, slots=True)
class Axis:
    """Values from `low` to `high` lie on pixels from `start` to `stop`, which may run backwards."""

    low: float
    high: float
    ticks: tuple[float, ...]
    start: float
    stop: float

    def at(self, value: float) -> float:
        return self.start + (value - self.low) / (self.high - self.low) * (self.stop - self.start)


def value_axis(values: Iterable[float], start: float, stop: float, thousand: float = 1000.0) -> Axis:
    """Holds all values and ends on ticks. Zero belongs to it unless that would flatten what is to be seen.

    `thousand` is 1024 where units go by that, so that round numbers are round in KiB and MiB.
    """
    known = tuple(values) or (0.0, 1.0)
    low, high = min(known), max(known)
    if 0 <= low <= 0.6 * high or _same(low, high):
        low = min(low, 0.0)
    if high <= 0 and low > 1.67 * high:
        high = 0.0
    if _same(low, high):
        high = low + 1
    power = math.floor(math.log(high - low, thousand))
    scale = (thousand / 1000.0) ** max(power, 0)
    step = _nice((high - low) / 4 / scale) * scale
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    ticks = tuple(round(number * step, 12) for number in range(first, last + 1))
    return Axis(ticks[0], ticks[-1], ticks, start, stop)


def _same(low: float, high: float) -> bool:
    """But for the last digits, in which a quantile that stands still differs from one moment to the next."""
    return math.isclose(low, high, rel_tol=1e-9, abs_tol=1e-11)


def time_axis(low: float, high: float, start: float, stop: float, marks: int = 8) -> Axis:
    """Seconds, marked at steps a clock would have; the ends are where the data end."""
    high = max(high, low + 0.1)
    step = next((each for each in _CLOCK if (high - low) / each <= marks), _nice((high - low) / marks))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return Axis(low, high, tuple(round(number * step, 9) for number in range(first, last + 1)), start, stop)


def _nice(rough: float) -> float:
    """The smallest of 1, 2, 2.5, 5 times a power of ten that is not below."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next((factor * power for factor in (1, 2, 2.5, 5) if factor * power >= rough * 0.999), 10 * power)


def spread(wanted: Iterable[float], gap: float, high: float) -> tuple[float, ...]:
    """Positions as near as may be to those wanted (ascending), `gap` apart and none past `high`."""
    placed: list[float] = []
    for value in wanted:
        placed.append(max(value, placed[-1] + gap) if placed else value)
    limit = high
    for index in range(len(placed) - 1, -1, -1):
        placed[index] = min(placed[index], limit)
        limit = placed[index] - gap
    return tuple(placed)
