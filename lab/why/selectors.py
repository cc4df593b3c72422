"""Why a selector returns nothing: the metric never existed, no series has these labels, or the series have ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from lab.language.counting import count
from lab.why.alerts import explain_alerts
from lab.why.ended import explain_ended, format_age
from lab.why.expression import Selector
from lab.why.matchers import explain_matchers
from lab.why.model import Cause, ExplainContext, Finding
from lab.why.native_histograms import explain_native_histogram
from lab.why.never_sent import explain_never_sent
from lab.why.paths import explain_scrape_metric

SelectorExplainer: TypeAlias = Callable[[Selector, ExplainContext], tuple[Finding, ...]]


def explain_selector(selector: Selector, ctx: ExplainContext) -> tuple[Finding, ...]:
    if selector.either:
        groups = (replace(selector, matchers=group, either=()) for group in selector.either)
        return tuple(finding for group in groups for finding in explain_selector(group, ctx))
    for explainer in EXPLAINERS:
        if findings := explainer(selector, ctx):
            return findings
    return ()


def _explain_unmatched(selector: Selector, ctx: ExplainContext) -> tuple[Finding, ...]:
    """No series, live or ended, has these labels."""
    return () if ctx.inventory.select(selector) else explain_matchers(selector, ctx)


def _explain_by_nature(selector: Selector, ctx: ExplainContext) -> tuple[Finding, ...]:
    """What an application does not have by the way its telemetry takes."""
    by_nature = None if ctx.inventory.select(selector) else explain_scrape_metric(selector, ctx)
    return (by_nature,) if by_nature is not None else ()


def _explain_shift(selector: Selector, ctx: ExplainContext) -> tuple[Finding, ...]:
    """Asked for another time than now."""
    shift, inventory = str(selector.shift).strip(), ctx.inventory
    if not shift:
        return ()
    number = count(len(inventory.select(selector)), "series")
    message = f"{selector.bare()} has {number}, but none at the requested time ({shift})"
    age = inventory.taken_at - inventory.started
    if selector.shift.offset > age and not inventory.searched:
        message += f": the lab started {format_age(age)} ago"
    return (Finding(Cause.TOO_EARLY, message),)


def _explain_later(selector: Selector, ctx: ExplainContext) -> tuple[Finding, ...]:
    live = sum(series.live for _, series in ctx.inventory.select(selector))
    if not live:
        return ()
    message = f"{selector.bare()} has {count(live, 'series')} now: they appeared after the query"
    return (Finding(Cause.LATER, message),)


# The first that knows the cause explains it.
EXPLAINERS: tuple[SelectorExplainer, ...] = (
    explain_alerts,
    _explain_by_nature,
    explain_native_histogram,
    explain_never_sent,
    _explain_unmatched,
    _explain_shift,
    _explain_later,
    explain_ended,
)
