"""One size: what a round of scrapes or exports costs there, and whether it ends before the next begins.

The scenario's first wait names a series that gets one sample in each round; rounds are counted by it.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from lab.backends.http import get
from lab.comparison.config import Sizes
from lab.comparison.measure.phases import part
from lab.comparison.measure.prom_queries import HEAD_SERIES, Asking
from lab.comparison.measure.results import Found
from lab.comparison.measure.side_setup import awaited, measured, where_of
from lab.comparison.measure.window import carried, memory, snapshot, work
from lab.comparison.measure.wire_check import listen
from lab.comparison.sides.planning import SidePlan
from lab.errors import UsageError
from lab.expectations.specs import SeriesCheck
from lab.language.promql import selector
from lab.record.event import Event
from lab.run.clock import Clock
from lab.run.lab import Lab

FIRST_ROUNDS = 4  # intervals until the first round must be stored whole: the first of all creates every series
LOOK_S = 0.5


def sized(side: SidePlan, lab: Lab, how: Sizes, clock: Clock, on_event: Callable[[Event], None]) -> Found:
    """`lab` is a fresh one of this side at its size. Never raises for what the lab does; that is a invalid_reason."""
    assert side.size is not None
    ask, found, rounds = Asking(lab, None, where_of(side)), Found(), _rounds(side)
    with part("proof", clock, on_event):
        ends, found.proofs, found.invalid_reason = listen(side, lab)
    if found.invalid_reason:
        return found
    with part("first round", clock, on_event):
        found.invalid_reason = _begun(side.size, ask, how, clock)
    if found.invalid_reason:
        # Even the first round does not end: this size is not kept up with, and that is a result.
        found.add("size.kept_up", 0.0, "share")
        found.invalid_reason, found.remark = "", found.invalid_reason
        return found
    services = measured(side, lab)
    with part("rounds", clock, on_event):
        began = clock.now()
        before = snapshot(ask, services)
        clock.pause(how.interval * how.rounds)
        after = snapshot(ask, services)
    seconds = max(1, math.floor(clock.now() - began))
    for each in (*work("size", before, after), *carried("size", before, after, ends)):
        if each.name == "cpu.size":
            found.add("size.cpu", each.value, "ms/s", "engine", each.of)
            per_series = each.value * 1000 * how.interval / side.size
            found.add("size.cpu_per_series", round(per_series, 4), "us", "engine", each.of)
        if each.name == "wire.size":
            found.add("size.wire", each.value, "bytes/s", "engine", each.of)
    for each in memory(after):
        found.add("size.memory", each.value, "bytes", "engine", each.of)
        found.add("size.memory_per_series", round(each.value / side.size, 1), "bytes", "engine", each.of)
    # An interval late: the newest round may be on its way still, and is stored under the time of its beginning.
    late = f"offset {round(how.interval * 1000)}ms"
    stored = ask.value(f"count_over_time({rounds}[{seconds}s] {late})") or 0.0
    found.add("size.kept_up", min(1.0, stored / how.rounds), "share")
    took = _took(side, lab, ask, seconds, began)
    if took is not None:
        found.add("size.took", round(took, 4), "s", "component")
    own = ask.own()
    if HEAD_SERIES in own:
        found.add("series.head", own[HEAD_SERIES], "count", "component")
    return found


def _rounds(side: SidePlan) -> str:
    spec = next((check.spec for check in awaited(side) if isinstance(check.spec, SeriesCheck)), None)
    if spec is None:
        raise UsageError(
            f"the scenario of {side.name} waits for no series, so its rounds cannot be counted",
            remedy="let its first step wait for a series that gets one sample in each round",
        )
    return spec.query


def _begun(size: int, ask: Asking, how: Sizes, clock: Clock) -> str:
    """Waits until all series are there; in words, how many are when that takes too long."""
    end = clock.now() + FIRST_ROUNDS * how.interval
    while (there := ask.value(f"count({ask.everything()})") or 0.0) < size:
        if clock.now() > end or clock.stopped.is_set():
            return f"after {FIRST_ROUNDS} intervals {there:.0f} of {size} series were there"
        clock.pause(LOOK_S)
    return ""


def _took(side: SidePlan, lab: Lab, ask: Asking, seconds: int, began: float) -> float | None:
    """The longest scrape as Prometheus timed it, or the longest round of exports as the program itself did."""
    scraped = ask.value(f"max(max_over_time({selector('scrape_duration_seconds', ask.where)}[{seconds}s]))")
    if scraped is not None:
        return scraped
    url = lab.endpoint("app")
    said = get(f"{url}/state") if url is not None else None
    if said is None or not isinstance(said.json, dict):
        return None
    return max((each["took_seconds"] for each in said.json.get("rounds", ()) if each["started"] >= began), default=None)
