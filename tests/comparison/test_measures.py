"""Every measure of the record is described, in one place and whole."""

from __future__ import annotations

import pytest

from lab.comparison.measures import MEASURES, measure_called

RECORDED = [
    "cpu.idle",
    "cpu.loaded",
    "memory",
    "wire.idle",
    "wire.loaded",
    "samples.idle",
    "samples.loaded",
    "series.head",
    "series.app",
    "disk",
    "freshness.p50",
    "freshness.p95",
    "freshness.max",
    "lost",
    "duplicates",
    "answer.rate",
    "answer.errors",
    "answer.p95",
    "dead.noticed",
    "dead.lost",
    "cut.noticed",
    "cut.lost",
    "cut.gap",
    "restart.recovered",
    "restart.lost",
    "restart.gap",
    "size.cpu",
    "size.memory",
    "size.wire",
    "size.cpu_per_series",
    "size.memory_per_series",
    "size.took",
    "size.kept_up",
]


def test_these_and_no_others():
    assert sorted(MEASURES) == sorted(RECORDED)


@pytest.mark.parametrize("name", RECORDED)
def test_each_is_described(name):
    measure = MEASURES[name]
    assert measure.title and measure.explains and measure.unit
    assert measure.margin >= 0 and measure.floor >= 0
    assert not measure.explains.endswith(".")


def test_the_file_may_set_the_margin_of_any():
    assert measure_called("memory", "bytes", {"memory": 0.3}).margin == 0.3
    assert measure_called("goroutines", "count", {}).better == "neither"
