"""The interval in which a value must be, moved backwards through arithmetic."""

from __future__ import annotations

import math
from dataclasses import dataclass

INF = math.inf
_MARGIN = 1e-3  # by which a strict comparison is passed, relative to its threshold


@dataclass(frozen=True, slots=True)
class Goal:
    """From `low` to `high`, both included."""

    low: float = -INF
    high: float = INF

    def has(self, value: float) -> bool:
        return self.low - 1e-9 * abs(self.low) <= value <= self.high + 1e-9 * abs(self.high)

    def __and__(self, other: Goal) -> Goal | None:
        low, high = max(self.low, other.low), min(self.high, other.high)
        return Goal(low, high) if low <= high else None

    def shifted(self, by: float) -> Goal:
        return Goal(self.low + by, self.high + by)

    def times(self, factor: float) -> Goal:
        """For a factor other than zero."""
        ends = (self.low * factor, self.high * factor)
        return Goal(min(ends), max(ends))

    def options(self) -> tuple[float, ...]:
        """Values in it, the most ordinary first: whole, positive, not at its edge."""
        low, high = self.low, self.high
        if low == high:
            return (low,)
        if low == -INF and high == INF:
            return (1.0, 100.0, 0.0)
        if high == INF:
            near = (low * 2, low * 1.1, low * 10) if low > 0 else (low / 2, low + 0.5)
            wanted: tuple[float, ...] = (*((1.0, 10.0, 100.0) if low < 1 else ()), *near, low + 1, low)
        elif low == -INF:
            wanted = (high / 2, 0.0, high * 0.9, high) if high > 0 else (high - 1, high * 2 - 1, high)
        else:
            middle = low + (high - low) / 2
            wanted = (float(round(middle)), middle, low, high, low + (high - low) / 10)
        return tuple(dict.fromkeys(value for value in wanted if self.has(value)))


def exactly(value: float) -> Goal:
    return Goal(value, value)


def compared(op: str, threshold: float) -> tuple[Goal, ...]:
    """Where a value must be for `value op threshold`: two intervals for `!=`."""
    margin = abs(threshold) * _MARGIN or 1e-6
    match op:
        case ">":
            return (Goal(threshold + margin, INF),)
        case ">=":
            return (Goal(threshold, INF),)
        case "<":
            return (Goal(-INF, threshold - margin),)
        case "<=":
            return (Goal(-INF, threshold),)
        case "==":
            return (exactly(threshold),)
    return (Goal(threshold + 1, INF), Goal(-INF, threshold - 1))


OPPOSITE = {">": "<=", "<=": ">", "<": ">=", ">=": "<", "==": "!=", "!=": "=="}
MIRRORED = {">": "<", "<": ">", ">=": "<=", "<=": ">=", "==": "==", "!=": "!="}
