"""Values of the answer that are no numbers, or the bound of a histogram."""

from __future__ import annotations

import math
from collections.abc import Iterator

from lab.language.counting import count
from lab.why.comparisons import format_labels, format_number
from lab.why.expression import Binary, Call, Constant, Expression, Selector, Window, parts, to_promql
from lab.why.model import Cause, ExplainContext, Finding


def review_values(ctx: ExplainContext) -> tuple[Finding, ...]:
    """Only where a backend has given values."""
    if ctx.evaluate is None:
        return ()
    return tuple(_not_numbers(ctx)) + tuple(_highest_bounds(ctx))


def _not_numbers(ctx: ExplainContext) -> Iterator[Finding]:
    samples = ctx.result(ctx.query).samples
    divides = any(isinstance(part, Binary) and part.op in ("/", "%") for part in parts(ctx.query))
    quantile = next((part for part in parts(ctx.query) if _is_quantile(part)), None)
    if quantile is not None and _outside(quantile):
        return
    for name, holds in (("NaN", math.isnan), ("infinite", math.isinf)):
        found = [sample for sample in samples if sample.value is not None and holds(sample.value)]
        if not found:
            continue
        whose = "the value" if len(samples) == 1 else f"{len(found)} of {count(len(samples), 'value')}"
        causes = []
        if divides:
            causes.append("0 / 0 is NaN" if name == "NaN" else "a number divided by 0 is infinite")
        if quantile is not None and name == "NaN":
            causes.append("a quantile of no observations is NaN: nothing was observed in the window")
        example = f"for example {format_labels(found[0].labels)}" if len(samples) > 1 else ""
        verb = "is" if len(found) == 1 else "are"
        yield Finding(Cause.SUSPICIOUS, f"{whose} {verb} {name}", tuple(filter(None, (*causes, example))))


def _is_quantile(part: Expression) -> bool:
    return isinstance(part, Call) and part.function == "histogram_quantile"


def _outside(part: Expression) -> bool:
    assert isinstance(part, Call)
    param = part.args[0]
    return isinstance(param, Constant) and not 0 <= float(param.text) <= 1


def _highest_bounds(ctx: ExplainContext) -> Iterator[Finding]:
    """A quantile equal to the highest bound is in the last bucket, and may be anything above it."""
    for part in parts(ctx.query):
        if not isinstance(part, Call) or part.function != "histogram_quantile" or _outside(part):
            continue
        bounds = [bound for inner in parts(part) for bound in _bounds(inner, ctx)]
        if not bounds:
            continue
        highest = max(bounds)
        at = [sample for sample in ctx.result(part).samples if sample.value == highest]
        if at:
            total = count(len(ctx.result(part).samples), "value")
            message = f"{len(at)} of {total} of {to_promql(part)} is {format_number(highest)}, the highest bound"
            yield Finding(Cause.SUSPICIOUS, message, ("the quantile is above it, by an unknown amount: add buckets",))


def _bounds(part: Expression, ctx: ExplainContext) -> Iterator[float]:
    selector = part.of if isinstance(part, Window) else part
    if not isinstance(selector, Selector) or not (selector.name or "").endswith("_bucket"):
        return
    for _, series in ctx.inventory.select(selector):
        try:
            bound = float(series.labels.get("le", "+Inf"))
        except ValueError:
            continue
        if math.isfinite(bound):
            yield bound
