"""Formulas of the times, held against measurements and carried over to production's intervals."""

from __future__ import annotations

import pytest

from lab.comparison.production import Expectable, Predicted, formulas, predicted
from lab.comparison.record import Intervals
from tests.comparison.records import record, repetitions

LAB, PRODUCTION = Intervals(scrape=1, export=1, lookback=5), Intervals(scrape=15, export=60, lookback=300)

WORKED_OUT = {
    "scraped": [(0, 7.5, 15), (0, 15, 15), (0, 7.5, 15), (10, 17.5, 25)],
    "pushed": [(0, 30, 60), (0, 60, 60), (240, 270, 300), (240, 270, 300)],
    "pushed, then scraped": [(0, 37.5, 75), (60, 75, 75), None, None],
}


@pytest.mark.parametrize("path", WORKED_OUT)
def test_formulas_with_the_intervals_of_production(path):
    found = formulas(path, PRODUCTION)
    assert [each.quantity for each in found] == ["freshness.p50", "freshness.max", "dead.noticed", "cut.noticed"]
    expected = [None if each is None else Expectable(*each) for each in WORKED_OUT[path]]
    assert [each.value for each in found] == expected


def test_a_path_nobody_knows_predicts_nothing():
    assert formulas("carried by pigeons", LAB) == ()


def _sides(path: str, fresh: float, dead: float) -> dict[str, Predicted]:
    parts = (
        *repetitions("x", {"freshness.p50": [fresh] * 3, "freshness.max": [fresh * 2] * 3}),
        *repetitions("x", {"dead.noticed": [dead - 0.1, dead, dead + 0.1]}, "faults"),
    )
    return {each.quantity: each for each in predicted(record(parts, paths={"x": path}))}


def test_what_the_measurement_confirms_is_carried_over_with_its_overhead():
    found = _sides("scraped", 0.6, 0.5)
    fresh = found["freshness.p50"]
    assert fresh.confirmed and fresh.overhead == pytest.approx(0.1)
    assert fresh.production is not None and fresh.production.typical == pytest.approx(7.6)
    assert fresh.said == (
        "half a scrape interval; 0.6 s measured, 0.5 s by the formula: confirmed within 1 s; "
        "in production 7.6 s (0.1 to 15.1 s)"
    )
    assert found["dead.noticed"].confirmed and found["dead.noticed"].overhead == 0


def test_absence_is_noticed_when_the_lookback_ends():
    found = _sides("pushed", 0.5, 4.6)["dead.noticed"]
    assert found.confirmed and found.expected == Expectable(4, 4.5, 5)
    assert found.production == Expectable(240, 270, 300)


def test_what_the_measurement_contradicts_is_said():
    found = _sides("pushed", 0.5, 0.4)["dead.noticed"]
    assert found.confirmed is False and "NOT confirmed" in found.said


def test_what_was_not_measured_confirms_nothing():
    cut = _sides("scraped", 0.5, 0.5)["cut.noticed"]
    assert (cut.confirmed, cut.measured) == (None, None) and "not measured" in cut.said


def test_what_the_intervals_do_not_decide_is_left_out_in_words():
    dead = _sides("pushed, then scraped", 1.0, 6.0)["dead.noticed"]
    assert (dead.confirmed, dead.production) == (None, None)
    assert "metric_expiration" in dead.said and "measured here: 6 s" in dead.said
