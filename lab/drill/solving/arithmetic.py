"""What PromQL makes of single numbers: operators, functions of a value, functions of a time."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from datetime import datetime

TIMES: dict[str, Callable[[datetime], float]] = {
    "hour": lambda at: float(at.hour),
    "minute": lambda at: float(at.minute),
    "month": lambda at: float(at.month),
    "year": lambda at: float(at.year),
    "day_of_month": lambda at: float(at.day),
    "day_of_week": lambda at: float(at.isoweekday() % 7),
}


def scalar(function: str, value: float, numbers: Sequence[float]) -> float:
    match function:
        case "abs":
            return abs(value)
        case "ceil":
            return float(math.ceil(value))
        case "floor":
            return float(math.floor(value))
        case "round":
            step = numbers[0] if numbers else 1.0
            return math.floor(value / step + 0.5) * step
        case "sqrt":
            return math.sqrt(value)
        case "exp":
            return math.exp(value)
        case "ln" | "log2" | "log10":
            return {"ln": math.log, "log2": math.log2, "log10": math.log10}[function](value)
        case "sgn":
            return math.copysign(1.0, value) if value else 0.0
        case "clamp_min":
            return max(value, numbers[0])
        case "clamp_max":
            return min(value, numbers[0])
        case "clamp":
            return max(numbers[0], min(value, numbers[1]))
    return value


_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "%": math.fmod,
    "^": math.pow,
    "atan2": math.atan2,
}
COMPARE: dict[str, Callable[[float, float], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
}


def arithmetic(op: str, left: float, right: float) -> float:
    try:
        return _ARITHMETIC[op](left, right)
    except ZeroDivisionError:
        return math.nan if left == 0 else math.copysign(math.inf, left)
    except (ValueError, OverflowError):
        return math.nan
