"""Linear axes of charts: ticks at round numbers, and the position of a value."""

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
    """An axis for all values that ends on ticks. Zero is included unless that would flatten the data.

    `thousand` is 1024 for bytes, so that ticks are round in KiB and MiB.
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
    """Whether two values are equal but for rounding, as samples of a constant quantile are."""
    return math.isclose(low, high, rel_tol=1e-9, abs_tol=1e-11)


def time_axis(low: float, high: float, start: float, stop: float, marks: int = 8) -> Axis:
    """An axis of seconds with ticks at multiples of 1, 5, 15 s and the like; it ends where the data end."""
    high = max(high, low + 0.1)
    step = next((step for step in _CLOCK if (high - low) / step <= marks), _nice((high - low) / marks))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return Axis(low, high, tuple(round(number * step, 9) for number in range(first, last + 1)), start, stop)


def _nice(rough: float) -> float:
    """The smallest of 1, 2, 2.5, 5 times a power of ten that is not below `rough`."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next((factor * power for factor in (1, 2, 2.5, 5) if factor * power >= rough * 0.999), 10 * power)


def space_apart(positions: Iterable[float], gap: float, high: float) -> tuple[float, ...]:
    """The nearest positions to these (ascending) that are `gap` apart, none beyond `high`."""
    spaced: list[float] = []
    for value in positions:
        spaced.append(max(value, spaced[-1] + gap) if spaced else value)
    limit = high
    for index in range(len(spaced) - 1, -1, -1):
        spaced[index] = min(spaced[index], limit)
        limit = spaced[index] - gap
    return tuple(spaced)
