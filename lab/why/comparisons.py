"""Why no series passes a comparison: reports the values, the closest to the bound first."""

from __future__ import annotations

import math
from collections.abc import Sequence

from lab.language.promql import label_name, quoted
from lab.why.evaluation import Labels, Sample, is_scalar, signature
from lab.why.expression import NAME, Aggregate, Binary, Expression, children, to_promql
from lab.why.model import Cause, Finding

_MIRRORED = {">": "<", "<": ">", ">=": "<=", "<=": ">="}
_MAX_VALUES = 3  # reported besides the closest


def explain_comparison(binary: Binary, left: Sequence[Sample], right: Sequence[Sample]) -> Finding:
    pairs = _pairs(binary, left, right)
    if any(value is None for _, value, _ in pairs):
        message = f"both sides of `{binary.op}` have data; whether a value passes is unknown without values"
        return Finding(Cause.FILTERED, message)
    known = [(labels, value, bound) for labels, value, bound in pairs if value is not None and bound is not None]
    comparable = (pair for pair in known if not math.isnan(pair[1] - pair[2]))
    ordered = sorted(comparable, key=lambda pair: abs(pair[1] - pair[2]))
    if not ordered:
        return _explain_nan(binary, bound_is_nan=any(math.isnan(bound) for _, _, bound in known))
    labels, value, bound = ordered[0]
    op = _MIRRORED.get(binary.op, binary.op) if is_scalar(binary.left) else binary.op
    condition, closest = f"{op} {format_number(bound)}", format_number(value)
    if len(ordered) == 1:
        message = f"the value is {closest}, not {condition}: {_compared_side(binary)}"
        return Finding(Cause.FILTERED, message, _counts_nothing(binary, bound))
    if len({bound for _, _, bound in ordered}) > 1:
        message = f"`{op}` holds for none of {len(ordered)} pairs; the closest is {closest}, not {condition}"
        return Finding(Cause.FILTERED, f"{message}, for {format_labels(labels)}")
    if len({value for _, value, _ in ordered}) == 1:
        message = f"none of {len(ordered)} values is {condition}, all are {closest}: {_compared_side(binary)}"
        return Finding(Cause.FILTERED, message)
    message = f"none of {len(ordered)} values is {condition}; the closest is {closest}, for {format_labels(labels)}"
    others = ordered[1 : _MAX_VALUES + 1]
    return Finding(Cause.FILTERED, message, tuple(f"{format_number(v)}: {format_labels(of)}" for of, v, _ in others))


def _counts_nothing(binary: Binary, bound: float) -> tuple[str, ...]:
    """`count(x) == 0` never holds."""
    never = (bound == 0 and binary.op in ("==", "<=")) or (bound == 1 and binary.op == "<")
    if not never or not isinstance(binary.left, Aggregate) or binary.left.op != "count":
        return ()
    return ("a count is never 0: of no series it returns nothing; absent(...) is 1 then",)


def _explain_nan(binary: Binary, *, bound_is_nan: bool) -> Finding:
    side = to_promql(binary.right) if bound_is_nan and not is_scalar(binary.left) else _compared_side(binary)
    details = ("0 / 0 is NaN: check whether the divisor is 0",) if _divides(binary) else ()
    return Finding(Cause.FILTERED, f"{side} is NaN, and no comparison holds for NaN", details)


def any_pair(binary: Binary, left: Sequence[Sample], right: Sequence[Sample]) -> bool:
    """Whether any series of one side matches one of the other."""
    return bool(_pairs(binary, left, right))


def _pairs(
    binary: Binary, left: Sequence[Sample], right: Sequence[Sample]
) -> list[tuple[Labels, float | None, float | None]]:
    if is_scalar(binary.right):
        return [(sample.labels, sample.value, right[0].value if right else None) for sample in left]
    if is_scalar(binary.left):
        return [(sample.labels, sample.value, left[0].value if left else None) for sample in right]
    others = {signature(sample.labels, binary.matching): sample.value for sample in right}
    keys = ((sample, signature(sample.labels, binary.matching)) for sample in left)
    return [(sample.labels, sample.value, others[key]) for sample, key in keys if key in others]


def _compared_side(binary: Binary) -> str:
    return to_promql(binary.right if is_scalar(binary.left) else binary.left)


def _divides(expression: Expression) -> bool:
    own = isinstance(expression, Binary) and expression.op in ("/", "%")
    return own or any(_divides(child) for child in children(expression))


def format_labels(labels: Labels) -> str:
    inner = ", ".join(f"{label_name(k)}={quoted(v)}" for k, v in sorted(labels.items()) if k != NAME)
    return f"{labels.get(NAME, '')}{{{inner}}}"


def format_number(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else f"{value:.4g}"
