"""Why a part of a histogram has no series: a native histogram is one series, which holds buckets, count and sum."""

from __future__ import annotations

from dataclasses import replace

from lab.why.expression import (
    NAME,
    Aggregate,
    Call,
    Expression,
    Matcher,
    Selector,
    Window,
    parts,
    transform,
    with_part,
)
from lab.why.model import Cause, ExplainContext, Finding, Proposal

_BUCKET, _COUNT, _SUM = "_bucket", "_count", "_sum"
_FUNCTIONS = {_COUNT: "histogram_count", _SUM: "histogram_sum"}
_BOUND = "le"


def explain_native_histogram(selector: Selector, ctx: ExplainContext) -> tuple[Finding, ...]:
    """For `x_bucket`, `x_count` or `x_sum` without series where `x` is a native histogram with these labels."""
    name = selector.name or ""
    suffix = next((suffix for suffix in (_BUCKET, *_FUNCTIONS) if name.endswith(suffix)), "")
    if not suffix or ctx.inventory.select(selector):
        return ()
    matchers = (Matcher(NAME, "=", name.removesuffix(suffix)), *(m for m in selector.labelled if m.label != _BOUND))
    whole = Selector(matchers, selector.shift)
    if not _is_native(whole, ctx):
        return ()
    message = (
        f"{whole.bare()} is a native histogram, which has no {suffix} series: buckets, count and sum are in its samples"
    )
    if suffix in _FUNCTIONS:
        proposal = _with_function(ctx.query, selector, whole, _FUNCTIONS[suffix])
        return (Finding(Cause.NEVER_SENT, message, (), (Proposal(proposal),)),)
    if any(isinstance(part, Call) and part.function == "histogram_quantile" for part in parts(ctx.query)):
        return (Finding(Cause.NEVER_SENT, message, (), (Proposal(_without_bounds(ctx.query, selector, whole)),)),)
    hint = f"the share of observations up to a bound is histogram_fraction(0, bound, rate({whole.bare()}[5m]))"
    return (Finding(Cause.NEVER_SENT, message, (hint,)),)


def _is_native(whole: Selector, ctx: ExplainContext) -> bool:
    """A backend tells; a record only has the type that the target declares, and a classic histogram has no series of
    that name."""
    series = [series for _, series in ctx.inventory.select(whole)]
    if not series or any("quantile" in one.labels for one in series):
        return False
    if ctx.evaluate is None:
        return ctx.inventory.types.get(whole.name or "") == "histogram"
    return bool(ctx.result(Call("histogram_count", (whole,))).samples)


def _with_function(query: Expression, selector: Selector, whole: Selector, function: str) -> Expression:
    """`rate(x_count[5m])` becomes `histogram_count(rate(x[5m]))`."""
    for part in parts(query):
        match part:
            case Call(_, (Window(of, seconds),)) if of == selector:
                return with_part(query, part, Call(function, (replace(part, args=(Window(whole, seconds),)),)))
    return with_part(query, selector, Call(function, (whole,)))


def _without_bounds(query: Expression, selector: Selector, whole: Selector) -> Expression:
    """`sum by (le) (rate(x_bucket[5m]))` becomes `sum(rate(x[5m]))`."""

    def change(part: Expression) -> Expression:
        match part:
            case Aggregate(by=True, labels=labels) if _BOUND in labels:
                kept = tuple(label for label in labels if label != _BOUND)
                return replace(part, labels=kept, by=True if kept else None)
        return part

    return transform(with_part(query, selector, whole), change)
