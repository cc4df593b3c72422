"""What is measured, which way is better, and from what size on a difference matters. Verdicts are for `verdicts`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from lab.language.suggestions import did_you_mean

Better: TypeAlias = Literal["lower", "higher", "neither"]

_KIB = 1024
_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Measure:
    """`margin` is a share of the smaller value and `floor` an absolute difference: below either there is none.

    `first`: on the first screen. `explains`: where the number comes from. `worst`: a demand looks at the worst
    repetition, not at the median, since what one repetition lost is not made good by another.
    """

    name: str
    title: str
    unit: str
    better: Better
    margin: float
    floor: float
    first: bool
    explains: str
    worst: bool = False


_CPU = "processor time of the containers by the engine's cgroup counters, before and after"
_MEMORY = "working set (usage less inactive file pages) of the containers by the engine"
_WIRE = "both directions of the link's own network by the engine's interface counters, before and after"
_SAMPLES = "prometheus_tsdb_head_samples_appended_total of the storing component, before and after"
_FRESH = "clock: from sending a single event to the first query that counts it"
_TRUTH = "query: what is counted in the end against what the load generator itself says it sent"
_ANSWER = "query: the side's own expression for it against the truth of the load, as a share of the truth"
_NOTICED = "clock: from the fault to the first poll at which the side's own query says so"
_FAULT_LOST = "query: events sent around the fault that never came to be counted"
_GAP = "query: the longest time around the fault without a sample"
_SIZE = "at this many series; "

_ALL = (
    Measure("cpu.loaded", "processor under load", "ms/s", "lower", 0.10, 1.0, True, _CPU + " the load"),
    Measure("cpu.idle", "processor while idle", "ms/s", "lower", 0.10, 1.0, False, _CPU + " an idle time"),
    Measure("memory", "memory", "bytes", "lower", 0.10, 1.0 * _MIB, True, _MEMORY),
    Measure("wire.loaded", "wire under load", "bytes/s", "lower", 0.02, 50.0, True, _WIRE + " the load"),
    Measure("wire.idle", "wire while idle", "bytes/s", "lower", 0.02, 50.0, False, _WIRE + " an idle time"),
    Measure("samples.loaded", "samples stored under load", "1/s", "lower", 0.02, 1.0, True, _SAMPLES + " the load"),
    Measure("samples.idle", "samples stored while idle", "1/s", "lower", 0.02, 1.0, False, _SAMPLES + " an idle time"),
    Measure("series.app", "series of the application", "count", "lower", 0.01, 0.0, True,
            "query: how many series of the application there are"),
    # Prometheus counts its own handlers and errors in series that come with what it was asked.
    Measure("series.head", "series in memory", "count", "lower", 0.01, 0.0, False,
            "prometheus_tsdb_head_series of the storing component, its own among them"),
    Measure("disk", "disk", "bytes", "lower", 0.10, 64.0 * _KIB, False,
            "write-ahead log, head chunks and blocks by the storing component's own metrics"),
    Measure("freshness.p50", "event to query, half of them", "s", "lower", 0.10, 0.05, False, _FRESH),
    Measure("freshness.p95", "event to query, 95 %", "s", "lower", 0.10, 0.05, True, _FRESH),
    Measure("freshness.max", "event to query, the slowest", "s", "lower", 0.10, 0.05, False, _FRESH),
    Measure("lost", "lost", "count", "lower", 0.0, 0.0, True, _TRUTH, True),
    Measure("duplicates", "counted twice", "count", "lower", 0.0, 0.0, False, _TRUTH, True),
    Measure("answer.rate", "error of the request rate", "share", "lower", 0.0, 0.05, False, _ANSWER),
    Measure("answer.errors", "error of the error ratio", "share", "lower", 0.0, 0.05, False, _ANSWER),
    Measure("answer.p95", "error of the 95th percentile", "share", "lower", 0.0, 0.05, False, _ANSWER),
    Measure("dead.noticed", "dead application noticed", "s", "lower", 0.10, 0.25, True, _NOTICED),
    Measure("dead.lost", "lost when the application dies", "count", "lower", 0.10, 2.0, False, _FAULT_LOST, True),
    Measure("cut.noticed", "cut network noticed", "s", "lower", 0.10, 0.25, True, _NOTICED),
    Measure("cut.lost", "lost when the network is cut", "count", "lower", 0.10, 2.0, True, _FAULT_LOST, True),
    Measure("cut.gap", "without samples after a cut", "s", "lower", 0.10, 0.25, False, _GAP),
    Measure("restart.recovered", "back after a restart of the backend", "s", "lower", 0.10, 0.25, True,
            "clock: from the restart to the first query that counts an event sent after it"),
    Measure("restart.lost", "lost when the backend restarts", "count", "lower", 0.10, 2.0, False, _FAULT_LOST, True),
    Measure("restart.gap", "without samples after a restart", "s", "lower", 0.10, 0.25, False, _GAP),
    Measure("size.cpu", "processor at a size", "ms/s", "neither", 0.10, 1.0, False, _SIZE + _CPU + " the rounds"),
    Measure("size.memory", "memory at a size", "bytes", "neither", 0.10, 1.0 * _MIB, False, _SIZE + _MEMORY),
    Measure("size.wire", "wire at a size", "bytes/s", "neither", 0.10, 0.0, False, _SIZE + _WIRE + " the rounds"),
    Measure("size.cpu_per_series", "processor a series and round", "us", "lower", 0.10, 0.0, True,
            _SIZE + _CPU + " the rounds, divided by series and rounds"),
    Measure("size.memory_per_series", "memory a series", "bytes", "lower", 0.10, 0.0, True,
            _SIZE + _MEMORY + ", divided by the series"),
    Measure("size.took", "a scrape or export takes", "s", "lower", 0.10, 0.01, False,
            _SIZE + "the component's own metric of how long a scrape or export took"),
    Measure("size.kept_up", "rounds that were on time", "share", "higher", 0.0, 0.05, True,
            _SIZE + "samples that arrived as a share of those that were due, by the component's own metric"),
)  # fmt: skip

MEASURES: Mapping[str, Measure] = {measure.name: measure for measure in _ALL}


def measure_called(name: str, unit: str, margins: Mapping[str, float]) -> Measure:
    """With the margin of the comparison file. One that is not known has no better side: it is shown, not judged."""
    known = MEASURES.get(name) or Measure(name, name, unit, "neither", 0.1, 0.0, False, "as it was recorded")
    return replace(known, margin=margins[name]) if name in margins else known


def unknown_measures(names: Mapping[str, float]) -> tuple[str, ...]:
    return tuple(
        f"no measure is called {name!r}{did_you_mean(name, MEASURES)}" for name in names if name not in MEASURES
    )
