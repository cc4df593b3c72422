"""The states of an alert over time, from the samples that Prometheus writes to ALERTS.

Polling the alerts API would miss states shorter than the polling interval; a range query over ALERTS misses none.
`timestamp(ALERTS)` gives the times of the evaluations.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lab.expectations.eval_context import EvalContext
from lab.expectations.patterns import pattern_mismatches
from lab.language.promql import quoted
from lab.queries.prometheus import RangeQuery
from lab.queries.series import points_of

STEP_S = 0.5


@dataclass(frozen=True, slots=True)
class Stage:
    """A state and the evaluation (unix seconds) that began it.

    `resolved` ends firing; `inactive` ends a pending that did not fire.
    """

    state: str
    at: float


def life_queries(alert: str, ctx: EvalContext) -> tuple[RangeQuery, RangeQuery]:
    """Queries for the evaluations in each state since the step began, and for the times at which it became active."""
    matcher = f"{{alertname={quoted(alert)}}}"
    states, active_since = (
        RangeQuery(query=query, start=ctx.step_started, end=ctx.now, step=STEP_S)
        for query in (f"timestamp(ALERTS{matcher})", f"ALERTS_FOR_STATE{matcher}")
    )
    return states, active_since


def life_of(states: Any, active_since: Any, labels: Mapping[str, str], ctx: EvalContext) -> list[Stage]:
    """The stages of alerts with these labels, oldest first, from the answers to `life_queries`."""
    return _with_missing_pending(_stages(states, labels, ctx), active_since, labels, ctx)


def pending_before_firing(life: list[Stage], ctx: EvalContext) -> float | None:
    """Seconds pending before the first firing that began in this step; None when none began."""
    for before, stage in zip([None, *life], life, strict=False):
        if stage.state == "firing" and (before is not None or stage.at >= ctx.step_started):
            return round(stage.at - before.at, 3) if before is not None and before.state == "pending" else 0.0
    return None


def _stages(states: Any, labels: Mapping[str, str], ctx: EvalContext) -> list[Stage]:
    """The alert is firing while any of its series is."""
    by_moment: dict[float, Stage] = {}
    for series, points in points_of(states):
        if pattern_mismatches(labels, series):
            continue
        for at, evaluated in points:
            if at not in by_moment or by_moment[at].state != "firing":
                by_moment[at] = Stage(series.get("alertstate", ""), evaluated)
    life: list[Stage] = []
    last = ctx.step_started
    for at, stage in sorted(by_moment.items()):
        # Prometheus marks the end of a series as stale: a step without a sample is the end of the alert.
        if life and at - last > 1.5 * STEP_S:
            life.append(_end(life[-1], last + STEP_S))
        elif life and (life[-1].state, stage.state) == ("firing", "pending"):
            life.append(_end(life[-1], stage.at))
        if not life or life[-1].state != stage.state:
            life.append(stage)
        last = at
    if life and ctx.now - last >= STEP_S:
        life.append(_end(life[-1], last + STEP_S))
    return life


def _with_missing_pending(
    life: list[Stage], active_since: Any, labels: Mapping[str, str], ctx: EvalContext
) -> list[Stage]:
    """The stages, with pending ones that left no sample: Prometheus writes ALERTS only from its third evaluation on.

    The value of ALERTS_FOR_STATE is the time since which an alert is active, in whole seconds.
    """
    matching = [points for series, points in points_of(active_since) if not pattern_mismatches(labels, series)]
    since = sorted({value for points in matching for _, value in points})
    complete: list[Stage] = []
    for stage in life:
        began = max((at for at in since if at <= stage.at), default=stage.at)
        if stage.at - began >= 1:  # less is rounding
            if stage.state == "pending":
                complete.append(Stage("pending", began))
                continue
            fired_here = stage.at >= ctx.step_started  # else it was pending before this step
            if stage.state == "firing" and fired_here and not (complete and complete[-1].state == "pending"):
                complete.append(Stage("pending", began))
        complete.append(stage)
    return complete


def _end(stage: Stage, at: float) -> Stage:
    return Stage("resolved" if stage.state == "firing" else "inactive", at)
