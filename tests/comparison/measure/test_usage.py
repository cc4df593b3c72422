"""What a lab used between two moments, from its counters."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from lab.comparison import measures
from lab.comparison.config import APPENDED
from lab.comparison.measure.prom_queries import PromQueries
from lab.comparison.measure.usage import (
    LinkEnd,
    Snapshot,
    cpu_usage,
    ingested,
    memory_usage,
    network_usage,
    wait_for_transfer,
)
from lab.containers.counters import Counters

BEFORE = Snapshot(
    {
        "api": Counters(10.0, 1.0, 50, {"eth0": 1000, "eth1": 0}, {"eth0": 500, "eth1": 70}, 0),
        "prometheus": Counters(10.0, 4.0, 90, {"eth0": 0}, {"eth0": 0}, 0),
    },
    {APPENDED: 100.0},
)
AFTER = Snapshot(
    {
        "api": Counters(12.0, 1.1, 60, {"eth0": 9000, "eth1": 40}, {"eth0": 700, "eth1": 270}, 0),
        "prometheus": Counters(12.0, 4.06, 100, {"eth0": 0}, {"eth0": 0}, 0),
    },
    {APPENDED: 300.0},
)
END = LinkEnd("metrics", "api", "prometheus", "eth1")


def test_usage_rates() -> None:
    values = (
        *cpu_usage(measures.CPU_IDLE, BEFORE, AFTER),
        *network_usage(measures.NETWORK_IDLE, BEFORE, AFTER, (END,)),
        *ingested(measures.SAMPLES_IDLE, BEFORE, AFTER),
    )
    assert [(m.of, m.within) for m in values if m.within] == [
        ("metrics: api -> prometheus", "metrics"),
        ("metrics: prometheus -> api", "metrics"),
    ]
    assert {(m.name, m.of): m.value for m in values} == {
        ("cpu.idle", ""): 80.0,
        ("cpu.idle", "api"): 50.0,
        ("cpu.idle", "prometheus"): 30.0,
        ("network.idle", ""): 120.0,
        ("network.idle", "metrics"): 120.0,
        ("network.idle", "metrics: api -> prometheus"): 100.0,
        ("network.idle", "metrics: prometheus -> api"): 20.0,
        ("samples.idle", ""): 100.0,
    }


def test_ingested_without_the_metric() -> None:
    without = Snapshot(AFTER.counters, {})
    assert ingested(measures.SAMPLES_IDLE, BEFORE, without) == ()


def test_memory_usage() -> None:
    assert {(m.of): m.value for m in memory_usage(measures.MEMORY, AFTER)} == {
        "": 160.0,
        "api": 60.0,
        "prometheus": 100.0,
    }


class _Ticking:
    """A clock that only pauses move, and a lab whose link carries `each` bytes within 40 ms of every second."""

    def __init__(self, at: float, each: int) -> None:
        self.at, self.each = at, each
        self.stopped = SimpleNamespace(is_set=lambda: False)
        self.plan = SimpleNamespace(role=lambda _: SimpleNamespace(name="prometheus"))
        self.compose_project = SimpleNamespace(counters=self._counters)

    def now(self) -> float:
        return self.at

    def pause(self, seconds: float) -> None:
        self.at += seconds

    def _counters(self, _: Any) -> dict[str, Counters]:
        whole, part = divmod(self.at, 1.0)
        sent = int(self.each * (whole + min(1.0, part / 0.04)))
        return {"api": Counters(self.at, 0.0, 0, {"eth1": sent}, {}, 0)}


@pytest.mark.parametrize("at", [5.01, 5.1, 5.5, 5.96])
def test_wait_for_transfer(at: float) -> None:
    lab: Any = _Ticking(at, 2000)
    wait_for_transfer(PromQueries(lab, None, {}), (END,), lab)
    assert 0.1 <= lab.at % 1 <= 0.25
    assert lab.at - at <= 1.25


def test_wait_for_transfer_of_a_quiet_link() -> None:
    lab: Any = _Ticking(5.5, 42)
    wait_for_transfer(PromQueries(lab, None, {}), (END,), lab)
    assert lab.at == pytest.approx(8.0, abs=0.1)
