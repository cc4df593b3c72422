"""Between which values the results of a query lie, whatever happens: a rate is never negative, `up` is 0 or 1."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from lab.why.expression import Aggregate, Binary, Call, Constant, Expression, Negative, Selector, Subquery, Window

_ZERO_OR_ONE = ("up", "probe_success", "pg_up", "mysql_up", "redis_up", "node_scrape_collector_success")
_NOT_NEGATIVE = ("rate", "irate", "increase", "changes", "resets", "abs", "sqrt", "exp", "stddev_over_time", "time")
_COUNTS = ("count_over_time",)
_KEEP = (
    *("sum_over_time", "avg_over_time", "min_over_time", "max_over_time", "last_over_time", "quantile_over_time"),
    *("label_replace", "label_join", "sort", "sort_desc", "sort_by_label", "sort_by_label_desc", "first_over_time"),
)
_COUNTER_PARTS = ("_total", "_count", "_bucket")


@dataclass(frozen=True, slots=True)
class Bounds:
    """Both are possible values, or infinite."""

    low: float = -math.inf
    high: float = math.inf

    @property
    def known(self) -> bool:
        return self.low > -math.inf or self.high < math.inf


ANY, NOT_NEGATIVE = Bounds(), Bounds(0.0)


def is_counter(selector: Selector, types: Mapping[str, str]) -> bool:
    """By its type where a target declares it, else by its name. A recorded series may be anything."""
    name = selector.name or ""
    declared = types.get(name) or types.get(name.removesuffix("_total"))
    return ":" not in name and (declared == "counter" if declared else name.endswith(_COUNTER_PARTS))


def bounds_of(part: Expression, types: Mapping[str, str]) -> Bounds:
    """`types` of metrics, as their targets declare them."""
    match part:
        case Constant(text):
            return _of_number(text)
        case Selector():
            if part.name in _ZERO_OR_ONE:
                return Bounds(0.0, 1.0)
            return NOT_NEGATIVE if is_counter(part, types) else ANY
        case Window(of) | Subquery(of):
            return bounds_of(of, types)
        case Negative(of):
            inner = bounds_of(of, types)
            return Bounds(-inner.high, -inner.low)
        case Aggregate():
            return _of_aggregate(part, types)
        case Call():
            return _of_call(part, types)
        case Binary():
            return _of_binary(part, types)


def _of_number(text: str) -> Bounds:
    try:
        number = float(text)
    except ValueError:
        return ANY
    return ANY if math.isnan(number) else Bounds(number, number)


def _of_aggregate(aggregate: Aggregate, types: Mapping[str, str]) -> Bounds:
    inner = bounds_of(aggregate.of, types)
    match aggregate.op:
        case "count" | "count_values" | "group":
            return Bounds(1.0, 1.0 if aggregate.op == "group" else math.inf)
        case "stddev" | "stdvar":
            return NOT_NEGATIVE
        case "sum":
            return _sum(inner)
    return inner


def _sum(inner: Bounds) -> Bounds:
    """Of one value or many."""
    return Bounds(inner.low if inner.low >= 0 else -math.inf, inner.high if inner.high <= 0 else math.inf)


def _of_call(call: Call, types: Mapping[str, str]) -> Bounds:
    function, args = call.function, call.args
    if function in ("absent", "absent_over_time", "present_over_time"):
        return Bounds(1.0, 1.0)
    if function in _COUNTS:
        return Bounds(1.0)
    if function in _NOT_NEGATIVE:
        return NOT_NEGATIVE
    if function in ("vector", "scalar") and args:
        return bounds_of(args[0], types)
    if function in _KEEP:
        vector = next((arg for arg in args if isinstance(arg, Window | Subquery)), args[0] if args else None)
        inner = ANY if vector is None else bounds_of(vector, types)
        return _sum(inner) if function == "sum_over_time" else inner
    return ANY


def _of_binary(binary: Binary, types: Mapping[str, str]) -> Bounds:
    if binary.bool_:
        return Bounds(0.0, 1.0)
    left, right = bounds_of(binary.left, types), bounds_of(binary.right, types)
    match binary.op:
        case "+":
            return Bounds(left.low + right.low, left.high + right.high)
        case "-":
            return Bounds(left.low - right.high, left.high - right.low)
        case "*":
            return _product(left, right)
        case "/":
            # A share may be NaN or infinite, and is negative only where one side is.
            return NOT_NEGATIVE if left.low >= 0 and right.low >= 0 else ANY
        case "or":
            return Bounds(min(left.low, right.low), max(left.high, right.high))
        case "and" | "unless" | "==" | "!=" | ">" | "<" | ">=" | "<=":
            return left
    return ANY


def _product(left: Bounds, right: Bounds) -> Bounds:
    if left.low >= 0 and right.low >= 0:
        high = left.high * right.high if math.inf not in (left.high, right.high) else math.inf
        return Bounds(left.low * right.low, high)
    return ANY
