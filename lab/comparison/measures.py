"""What can be measured. Each measure is one value: its unit, which direction is better, from what size a difference
counts, and how reports name it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from lab.comparison import formulas
from lab.language.suggestions import did_you_mean

Better: TypeAlias = Literal["lower", "higher", "neither"]

_KIB = 1024.0
_MIB = 1024.0**2


@dataclass(frozen=True, slots=True)
class Phrase:
    """Of the side with the larger value: '`side` `verb` 1.8 times the `noun`'. `censored`: what it does not do when the
    measurement ended at its limit; empty for a measure without a limit."""

    verb: str
    noun: str
    censored: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """`margin` is a share of the smaller value and `floor` an absolute difference; smaller differences do not count.

    `source`: where the number comes from. `headline`: on the first screen. `worst`: a threshold looks at the worst
    repetition instead of the median, since nothing makes up for what one repetition lost.
    """

    id: str
    title: str
    unit: str
    better: Better
    margin: float
    floor: float
    phrase: Phrase
    source: str
    headline: bool = False
    worst: bool = False
    formula: formulas.Formula | None = None


_CPU = "CPU time of the containers by the engine's cgroup counters, before and after"
_MEMORY = "working set (usage less inactive file pages) of the containers by the engine"
_NETWORK = "both directions of the link's own network by the engine's interface counters, before and after"
_SAMPLES = "prometheus_tsdb_head_samples_appended_total of the storing component, before and after"
_FRESH = "clock: from sending a single event to the first query that counts it"
_TRUTH = "query: the final count against what the load generator sent"
_ACCURACY = "query: the side's own expression against the load generator's truth, as a share of the truth"
_DETECTED = "clock: from the fault to the first poll at which the side's detection query returns something"
_FAULT_LOST = "query: events sent around the fault that were never counted"
_GAP = "query: the longest time around the fault without a sample"
_QUERY = "the side's timed_query over the measured intervals, as a panel asks it, by Prometheus' own statistics; "
_AT_SIZE = "at this number of series; "

_USES_CPU = Phrase("uses", "CPU")
_USES_MEMORY = Phrase("uses", "memory")
_SENDS = Phrase("transfers", "bytes")
_INGESTS = Phrase("ingests", "samples")
_LOSES = Phrase("loses", "requests")
_FRESHNESS = Phrase("needs", "time from event to query")
_NO_SAMPLES = Phrase("has", "time without samples")

# fmt: off
CPU_LOADED = Measure(
    "cpu.loaded", "CPU under load (millicores)", "millicores", "lower", 0.10, 1.0, _USES_CPU, _CPU + " the load", True
)
CPU_IDLE = Measure(
    "cpu.idle", "CPU while idle (millicores)", "millicores", "lower", 0.10, 1.0, _USES_CPU, _CPU + " an idle time"
)
MEMORY = Measure("memory", "memory", "bytes", "lower", 0.10, _MIB, _USES_MEMORY, _MEMORY, True)
NETWORK_LOADED = Measure(
    "network.loaded", "network under load", "bytes/s", "lower", 0.02, 50.0, _SENDS, _NETWORK + " the load", True
)
NETWORK_IDLE = Measure(
    "network.idle", "network while idle", "bytes/s", "lower", 0.02, 50.0, _SENDS, _NETWORK + " an idle time"
)
SAMPLES_LOADED = Measure(
    "samples.loaded", "ingested samples under load", "1/s", "lower", 0.02, 1.0, _INGESTS, _SAMPLES + " the load", True
)
SAMPLES_IDLE = Measure(
    "samples.idle", "ingested samples while idle", "1/s", "lower", 0.02, 1.0, _INGESTS, _SAMPLES + " an idle time"
)
SERIES_APP = Measure(
    "series.app", "active series", "count", "lower", 0.01, 0.0, Phrase("has", "active series"),
    "query: number of series of the application", True,
)
# Prometheus counts its own handlers and errors in series that appear with the first query.
SERIES_HEAD = Measure(
    "series.head", "head series", "count", "lower", 0.01, 0.0, Phrase("has", "head series"),
    "prometheus_tsdb_head_series of the storing component, its own series included",
)
DISK = Measure(
    "disk", "disk", "bytes", "lower", 0.10, 64.0 * _KIB, Phrase("uses", "disk space"),
    "write-ahead log, head chunks and blocks by the storing component's own metrics",
)
DISK_FILES = Measure(
    "disk.files", "files on disk", "bytes", "lower", 0.10, 64.0 * _KIB, Phrase("uses", "disk space"),
    "du in the storing component's container, of the folder that the side's storage names, after the load", True,
)
QUERY_TIME = Measure(
    "query.time", "time of a query", "s", "lower", 0.10, 0.002, Phrase("needs", "time for a query"),
    "clock: the median of several answers to the side's timed_query, after the load", True,
)
FRESHNESS_P50 = Measure(
    "freshness.p50", "freshness p50", "s", "lower", 0.10, 0.05, _FRESHNESS, _FRESH, formula=formulas.freshness_p50
)
FRESHNESS_P95 = Measure("freshness.p95", "freshness p95", "s", "lower", 0.10, 0.05, _FRESHNESS, _FRESH, True)
FRESHNESS_MAX = Measure(
    "freshness.max", "freshness maximum", "s", "lower", 0.10, 0.05, _FRESHNESS, _FRESH, formula=formulas.freshness_max
)
LOST = Measure("lost", "lost requests", "count", "lower", 0.0, 0.0, _LOSES, _TRUTH, True, True)
DUPLICATES = Measure(
    "duplicates", "duplicate requests", "count", "lower", 0.0, 0.0, Phrase("counts", "duplicate requests"), _TRUTH,
    worst=True,
)
ERROR_OF_RATE = Measure(
    "query_error.rate", "error of the request rate", "share", "lower", 0.0, 0.05,
    Phrase("has", "error in the request rate"), _ACCURACY,
)
ERROR_OF_RATIO = Measure(
    "query_error.ratio", "error of the error ratio", "share", "lower", 0.0, 0.05,
    Phrase("has", "error in the error ratio"), _ACCURACY,
)
ERROR_OF_P95 = Measure(
    "query_error.p95", "error of the p95 duration", "share", "lower", 0.0, 0.05,
    Phrase("has", "error in the p95 duration"), _ACCURACY,
)
CRASH_DETECTED = Measure(
    "crash.detected", "time to detect a crash", "s", "lower", 0.10, 0.25,
    Phrase("needs", "time to detect a crash", "does not detect a crash"), _DETECTED, True,
    formula=formulas.crash_detection,
)
CRASH_LOST = Measure(
    "crash.lost", "lost requests in a crash", "count", "lower", 0.10, 2.0, _LOSES, _FAULT_LOST, worst=True
)
PARTITION_DETECTED = Measure(
    "partition.detected", "time to detect a network partition", "s", "lower", 0.10, 0.25,
    Phrase("needs", "time to detect a network partition", "does not detect a network partition"), _DETECTED, True,
    formula=formulas.partition_detection,
)
PARTITION_LOST = Measure(
    "partition.lost", "lost requests in a network partition", "count", "lower", 0.10, 2.0, _LOSES, _FAULT_LOST,
    True, True,
)
PARTITION_GAP = Measure(
    "partition.gap", "time without samples after a network partition", "s", "lower", 0.10, 0.25, _NO_SAMPLES, _GAP
)
RESTART_RECOVERED = Measure(
    "restart.recovered", "recovery after backend restart", "s", "lower", 0.10, 0.25,
    Phrase("needs", "time to recover after a backend restart"),
    "clock: from the restart to the first query that counts an event sent after it", True,
)
RESTART_LOST = Measure(
    "restart.lost", "lost requests in a backend restart", "count", "lower", 0.10, 2.0, _LOSES, _FAULT_LOST, worst=True
)
RESTART_GAP = Measure(
    "restart.gap", "time without samples after a backend restart", "s", "lower", 0.10, 0.25, _NO_SAMPLES, _GAP
)
SIZE_CPU = Measure(
    "size.cpu", "CPU (millicores)", "millicores", "neither", 0.10, 1.0, _USES_CPU, _AT_SIZE + _CPU + " the rounds"
)
SIZE_MEMORY = Measure("size.memory", "memory", "bytes", "neither", 0.10, _MIB, _USES_MEMORY, _AT_SIZE + _MEMORY)
SIZE_NETWORK = Measure(
    "size.network", "network", "bytes/s", "neither", 0.10, 0.0, _SENDS, _AT_SIZE + _NETWORK + " the rounds"
)
SIZE_CPU_PER_SERIES = Measure(
    "size.cpu_per_series", "CPU per series per scrape (or export)", "us", "lower", 0.10, 0.0,
    Phrase("uses", "CPU per series"), _AT_SIZE + _CPU + " the rounds, divided by series and rounds", True,
)
SIZE_MEMORY_PER_SERIES = Measure(
    "size.memory_per_series", "memory per series", "bytes", "lower", 0.10, 0.0, Phrase("uses", "memory per series"),
    _AT_SIZE + _MEMORY + ", divided by the series", True,
)
SIZE_DURATION = Measure(
    "size.duration", "duration of a scrape (or export)", "s", "lower", 0.10, 0.01,
    Phrase("needs", "time for a scrape or export"),
    _AT_SIZE + "the component's own metric of how long a scrape or export took",
)
SIZE_ON_TIME = Measure(
    "size.on_time", "scrapes (or exports) on time", "share", "higher", 0.0, 0.05,
    Phrase("completes", "scrapes or exports on time"),
    _AT_SIZE + "samples that arrived as a share of those that were due, by the component's own metric", True,
)
SIZE_QUERY_TIME = Measure(
    "size.query_time", "time of the query", "s", "lower", 0.10, 0.001, Phrase("needs", "time for the query"),
    _AT_SIZE + _QUERY + "the time of its execution, median of the runs", True,
)
SIZE_QUERY_SAMPLES = Measure(
    "size.query_samples", "samples of the query", "count", "lower", 0.01, 0.0, Phrase("reads", "samples for the query"),
    _AT_SIZE + _QUERY + "the samples that it read, median of the runs",
)

# In the order of the reports.
MEASURES: Mapping[str, Measure] = {
    measure.id: measure
    for measure in (
        CPU_LOADED, CPU_IDLE, MEMORY, NETWORK_LOADED, NETWORK_IDLE, SAMPLES_LOADED, SAMPLES_IDLE, SERIES_APP,
        SERIES_HEAD, DISK, DISK_FILES, QUERY_TIME, FRESHNESS_P50, FRESHNESS_P95, FRESHNESS_MAX, LOST, DUPLICATES,
        ERROR_OF_RATE, ERROR_OF_RATIO, ERROR_OF_P95, CRASH_DETECTED, CRASH_LOST, PARTITION_DETECTED, PARTITION_LOST,
        PARTITION_GAP, RESTART_RECOVERED, RESTART_LOST, RESTART_GAP, SIZE_CPU, SIZE_MEMORY, SIZE_NETWORK,
        SIZE_CPU_PER_SERIES, SIZE_MEMORY_PER_SERIES, SIZE_DURATION, SIZE_ON_TIME, SIZE_QUERY_TIME, SIZE_QUERY_SAMPLES,
    )
}
# fmt: on

# Names of version 0.1, which are refused with the new one.
RENAMED: Mapping[str, str] = {
    "wire.loaded": "network.loaded",
    "wire.idle": "network.idle",
    "answer.rate": "query_error.rate",
    "answer.errors": "query_error.ratio",
    "answer.p95": "query_error.p95",
    "dead.noticed": "crash.detected",
    "dead.lost": "crash.lost",
    "dead.loss": "crash.lost",
    "cut.noticed": "partition.detected",
    "cut.lost": "partition.lost",
    "cut.loss": "partition.lost",
    "cut.gap": "partition.gap",
    "size.wire": "size.network",
    "size.took": "size.duration",
    "size.kept_up": "size.on_time",
}


def find_measure(name: str, unit: str, margins: Mapping[str, float]) -> Measure:
    """With the margin of the comparison file. A measure that lab does not know is reported, but not judged."""
    known = MEASURES.get(name)
    if known is None:
        known = Measure(name, name, unit, "neither", 0.1, 0.0, Phrase("has", name), "as it was recorded")
    return replace(known, margin=margins[name]) if name in margins else known


def unknown_measure(name: str, also: tuple[str, ...] = ()) -> str:
    """The error for a name that is no measure; empty when it is one. `also`: other names that are allowed."""
    if name in MEASURES or name in also:
        return ""
    if name in RENAMED:
        return f"{name!r} was renamed to {RENAMED[name]!r}"
    return f"unknown measure {name!r}{did_you_mean(name, (*MEASURES, *also))}"


def unjudged_measure(name: str) -> str:
    """The error for an expected difference of a measure that has no better direction; empty for any other."""
    known = MEASURES.get(name)
    if known is None or known.better != "neither":
        return ""
    judged = [other for other in MEASURES if other.startswith(f"{name}_") and MEASURES[other].better != "neither"]
    instead = f"; expect {' or '.join(judged)}" if judged else ""
    return f"{name!r} is measured and not judged, so that no difference of it can be confirmed{instead}"


def measure_and_part(text: str) -> tuple[str, str]:
    """`cpu.loaded[prometheus]` names a part; without brackets the total is meant."""
    match = re.fullmatch(r"([^\[\]]+?)\s*\[(.+)\]", text)
    return (match[1], match[2]) if match else (text, "")
