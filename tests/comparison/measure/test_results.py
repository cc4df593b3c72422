"""Measured values carry the unit of their measure."""

from __future__ import annotations

from lab.comparison.measure.results import RepetitionResult, measured_value
from lab.comparison.measures import CRASH_DETECTED, NETWORK_IDLE


def test_measured_value() -> None:
    value = measured_value(NETWORK_IDLE, 7.0, "engine", "metrics: a -> b", "metrics")
    assert (value.name, value.unit, value.of, value.within) == ("network.idle", "bytes/s", "metrics: a -> b", "metrics")
    assert not value.censored


def test_repetition_result_add() -> None:
    result = RepetitionResult()
    result.add(CRASH_DETECTED, 8.0, "clock", censored=True)
    (value,) = result.measurements
    assert (value.name, value.unit, value.source, value.censored) == ("crash.detected", "s", "clock", True)
