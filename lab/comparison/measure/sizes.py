"""One size: what an interval of scrapes or exports costs, and whether it ends before the next begins.

The scenario's first wait names a series that gets one sample in each interval; intervals are counted by it.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from lab.backends.http import get
from lab.comparison import measures
from lab.comparison.config import Sizes
from lab.comparison.measure.phases import phase
from lab.comparison.measure.prom_queries import HEAD_SERIES, PromQueries
from lab.comparison.measure.query_cost import measure_query_cost
from lab.comparison.measure.results import RepetitionResult, measured_value
from lab.comparison.measure.side_setup import app_labels_of, first_wait, measured_services
from lab.comparison.measure.usage import cpu_usage, memory_usage, network_usage, snapshot
from lab.comparison.measure.wire_check import run_wire_checks
from lab.comparison.sides.planning import SidePlan
from lab.errors import UsageError
from lab.expectations.value_check import ValueCheck
from lab.language.promql import selector
from lab.record.event import Event
from lab.run.clock import Clock
from lab.run.lab import Lab

FIRST_INTERVALS = 4  # until the first one must be stored whole: it creates every series
SERIES_POLL_S = 0.5


def measure_size(
    side: SidePlan, lab: Lab, config: Sizes, clock: Clock, on_event: Callable[[Event], None]
) -> RepetitionResult:
    """`lab` is a fresh one at its size. What goes wrong in the lab is an `invalid_reason`, never an exception."""
    assert side.size is not None
    queries, result = PromQueries(lab, None, app_labels_of(side), stores=side.side.storage), RepetitionResult()
    interval_query = _interval_query(side)
    with phase("wire checks", clock, on_event):
        ends, result.wire_checks, result.invalid_reason = run_wire_checks(side, lab)
    if result.invalid_reason:
        return result
    with phase("first interval", clock, on_event):
        result.remark = _first_interval_problem(side.size, queries, config, clock)
    if result.remark:
        # Not even the first interval ended: the side is too slow for this size, which is a valid result.
        result.add(measures.SIZE_ON_TIME, 0.0)
        return result
    services = measured_services(side, lab)
    with phase("intervals", clock, on_event):
        began = clock.now()
        before = snapshot(queries, services)
        clock.pause(config.interval * config.rounds)
        after = snapshot(queries, services)
    seconds = max(1, math.floor(clock.now() - began))
    for value in cpu_usage(measures.SIZE_CPU, before, after):
        per_series = round(value.value * 1000 * config.interval / side.size, 4)
        result.measurements += (
            value,
            measured_value(measures.SIZE_CPU_PER_SERIES, per_series, "engine", value.of),
        )
    result.measurements += network_usage(measures.SIZE_NETWORK, before, after, ends)
    for value in memory_usage(measures.SIZE_MEMORY, after):
        per_series = round(value.value / side.size, 1)
        result.measurements += (
            value,
            measured_value(measures.SIZE_MEMORY_PER_SERIES, per_series, "engine", value.of),
        )
    # An interval late: the newest samples may still be on their way, and are stored under the time of their beginning.
    offset = f"offset {round(config.interval * 1000)}ms"
    stored = queries.value(f"count_over_time({interval_query}[{seconds}s] {offset})") or 0.0
    result.add(measures.SIZE_ON_TIME, min(1.0, stored / config.rounds))
    duration = _duration(lab, queries, seconds, began)
    if duration is not None:
        result.add(measures.SIZE_DURATION, round(duration, 4), "component")
    metrics = queries.self_metrics()
    if HEAD_SERIES in metrics:
        result.add(measures.SERIES_HEAD, metrics[HEAD_SERIES], "component")
    if side.side.timed_query is not None:
        measure_query_cost(side.side.timed_query, lab, began, clock.now(), result)
    return result


def _interval_query(side: SidePlan) -> str:
    spec = next((check.spec for check in first_wait(side) if isinstance(check.spec, ValueCheck)), None)
    if spec is None:
        raise UsageError(
            f"the scenario of {side.name} waits for no series, so its intervals cannot be counted",
            remedy="let its first step wait for a series that gets one sample in each interval",
        )
    return spec.query


def _first_interval_problem(size: int, queries: PromQueries, config: Sizes, clock: Clock) -> str:
    """Waits until all series exist. Returns how many do if that takes too long, else an empty text."""
    deadline = clock.now() + FIRST_INTERVALS * config.interval
    while (existing := queries.value(f"count({queries.app_selector})") or 0.0) < size:
        if clock.now() > deadline or clock.stopped.is_set():
            return f"after {FIRST_INTERVALS} intervals only {existing:.0f} of {size} series existed"
        clock.pause(SERIES_POLL_S)
    return ""


def _duration(lab: Lab, queries: PromQueries, seconds: int, began: float) -> float | None:
    """The longest scrape as Prometheus timed it, or the longest export as the program itself did."""
    scrape = selector("scrape_duration_seconds", queries.app_labels)
    scraped = queries.value(f"max(max_over_time({scrape}[{seconds}s]))")
    if scraped is not None:
        return scraped
    url = lab.endpoint("app")
    reply = get(url, "/state") if url is not None else None
    if reply is None or not isinstance(reply.json, dict):
        return None
    exports = (export for export in reply.json.get("rounds", ()) if export["started"] >= began)
    return max((export["took_seconds"] for export in exports), default=None)
