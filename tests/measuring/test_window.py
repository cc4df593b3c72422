"""What a lab used between two moments, from its counters."""

from __future__ import annotations

from lab.containers.counters import Counters
from lab.measuring.asking import APPENDED
from lab.measuring.window import LinkEnd, Snapshot, between, memory

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
    found = {(m.name, m.of): m.value for m in between("idle", BEFORE, AFTER, (END,))}
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
    assert "samples.idle" not in {m.name for m in between("idle", BEFORE, silent, ())}


def test_memory_is_that_of_one_moment() -> None:
    assert {(m.of): m.value for m in memory(AFTER)} == {"": 160.0, "api": 60.0, "prometheus": 100.0}
