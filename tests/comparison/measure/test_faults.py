"""When a fault is detected, and what is recorded when it is not."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from lab.comparison.config import Faults
from lab.comparison.measure.faults import _FaultRun, _measure_detection, _measure_recovery
from lab.comparison.measure.results import RepetitionResult
from lab.comparison.measures import CRASH_DETECTED, PARTITION_GAP, PARTITION_LOST
from lab.comparison.stats.arrivals import Reading


class Clock:
    """Only pauses move it; each adds a reading, which has a value from `detected_at` on."""

    def __init__(self, detected_at: float, readings: list[Reading]) -> None:
        self.at, self.detected_at, self.readings = 100.0, detected_at, readings
        self.stopped = SimpleNamespace(is_set=lambda: False)

    def now(self) -> float:
        return self.at

    def pause(self, seconds: float) -> None:
        self.at += seconds
        self.readings.append(Reading(self.at, 1.0 if self.at >= self.detected_at else None))


@pytest.mark.parametrize(
    ("detected_at", "value", "censored"),
    [
        pytest.param(101.48, 1.5, False, id="detected"),
        pytest.param(1e9, 8.0, True, id="never detected"),
        pytest.param(108.02, 8.0, True, id="too late"),
    ],
)
def test_measure_detection(detected_at: float, value: float, censored: bool) -> None:
    readings: list[Reading] = []
    clock: Any = Clock(detected_at, readings)
    unused: Any = None
    result = RepetitionResult()
    config = Faults.model_validate({"detection_limit": "8s"})
    run = _FaultRun(unused, unused, unused, clock, config, result, unused, detections=readings)

    _measure_detection(run, CRASH_DETECTED, since=100.0)

    (measured,) = result.measurements
    assert (measured.name, measured.unit, measured.source) == ("crash.detected", "s", "clock")
    assert measured.value == pytest.approx(value, abs=0.06)
    assert measured.censored is censored


def test_measure_recovery_awaits_a_sample_when_all_is_counted_already() -> None:
    """The engine may confirm a reconnection only when the first samples have come through it."""
    clock: Any = Clock(0.0, [])
    sender: Any = SimpleNamespace(answered=[99.0] * 5)
    queries: Any = SimpleNamespace(sample_times=lambda seconds: [95.0, 99.5, *([100.5] if clock.at >= 100.6 else [])])
    unused: Any = None
    result = RepetitionResult()
    run = _FaultRun(unused, unused, queries, clock, Faults(), result, sender, counts=[Reading(99.6, 5.0)])

    _measure_recovery(run, PARTITION_LOST, PARTITION_GAP, began=95.0, back=100.0)

    assert {one.name: one.value for one in result.measurements} == {"partition.lost": 0.0, "partition.gap": 4.5}
    assert not result.invalid_reason
