"""A quantile that is a percentage, of values that are no rates, or aggregated again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lab.why.expression import (
    Aggregate,
    Call,
    Constant,
    Expression,
    Selector,
    Window,
    parts,
    to_promql,
    with_part,
)
from lab.why.model import Cause, ExplainContext, Finding, Proposal

_USUAL_S = 300.0


def review_quantiles(ctx: ExplainContext) -> tuple[Finding, ...]:
    return tuple(finding for part in parts(ctx.query) for finding in _of_part(part, ctx))


def _of_part(part: Expression, ctx: ExplainContext) -> Iterator[Finding]:
    if isinstance(part, Call) and part.function in ("histogram_quantile", "quantile_over_time") and part.args:
        yield from _outside(part, part.args[0], ctx)
        if part.function == "histogram_quantile" and isinstance(part.args[-1], Selector | Aggregate):
            yield from _since_the_start(part, ctx)
    elif isinstance(part, Aggregate):
        if part.op == "quantile" and part.param is not None:
            yield from _outside(part, part.param, ctx)
        if part.op in ("avg", "sum") and isinstance(part.of, Call) and part.of.function == "histogram_quantile":
            yield _aggregated(part, part.of, ctx)
        if part.op in ("max", "min") and part.by is not None and _keeps_le(part):
            message = f"{to_promql(part)} takes the {part.op} of each bucket: the buckets of a histogram are added"
            better = with_part(ctx.query, part, replace(part, op="sum"))
            yield Finding(Cause.SUSPICIOUS, message, (), (Proposal(better),))


def _outside(part: Expression, param: Expression, ctx: ExplainContext) -> Iterator[Finding]:
    if not isinstance(param, Constant):
        return
    try:
        value = float(param.text)
    except ValueError:
        return
    if 0 <= value <= 1:
        return
    result = "+Inf" if value > 1 else "-Inf"
    message = f"{_name(part)} takes a quantile from 0 to 1; {param.text} returns {result} for every series"
    proposals: tuple[Proposal, ...] = ()
    if 1 < value <= 100:
        better = _with_param(part, Constant(f"{value / 100:g}"))
        proposals = (Proposal(with_part(ctx.query, part, better)),)
    yield Finding(Cause.SUSPICIOUS, message, (), proposals)


def _name(part: Expression) -> str:
    return part.function if isinstance(part, Call) else "quantile"


def _with_param(part: Expression, param: Expression) -> Expression:
    if isinstance(part, Call):
        return replace(part, args=(param, *part.args[1:]))
    assert isinstance(part, Aggregate)
    return replace(part, param=param)


def _since_the_start(call: Call, ctx: ExplainContext) -> Iterator[Finding]:
    """Buckets without rate: of all observations since the application started."""
    inner = call.args[-1]
    selector = inner.of if isinstance(inner, Aggregate) else inner
    if not isinstance(selector, Selector) or not (selector.name or "").endswith("_bucket"):
        return
    message = f"{to_promql(inner)} counts since the application started, so the quantile is of all that time"
    rate = Call("rate", (Window(selector, _USUAL_S),))
    better = with_part(ctx.query, selector, rate)
    yield Finding(Cause.SUSPICIOUS, message, ("take the rate of the buckets first",), (Proposal(better),))


def _aggregated(aggregate: Aggregate, call: Call, ctx: ExplainContext) -> Finding:
    message = f"{aggregate.op} of quantiles is no quantile: add the buckets first, then take the quantile"
    labels = ("le", *aggregate.labels) if aggregate.by else ("le",)
    inner = call.args[-1]
    while isinstance(inner, Aggregate):
        inner = inner.of
    buckets = Aggregate("sum", inner, None, True, labels)
    better = with_part(ctx.query, aggregate, replace(call, args=(*call.args[:-1], buckets)))
    return Finding(Cause.SUSPICIOUS, message, (), (Proposal(better),))


def _keeps_le(aggregate: Aggregate) -> bool:
    return aggregate.by is True and "le" in aggregate.labels
