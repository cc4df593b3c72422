"""Comparisons that no value can meet, or that every value meets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from lab.audit.unfiltered import is_filtered
from lab.audit.value_bounds import Bounds, bounds_of, is_counter
from lab.why.evaluation import is_scalar
from lab.why.expression import Aggregate, Binary, Call, Expression, Selector, parts, to_promql

Outcome = Literal["never", "always", ""]
_MIRRORED = {">": "<", "<": ">", ">=": "<=", "<=": ">="}


def outcome(comparison: Binary, types: Mapping[str, str]) -> Outcome:
    """Of a comparison that filters: whether it never or always holds, by the values that its sides can have."""
    left, right = bounds_of(comparison.left, types), bounds_of(comparison.right, types)
    if not (left.known and right.known) or (is_scalar(comparison.left) and is_scalar(comparison.right)):
        return ""
    match comparison.op:
        case ">":
            return _ordered(left.low > right.high, left.high <= right.low)
        case ">=":
            return _ordered(left.low >= right.high, left.high < right.low)
        case "<":
            return _ordered(left.high < right.low, left.low >= right.high)
        case "<=":
            return _ordered(left.high <= right.low, left.low > right.high)
        case "==":
            return _ordered(_one(left) and left == right, _apart(left, right))
        case "!=":
            return _ordered(_apart(left, right), _one(left) and left == right)
    return ""


def _ordered(always: bool, never: bool) -> Outcome:
    return "always" if always else "never" if never else ""


def _one(bounds: Bounds) -> bool:
    return bounds.low == bounds.high


def _apart(left: Bounds, right: Bounds) -> bool:
    return left.high < right.low or left.low > right.high


def impossible(expression: Expression, types: Mapping[str, str]) -> Binary | None:
    """A comparison that makes the whole query empty, because it never holds."""
    for part in _needed(expression):
        if isinstance(part, Binary) and part.compares and outcome(part, types) == "never":
            return part
    return None


def always_true(expression: Expression, types: Mapping[str, str]) -> str:
    """Why an alert's condition holds whenever its series are there; empty where it does not. `count(up == 0) > 0` ends
    when what it counts ends."""
    if not isinstance(expression, Binary) or is_filtered(_compared(expression)):
        return ""
    if expression.compares and outcome(expression, types) == "always" and _reads_series(expression):
        return f"`{to_promql(expression)}` holds for every value that {to_promql(_compared(expression))} can have"
    return ""


def never_absent(expression: Expression) -> Call | None:
    """`absent` of what is always there, such as `x or vector(0)`: it returns nothing whatever happens."""
    for part in _needed(expression):
        if isinstance(part, Call) and part.function == "absent" and part.args and _always_there(part.args[0]):
            return part
    return None


def _always_there(part: Expression) -> bool:
    match part:
        case Call("vector", (arg,)):
            return is_scalar(arg)
        case Binary(op="or"):
            return _always_there(part.left) or _always_there(part.right)
        case Aggregate():
            return part.param is None and _always_there(part.of)
    return False


def grows_only(expression: Expression, types: Mapping[str, str]) -> Selector | None:
    """The counter that a condition compares as it is: once it holds, it holds until the counter's process restarts."""
    if not isinstance(expression, Binary) or not expression.compares:
        return None
    op = _MIRRORED.get(expression.op, expression.op) if is_scalar(expression.left) else expression.op
    compared, other = _compared(expression), expression.left if is_scalar(expression.left) else expression.right
    if op not in (">", ">=", "!=") or not is_scalar(other):
        return None
    while not isinstance(compared, Selector):
        inner = getattr(compared, "of", None)
        if inner is None or isinstance(compared, Call):
            return None
        compared = inner
    return compared if is_counter(compared, types) else None


def _compared(comparison: Binary) -> Expression:
    return comparison.right if is_scalar(comparison.left) else comparison.left


def _reads_series(expression: Expression) -> bool:
    return any(isinstance(part, Selector) for part in parts(expression))


def _needed(expression: Expression) -> Iterator[Expression]:
    """The parts without which the query is empty: not the branches of `or`, and not what `unless` or `absent` read."""
    yield expression
    if isinstance(expression, Binary):
        if expression.op == "or":
            return
        yield from _needed(expression.left)
        if expression.op != "unless":
            yield from _needed(expression.right)
    elif isinstance(expression, Call):
        if expression.function not in ("absent", "absent_over_time", "vector", "scalar"):
            for arg in expression.args:
                yield from _needed(arg)
    elif (inner := getattr(expression, "of", None)) is not None:
        yield from _needed(inner)
