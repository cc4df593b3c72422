"""What the measurement confirms is estimated for production; the rest is not."""

from __future__ import annotations

import pytest

from lab.comparison.formulas import Range
from lab.comparison.production import Prediction, predictions
from lab.comparison.record import Transport
from tests.comparison.records import record, repetitions


def _predictions(transport: Transport, freshness: float, crash: float) -> dict[str, Prediction]:
    parts = (
        *repetitions("x", {"freshness.p50": [freshness] * 3, "freshness.max": [freshness * 2] * 3}),
        *repetitions("x", {"crash.detected": [crash - 0.1, crash, crash + 0.1]}, "faults"),
    )
    return {prediction.measure.id: prediction for prediction in predictions(record(parts, transports={"x": transport}))}


def test_predictions_confirmed_with_overhead():
    by_measure = _predictions("pull", 0.6, 0.5)
    fresh = by_measure["freshness.p50"]
    assert fresh.confirmed and fresh.overhead == pytest.approx(0.1)
    assert (fresh.formula, fresh.expected) == ("half a scrape interval", Range(0, 0.5, 1))
    assert fresh.measured is not None and fresh.measured.median == 0.6
    assert fresh.production is not None
    assert (fresh.production.low, fresh.production.typical, fresh.production.high) == pytest.approx((0.1, 7.6, 15.1))
    assert by_measure["crash.detected"].confirmed and by_measure["crash.detected"].overhead == 0


def test_predictions_absence_is_detected_when_the_lookback_ends():
    prediction = _predictions("push", 0.5, 4.6)["crash.detected"]
    assert prediction.confirmed and prediction.expected == Range(4, 4.5, 5)
    assert prediction.production == Range(240, 270, 300)


def test_predictions_not_confirmed():
    prediction = _predictions("push", 0.5, 0.4)["crash.detected"]
    assert (prediction.confirmed, prediction.production) == (False, None)


@pytest.mark.parametrize(
    ("limit", "outcome"),
    [pytest.param(3.5, "measured for too short a time", id="4.5 s may be right"), (9.0, "not confirmed")],
)
def test_predictions_of_what_took_longer_than_it_was_measured(limit: float, outcome: str) -> None:
    parts = repetitions("x", {"crash.detected": [limit] * 3}, "faults", limit=limit)
    (prediction,) = predictions(record(parts, transports={"x": "push"}))
    assert (prediction.outcome, prediction.production) == (outcome, None)


def test_predictions_only_of_what_was_measured():
    assert set(_predictions("pull", 0.5, 0.5)) == {"freshness.p50", "freshness.max", "crash.detected"}


def test_predictions_undecided_by_the_intervals():
    crash = _predictions("push, then pull", 1.0, 6.0)["crash.detected"]
    assert (crash.confirmed, crash.production) == (None, None)
    assert "metric_expiration" in crash.ignores
    assert crash.measured is not None and crash.measured.median == 6


def test_predictions_without_a_transport():
    parts = repetitions("x", {"freshness.p50": [0.5] * 3})
    assert predictions(record(parts, transports={"x": None})) == ()
