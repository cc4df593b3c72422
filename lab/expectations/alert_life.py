"""The life of an alert, read off the samples that Prometheus itself keeps of it in ALERTS.

Asking the alerts API again and again misses states shorter than the pause between two questions; a range query over
ALERTS misses none. Asking for `timestamp(ALERTS)` gives the moments of evaluation themselves.
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
    """The evaluations in each state, and since when the alert was active."""
    matcher = f"{{alertname={quoted(alert)}}}"
    states, active_since = (
        RangeQuery(query=query, start=ctx.step_started, end=ctx.now, step=STEP_S)
        for query in (f"timestamp(ALERTS{matcher})", f"ALERTS_FOR_STATE{matcher}")
    )
    return states, active_since


def life_of(states: Any, active_since: Any, labels: Mapping[str, str], ctx: EvalContext) -> list[Stage]:
    """The stages that alerts with these labels went through, oldest first, from the answers to both queries."""
    return _with_lost_beginnings(_stages(states, labels, ctx), active_since, labels, ctx)


def pending_before_firing(life: list[Stage], ctx: EvalContext) -> float | None:
    """Seconds, for the first firing that began in this step; None when none did."""
    for before, stage in zip([None, *life], life, strict=False):
        if stage.state == "firing" and (before is not None or stage.at >= ctx.step_started):
            return round(stage.at - before.at, 3) if before is not None and before.state == "pending" else 0.0
    return None


def _stages(states: Any, labels: Mapping[str, str], ctx: EvalContext) -> list[Stage]:
    """The firing of any series of the alert is its firing."""
    by_moment: dict[float, Stage] = {}
    for given, points in points_of(states):
        if pattern_mismatches(labels, given):
            continue
        for at, evaluated in points:
            if at not in by_moment or by_moment[at].state != "firing":
                by_moment[at] = Stage(given.get("alertstate", ""), evaluated)
    life: list[Stage] = []
    last = ctx.step_started
    for at, stage in sorted(by_moment.items()):
        # Prometheus marks the end of a state's series: one moment without any is the end of the alert.
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


def _with_lost_beginnings(
    life: list[Stage], active_since: Any, labels: Mapping[str, str], ctx: EvalContext
) -> list[Stage]:
    """With the pending moments that left no sample: a Prometheus writes ALERTS only from its third evaluation on.

    ALERTS_FOR_STATE carries since when an alert is active, in whole seconds; less than one is only the rounding.
    """
    same = [points for given, points in points_of(active_since) if not pattern_mismatches(labels, given)]
    since = sorted({value for points in same for _, value in points})
    whole: list[Stage] = []
    for stage in life:
        began = max((at for at in since if at <= stage.at), default=stage.at)
        if stage.at - began >= 1:
            if stage.state == "pending":
                whole.append(Stage("pending", began))
                continue
            fired_here = stage.at >= ctx.step_started  # its pending is no part of this step otherwise
            if stage.state == "firing" and fired_here and not (whole and whole[-1].state == "pending"):
                whole.append(Stage("pending", began))
        whole.append(stage)
    return whole


def _end(stage: Stage, at: float) -> Stage:
    return Stage("resolved" if stage.state == "firing" else "inactive", at)
