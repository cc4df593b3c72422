"""Expected times for given intervals: one formula per measure and transport. `production` predicts only with formulas
that a measurement has confirmed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from lab.comparison.record import Intervals, Transport

_SCRAPE_TIMEOUT = 10.0  # Prometheus' own default, and never more than the interval


@dataclass(frozen=True, slots=True)
class Range:
    """Seconds: the typical value, and the ends between which single values lie."""

    low: float
    typical: float
    high: float

    def plus(self, seconds: float) -> Range:
        return Range(self.low + seconds, self.typical + seconds, self.high + seconds)


@dataclass(frozen=True, slots=True)
class Estimate:
    """`text` states the formula for any intervals. `value` is None where the intervals alone do not decide.

    `period`: by how many seconds a measurement may differ, as an interval may have begun at any moment. `has_overhead`:
    whether transport and processing add the same time whatever the intervals. `ignores`: what the formula leaves out.
    """

    text: str
    value: Range | None
    period: float
    has_overhead: bool = False
    ignores: str = ""


Formula: TypeAlias = Callable[[Transport, Intervals], Estimate]


def freshness_p50(transport: Transport, intervals: Intervals) -> Estimate:
    cycle, period = _cycle(transport, intervals)
    text = "half an export and half a scrape interval" if transport == "push, then pull" else f"half {cycle}"
    return Estimate(text, Range(0, period / 2, period), period, has_overhead=True)


def freshness_max(transport: Transport, intervals: Intervals) -> Estimate:
    cycle, period = _cycle(transport, intervals)
    if transport != "push, then pull":
        return Estimate(cycle, Range(0, period, period), period, has_overhead=True)
    low = max(intervals.export, intervals.scrape)
    ignores = "the phase of the two intervals, which is constant while both run: the maximum may be smaller"
    return Estimate(cycle, Range(low, period, period), period, has_overhead=True, ignores=ignores)


def crash_detection(transport: Transport, intervals: Intervals) -> Estimate:
    if transport != "pull":
        return _absence_detection(transport, intervals)
    text = "the next scrape is refused: nothing to a scrape interval"
    return Estimate(text, Range(0, intervals.scrape / 2, intervals.scrape), intervals.scrape)


def partition_detection(transport: Transport, intervals: Intervals) -> Estimate:
    if transport != "pull":
        return _absence_detection(transport, intervals)
    scrape = intervals.scrape
    timeout = min(_SCRAPE_TIMEOUT, scrape)
    return Estimate(
        "the next scrape times out: a scrape timeout, plus nothing to a scrape interval",
        Range(timeout, scrape / 2 + timeout, scrape + timeout),
        scrape,
        ignores=f"a scrape timeout other than {timeout:g} s; where the name no longer resolves, scrapes fail at once",
    )


def _cycle(transport: Transport, intervals: Intervals) -> tuple[str, float]:
    """The longest time until a sample is sent on, in words and in seconds."""
    match transport:
        case "pull":
            return "a scrape interval", intervals.scrape
        case "push":
            return "an export interval", intervals.export
        case "push, then pull":
            return "an export and a scrape interval", intervals.export + intervals.scrape


def _absence_detection(transport: Transport, intervals: Intervals) -> Estimate:
    """Where samples are pushed, a failure shows only as missing samples."""
    export, lookback = intervals.export, intervals.lookback
    if transport == "push, then pull":
        return Estimate(
            "the collector drops a series after its metric_expiration, less up to an export interval, plus up to a "
            "scrape interval",
            None,
            export + intervals.scrape,
            ignores="metric_expiration of the collector (default 5m), which is no interval of either side",
        )
    oldest = max(0.0, lookback - export)
    return Estimate(
        "the last sample is older than the lookback: the lookback, less up to an export interval",
        Range(oldest, (oldest + lookback) / 2, lookback),
        export,
        ignores="a rule's 'for', and stale markers, which an application may send when it shuts down gracefully",
    )
