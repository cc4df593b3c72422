"""Every measure of the record is described, in one place and whole."""

from __future__ import annotations

import pytest

from lab.comparison.measures import MEASURES, RENAMED, find_measure, measure_and_part, unknown_measure

RECORDED = [
    "cpu.idle",
    "cpu.loaded",
    "memory",
    "network.idle",
    "network.loaded",
    "samples.idle",
    "samples.loaded",
    "series.head",
    "series.app",
    "disk",
    "disk.files",
    "query.time",
    "freshness.p50",
    "freshness.p95",
    "freshness.max",
    "lost",
    "duplicates",
    "query_error.rate",
    "query_error.ratio",
    "query_error.p95",
    "crash.detected",
    "crash.lost",
    "partition.detected",
    "partition.lost",
    "partition.gap",
    "restart.recovered",
    "restart.lost",
    "restart.gap",
    "size.cpu",
    "size.memory",
    "size.network",
    "size.cpu_per_series",
    "size.memory_per_series",
    "size.duration",
    "size.on_time",
    "size.query_time",
    "size.query_samples",
]


def test_measures_complete():
    assert sorted(MEASURES) == sorted(RECORDED)


@pytest.mark.parametrize("name", RECORDED)
def test_measure_described(name):
    measure = MEASURES[name]
    assert measure.title and measure.source and measure.unit and measure.phrase.verb and measure.phrase.noun
    assert measure.margin >= 0 and measure.floor >= 0
    assert not measure.source.endswith(".")


def test_find_measure():
    assert find_measure("memory", "bytes", {"memory": 0.3}).margin == 0.3
    assert find_measure("goroutines", "count", {}).better == "neither"


def test_unknown_measure():
    assert unknown_measure("memory") == ""
    assert unknown_measure("memorie") == "unknown measure 'memorie'; did you mean 'memory'?"
    assert unknown_measure("wire.loaded") == "'wire.loaded' was renamed to 'network.loaded'"
    assert unknown_measure("loss", ("loss",)) == ""


def test_renamed_measures_exist():
    assert set(RENAMED.values()) <= set(MEASURES)
    assert not set(RENAMED) & set(MEASURES)


def test_measure_and_part():
    assert measure_and_part("cpu.loaded[api]") == ("cpu.loaded", "api")
    assert measure_and_part("cpu.loaded") == ("cpu.loaded", "")


def test_measures_that_may_be_censored_say_what_was_not_seen():
    assert [name for name, measure in MEASURES.items() if measure.phrase.censored] == [
        "crash.detected",
        "partition.detected",
    ]
