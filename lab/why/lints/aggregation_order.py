"""Aggregations at the wrong place: a sum before its rate, an average of ratios, a count of nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lab.why.evaluation import is_scalar
from lab.why.expression import (
    COMPARISONS,
    Aggregate,
    Binary,
    Call,
    Expression,
    Selector,
    Subquery,
    Window,
    parts,
    to_promql,
    with_part,
)
from lab.why.metric_types import metric_type
from lab.why.model import Cause, ExplainContext, Finding, Proposal

_COUNTER_FUNCTIONS = ("rate", "irate", "increase")


def review_aggregation_order(ctx: ExplainContext) -> tuple[Finding, ...]:
    return tuple(finding for part in parts(ctx.query) for finding in _of_part(part, ctx))


def _of_part(part: Expression, ctx: ExplainContext) -> Iterator[Finding]:
    match part:
        case Call(function, (Subquery(of, seconds, _, shift),)) if function in _COUNTER_FUNCTIONS:
            if isinstance(of, Aggregate) and isinstance(of.of, Selector):
                message = f"{function} of a {of.op} of counters: the reset of one counter counts as one of all"
                inner = Call(function, (Window(replace(of.of, shift=shift), seconds),))
                better = with_part(ctx.query, part, replace(of, of=inner))
                yield Finding(Cause.SUSPICIOUS, message, (f"take the {function} first",), (Proposal(better),))
        case Aggregate("avg", Binary("/", left, right)) if _of_events(left, ctx) and _of_events(right, ctx):
            message = "an average of ratios gives a series with few events the same weight as one with many"
            above, below = (replace(part, op="sum", of=_plain(side)) for side in (left, right))
            better = with_part(ctx.query, part, Binary("/", above, below))
            yield Finding(Cause.SUSPICIOUS, message, ("divide the sums",), (Proposal(better),))
        case Aggregate("count", Binary() as comparison) if comparison.op in COMPARISONS and comparison.bool_:
            message = f"{to_promql(part)} counts all series, with bool also those for which the comparison is 0"
            plain = replace(part, of=replace(comparison, bool_=False))
            proposals = (
                Proposal(with_part(ctx.query, part, plain)),
                Proposal(with_part(ctx.query, part, replace(part, op="sum"))),
            )
            yield Finding(Cause.SUSPICIOUS, message, (), proposals)


def _of_events(side: Expression, ctx: ExplainContext) -> bool:
    """Whether it counts events: an average of the shares in use of disks says what it says."""
    kinds = (metric_type(part.name, ctx.inventory) for part in parts(side) if isinstance(part, Selector) and part.name)
    return not is_scalar(side) and any(kind != "gauge" for kind in kinds)


def _plain(side: Expression) -> Expression:
    return side.of if isinstance(side, Aggregate) and side.by is None else side
