"""A ratio compared with a percentage, or a percentage with a ratio; and a ratio of different windows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lab.language.quantities import format_duration
from lab.why.expression import (
    COMPARISONS,
    Aggregate,
    Binary,
    Call,
    Constant,
    Expression,
    Selector,
    Window,
    parts,
    with_part,
)
from lab.why.metric_types import metrics_in
from lab.why.model import Cause, ExplainContext, Finding, Proposal


def review_ratios(ctx: ExplainContext) -> tuple[Finding, ...]:
    return tuple(finding for part in parts(ctx.query) for finding in _of_part(part, ctx))


def _of_part(part: Expression, ctx: ExplainContext) -> Iterator[Finding]:
    if not isinstance(part, Binary):
        return
    if part.op in COMPARISONS and isinstance(part.right, Constant) and (value := _number(part.right)) is not None:
        if _is_share(part.left) and value > 1:
            message = f"a share of the whole is from 0 to 1, and is compared with {part.right.text}"
            yield _compared(part, value / 100, message, ctx)
        elif _is_percentage(part.left) and 0 < value < 1:
            message = f"a percentage is from 0 to 100, and is compared with {part.right.text}"
            yield _compared(part, value * 100, message, ctx)
    if part.op == "/" and part.matching is None and _is_share(part) and not _aggregates(part):
        yield _divided_by_itself(part, ctx)
    if part.op == "/" and _is_share(part, any_windows=True):
        windows = [_windows(side) for side in (part.left, part.right)]
        if all(len(seconds) == 1 for seconds in windows) and windows[0] != windows[1]:
            shown = [format_duration(seconds) for one in windows for seconds in one]
            message = f"the two sides of the ratio have different windows, [{shown[0]}] and [{shown[1]}]"
            yield Finding(Cause.SUSPICIOUS, message)


def _divided_by_itself(binary: Binary, ctx: ExplainContext) -> Finding:
    """`rate(x{status="500"}[5m]) / rate(x[5m])` is 1 for each series."""
    own = {matcher.label for side in _selectors(binary.left) for matcher in side.labelled}
    all_of = {matcher.label for side in _selectors(binary.right) for matcher in side.labelled}
    labels = tuple(sorted(own - all_of)) or tuple(sorted(own))
    message = "`/` matches on all labels: each series is divided by itself, and never by the others of the right side"
    left, right = (Aggregate("sum", side, None, False, labels) for side in (binary.left, binary.right))
    better = with_part(ctx.query, binary, replace(binary, left=left, right=right))
    return Finding(
        Cause.SUSPICIOUS, message, (f"add up all {' and '.join(labels)} on both sides",), (Proposal(better),)
    )


def _aggregates(part: Expression) -> bool:
    return any(isinstance(inner, Aggregate) for inner in parts(part))


def _compared(binary: Binary, value: float, message: str, ctx: ExplainContext) -> Finding:
    better = with_part(ctx.query, binary, replace(binary, right=Constant(f"{value:.10g}")))
    return Finding(Cause.SUSPICIOUS, message, (), (Proposal(better),))


def _number(constant: Constant) -> float | None:
    try:
        return float(constant.text)
    except ValueError:
        return None


def _is_share(part: Expression, *, any_windows: bool = False) -> bool:
    """Some series of a metric divided by all of it: the right side has fewer matchers."""
    if not isinstance(part, Binary) or part.op != "/":
        return False
    metrics = metrics_in(part.left)
    if len(metrics) != 1 or metrics != metrics_in(part.right):
        return False
    left, right = _selectors(part.left), _selectors(part.right)
    if len(left) != 1 or len(right) != 1 or not set(right[0].matchers) < set(left[0].matchers):
        return False
    return any_windows or (
        _functions(part.left) == _functions(part.right) and _windows(part.left) == _windows(part.right)
    )


def _is_percentage(part: Expression) -> bool:
    if not isinstance(part, Binary) or part.op != "*":
        return False
    sides = (part.left, part.right)
    hundred = any(isinstance(side, Constant) and _number(side) == 100 for side in sides)
    return hundred and any(_is_share(side) for side in sides)


def _selectors(part: Expression) -> list[Selector]:
    return [inner for inner in parts(part) if isinstance(inner, Selector)]


def _functions(part: Expression) -> list[str]:
    return [
        inner.function if isinstance(inner, Call) else inner.op
        for inner in parts(part)
        if isinstance(inner, Call | Aggregate)
    ]


def _windows(part: Expression) -> list[float]:
    return [inner.seconds for inner in parts(part) if isinstance(inner, Window)]
