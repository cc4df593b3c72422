"""Comparisons with what a counter did in a window: values that are extrapolated, and counters that have not risen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lab.why.comparisons import format_number
from lab.why.evaluation import Sample
from lab.why.expression import Aggregate, Binary, Call, Constant, Expression, Selector, Window
from lab.why.lints.whole_numbers import review_whole_numbers
from lab.why.model import ExplainContext

_RISES = ("increase", "rate", "irate")


def explain_counter(binary: Binary, left: Sequence[Sample], ctx: ExplainContext) -> Iterator[str]:
    """Details for a comparison that no value of its left side passes. Only where a backend has given values."""
    values = [sample.value for sample in left]
    if ctx.evaluate is None or not values or None in values:
        return
    if any(values):
        for finding in review_whole_numbers(replace(ctx, query=binary)):
            yield finding.message
            yield from finding.details
    elif isinstance(binary.right, Constant) and binary.op in (">", ">="):
        yield from _at_rest(binary.left, ctx)


def _at_rest(part: Expression, ctx: ExplainContext) -> Iterator[str]:
    """A counter that appears with 1 has no increase: nobody has seen it at 0."""
    inner = part.of if isinstance(part, Aggregate) else part
    window = inner.args[0] if isinstance(inner, Call) and inner.function in _RISES else None
    if not isinstance(window, Window) or window.of.shift.offset or window.of.shift.at:
        return
    selector: Selector = window.of
    counted = [sample.value for sample in ctx.result(selector).samples if sample.value]
    if not counted:
        return
    age = max(float(int(ctx.inventory.taken_at - ctx.inventory.started)), window.seconds)
    if any(sample.value for sample in ctx.result(Call("increase", (replace(window, seconds=age),))).samples):
        yield "no counter has risen within the window"
        return
    yield (
        f"{selector.bare()} has been {format_number(counted[0])} since its first sample: what it had counted "
        "before its first sample is no increase"
    )
    yield "let the application create the series with 0, before the first event"
