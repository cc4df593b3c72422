"""What a lab used between two moments, from its counters."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from lab.comparison.measure.prom_queries import APPENDED, Asking
from lab.comparison.measure.window import LinkEnd, Snapshot, after_a_round, carried, memory, work
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


def test_rates_are_per_second_in_total_by_part_and_by_direction() -> None:
    found = {(m.name, m.of): m.value for m in (*work("idle", BEFORE, AFTER), *carried("idle", BEFORE, AFTER, (END,)))}
    assert found == {
        ("cpu.idle", ""): 80.0,
        ("cpu.idle", "api"): 50.0,
        ("cpu.idle", "prometheus"): 30.0,
        ("wire.idle", ""): 120.0,
        ("wire.idle", "metrics"): 120.0,
        ("wire.idle", "metrics: api -> prometheus"): 100.0,
        ("wire.idle", "metrics: prometheus -> api"): 20.0,
        ("samples.idle", ""): 100.0,
    }


def test_what_the_backend_does_not_tell_is_left_out() -> None:
    silent = Snapshot(AFTER.used, {})
    assert "samples.idle" not in {m.name for m in carried("idle", BEFORE, silent, ())}


def test_memory_is_that_of_one_moment() -> None:
    assert {(m.of): m.value for m in memory(AFTER)} == {"": 160.0, "api": 60.0, "prometheus": 100.0}


class _Ticking:
    """A clock that a pause moves on, and a lab whose link carries `each` bytes over 40 ms in every second."""

    def __init__(self, at: float, each: int) -> None:
        self.at, self.each = at, each
        self.stopped = SimpleNamespace(is_set=lambda: False)
        self.plan = SimpleNamespace(role=lambda _: SimpleNamespace(name="prometheus"))
        self.running = SimpleNamespace(counters=self._counters)

    def now(self) -> float:
        return self.at

    def pause(self, seconds: float) -> None:
        self.at += seconds

    def _counters(self, _: Any) -> dict[str, Counters]:
        whole, part = divmod(self.at, 1.0)
        sent = int(self.each * (whole + min(1.0, part / 0.04)))
        return {"api": Counters(self.at, 0.0, 0, {"eth1": sent}, {}, 0)}


@pytest.mark.parametrize("at", [5.01, 5.1, 5.5, 5.96])
def test_a_window_ends_after_a_round_whenever_it_is_asked_to(at: float) -> None:
    lab: Any = _Ticking(at, 2000)
    after_a_round(Asking(lab, None, {}), (END,), lab)
    assert 0.1 <= lab.at % 1 <= 0.25
    assert lab.at - at <= 1.25


def test_a_link_on_which_little_is_said_is_not_waited_for_long() -> None:
    lab: Any = _Ticking(5.5, 42)
    after_a_round(Asking(lab, None, {}), (END,), lab)
    assert lab.at == pytest.approx(8.0, abs=0.1)
