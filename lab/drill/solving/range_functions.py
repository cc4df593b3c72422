"""The functions of PromQL over a range: what one makes of samples, and which programmes make it return a value."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import TypeAlias

from lab.drill.solving.goal import Goal
from lab.drill.solving.series import Earlier, Programme

Samples: TypeAlias = Sequence[tuple[float, float]]

_COUNTERS = ("rate", "increase", "irate")
_SLOPES = ("delta", "idelta", "deriv")
_LEVELS = ("avg", "min", "max", "last", "first", "quantile", "mad")


def result(function: str, samples: Samples, seconds: float, ahead: float = 0.0) -> float | None:
    """What the function returns, nearly: without the extrapolation of Prometheus. None for no result. `ahead`: the
    second argument of predict_linear."""
    values = [value for _, value in samples]
    if not values:
        return None
    simple = _SIMPLE.get(function)
    if simple is not None:
        return simple(values)
    span = samples[-1][0] - samples[0][0]
    if len(values) < 2 or span <= 0:
        return None
    match function:
        case "rate" | "increase":
            increase = sum(b - a if b >= a else b for a, b in pairwise(values)) / span * seconds
            return increase / seconds if function == "rate" else increase
        case "delta":
            return (values[-1] - values[0]) / span * seconds
        case "irate" | "idelta":
            last = values[-1] - values[-2]
            return last if function == "idelta" else last / (samples[-1][0] - samples[-2][0])
        case "deriv" | "predict_linear":
            slope, intercept = statistics.linear_regression([at for at, _ in samples], values)
            return slope if function == "deriv" else intercept + slope * (samples[-1][0] + ahead)
    return None


def _changes(values: Sequence[float]) -> float:
    return float(sum(a != b for a, b in pairwise(values)))


def _resets(values: Sequence[float]) -> float:
    return float(sum(b < a for a, b in pairwise(values)))


_SIMPLE: dict[str, Callable[[Sequence[float]], float]] = {
    "avg_over_time": statistics.fmean,
    "min_over_time": min,
    "max_over_time": max,
    "sum_over_time": sum,
    "count_over_time": lambda values: float(len(values)),
    "last_over_time": lambda values: values[-1],
    "first_over_time": lambda values: values[0],
    "quantile_over_time": statistics.median,
    "present_over_time": lambda values: 1.0,
    "stddev_over_time": statistics.pstdev,
    "stdvar_over_time": statistics.pvariance,
    "changes": _changes,
    "resets": _resets,
}


def programmes(
    function: str, goal: Goal, seconds: float, age: float, reach: float, ahead: float
) -> Iterator[Programme]:
    """Programmes for which the function probably returns a value in `goal`, of a range that ends `age` seconds before
    the moment. `reach`: how long before it the rule looks back."""
    name = function.removesuffix("_over_time")
    if function in _COUNTERS:
        positive = goal & Goal(0.0)
        for value in positive.options() if positive else ():
            slope = value / seconds if function == "increase" else value
            yield Programme(slope * (reach + seconds) + 1, slope)
    elif function in _SLOPES:
        for value in goal.options():
            slope = value if function == "deriv" else value / seconds
            yield Programme(max(slope, -slope) * (reach + seconds) + 1, slope)
    elif name in _LEVELS:
        yield from map(Programme, goal.options())
    elif function == "sum_over_time":
        yield from (Programme(value / 20) for value in goal.options())
    elif function == "predict_linear":
        for value in goal.options():
            level = abs(value) * 2 + 1e6
            yield Programme(level, (value - level) / ahead if ahead else 0.0)
            yield Programme(value)
    elif function in ("changes", "resets"):
        yield from _stepping(goal, seconds, age, falling=function == "resets")
    elif name in ("stddev", "stdvar"):
        for value in goal.options():
            amplitude = 2 * (value if name == "stddev" else abs(value) ** 0.5)
            yield Programme(1.0, toggle=amplitude)
    elif goal.has(1.0) or function == "count_over_time":
        yield Programme(1.0)


def _stepping(goal: Goal, seconds: float, age: float, *, falling: bool) -> Iterator[Programme]:
    if goal.has(0.0):
        yield Programme(1.0)
    if goal.high >= 1:
        yield Programme(1.0, toggle=1.0)
        yield Programme(1.0, earlier=Earlier(age + seconds / 2, 2.0 if falling else 0.0))
