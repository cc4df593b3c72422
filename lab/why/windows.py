"""Why a function of a window returns nothing: too few samples, or the newest is older than the window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from lab.language.quantities import format_duration
from lab.why.ended import format_age, stopped_services
from lab.why.evaluation import NEED_TWO, Sample
from lab.why.expression import Window, with_part
from lab.why.inventory import Series
from lab.why.model import Cause, ExplainContext, Finding, Proposal
from lab.why.selectors import explain_selector

MIN_INTERVALS = 4  # sample intervals in a window, so that one missed sample does not matter
_PROBE_S = 300.0  # the shortest window in which the interval of pushed samples is looked up


def explain_window(window: Window, ctx: ExplainContext, function: str = "") -> tuple[Finding, ...]:
    """`function`: the one that takes the window; empty when the window itself is the query."""
    live = [series for _, series in ctx.inventory.select(window.of) if series.live]
    if not live or window.of.shift.at or window.of.shift.offset > 0:
        return explain_selector(window.of, ctx)
    samples = ctx.result(window).samples
    interval = _sample_interval(window, live, ctx)
    newest = max((series.last for series in live if series.last is not None), default=None)
    age = ctx.inventory.taken_at - newest if newest is not None else 0.0
    if age > window.seconds and (not interval or age > 2 * interval):
        return (_explain_age(window, live, age, ctx),)
    return (_explain_length(window, samples, interval, function, ctx),)


def _explain_age(window: Window, live: Sequence[Series], age: float, ctx: ExplainContext) -> Finding:
    inventory, selector = ctx.inventory, window.of.bare()
    message = f"[{format_duration(window.seconds)}] does not reach back to the last sample of {selector}"
    lookback = format_duration(inventory.lookback)
    details = [f"an instant query still returns it, for {lookback} after its last sample (the lookback delta)"]
    if inventory.target_of(live[0]) is None:
        job = live[0].labels.get("job", "")
        no_target = f"no target has {f'job {job}' if job else 'its labels'}"
        details.append(f"{no_target}: it is pushed, and the sender has stopped")
    return Finding(Cause.LOOKBACK, f"{message}, {format_age(age)} ago", (*details, *stopped_services(inventory)))


def _explain_length(
    window: Window, samples: Sequence[Sample], interval: float, function: str, ctx: ExplainContext
) -> Finding:
    most = max((len(sample.times) for sample in samples), default=0)
    if most >= 2:
        message = f"{function} returns nothing for {len(samples)} series with up to {most} samples each"
        return Finding(Cause.FUNCTION, message)
    count = "one sample" if most else "no sample"
    message = f"[{format_duration(window.seconds)}] contains {count} of {window.of.bare()}"
    if function in NEED_TWO:
        message += f", but {function} needs two"
    details = [f"the interval between samples is {format_duration(interval)}"] if interval else []
    if not interval or window.seconds >= MIN_INTERVALS * interval:
        details.append("the series has just started: try again when it has more samples")
        return Finding(Cause.SHORT_RANGE, message, tuple(details))
    wider = replace(window, seconds=MIN_INTERVALS * interval)
    details.append(f"use at least [{format_duration(wider.seconds)}], so that a missed sample does not matter")
    return Finding(Cause.SHORT_RANGE, message, tuple(details), (Proposal(with_part(ctx.query, window, wider)),))


def _sample_interval(window: Window, live: Sequence[Series], ctx: ExplainContext) -> float:
    """Seconds between two samples: the target's interval, or that of recent pushed samples; 0 when unknown."""
    targets = [target for series in live if (target := ctx.inventory.target_of(series))]
    if targets:
        return max(target.interval for target in targets)
    if ctx.evaluate is None:
        return 0.0
    gaps: list[float] = []
    for sample in ctx.result(replace(window, seconds=max(window.seconds * 4, _PROBE_S))).samples:
        gaps += [later - earlier for earlier, later in zip(sample.times, sample.times[1:], strict=False)]
    return round(median(gaps), 1) if gaps else 0.0
