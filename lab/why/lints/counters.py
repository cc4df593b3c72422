"""Functions for counters on gauges, and functions for gauges on counters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lab.why.expression import Aggregate, Binary, Call, Expression, Selector, Window, parts, to_promql, with_part
from lab.why.metric_types import metric_of, metric_type
from lab.why.model import Cause, ExplainContext, Finding, Proposal

_FOR_COUNTERS = {"rate": "deriv", "irate": "idelta", "increase": "delta", "resets": "changes"}
_FOR_GAUGES = {"delta": "increase", "idelta": "irate", "deriv": "rate"}
_USUAL_S = 300.0


def review_counters(ctx: ExplainContext) -> tuple[Finding, ...]:
    counted = tuple(_only_counted(ctx.query))
    return tuple(finding for part in parts(ctx.query) if part not in counted for finding in _of_part(part, ctx))


def _only_counted(query: Expression) -> Iterator[Expression]:
    """The parts whose values nobody sees: of `count(rate(container_last_seen[5m]))` there is only how many."""
    for part in parts(query):
        if isinstance(part, Aggregate) and part.op in ("count", "group") and isinstance(part.of, Call):
            yield part.of


def _of_part(part: Expression, ctx: ExplainContext) -> Iterator[Finding]:
    if isinstance(part, Call) and part.args and isinstance(part.args[0], Window):
        name = metric_of(part.args[0])
        kind = metric_type(name, ctx.inventory) if name else ""
        if kind == "gauge" and part.function in _FOR_COUNTERS:
            message = f"{part.function} is for counters, and {name} is a gauge: each decrease counts as a reset to 0"
            yield _other(part, _FOR_COUNTERS[part.function], message, ctx)
        elif kind == "counter" and part.function in _FOR_GAUGES:
            message = f"{part.function} is for gauges, and {name} is a counter: a reset to 0 counts as a decrease"
            yield _other(part, _FOR_GAUGES[part.function], message, ctx)
    elif isinstance(part, Binary) and part.op == "/":
        yield from _lifetime_average(part, ctx)


def _other(call: Call, function: str, message: str, ctx: ExplainContext) -> Finding:
    better = with_part(ctx.query, call, replace(call, function=function))
    return Finding(Cause.SUSPICIOUS, message, (), (Proposal(better),))


def _lifetime_average(binary: Binary, ctx: ExplainContext) -> Iterator[Finding]:
    """`x_sum / x_count` without rate."""
    left, right = binary.left, binary.right
    if not isinstance(left, Selector) or not isinstance(right, Selector):
        return
    stem = (left.name or "").removesuffix("_sum")
    if not stem or left.name != f"{stem}_sum" or right.name != f"{stem}_count":
        return
    message = f"{to_promql(binary)} is the average since the application started, not the current one"
    rated = replace(binary, left=_rate(left), right=_rate(right))
    yield Finding(Cause.SUSPICIOUS, message, (), (Proposal(with_part(ctx.query, binary, rated)),))


def _rate(selector: Selector) -> Call:
    return Call("rate", (Window(selector, _USUAL_S),))
