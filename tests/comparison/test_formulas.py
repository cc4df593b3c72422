"""Each formula for each transport, with the intervals of production."""

from __future__ import annotations

import pytest

from lab.comparison.formulas import Range
from lab.comparison.measures import MEASURES
from lab.comparison.record import Intervals

PRODUCTION = Intervals(scrape=15, export=60, lookback=300)
EXPECTED = {
    "pull": [Range(0, 7.5, 15), Range(0, 15, 15), Range(0, 7.5, 15), Range(10, 17.5, 25)],
    "push": [Range(0, 30, 60), Range(0, 60, 60), Range(240, 270, 300), Range(240, 270, 300)],
    "push, then pull": [Range(0, 37.5, 75), Range(60, 75, 75), None, None],
}


@pytest.mark.parametrize("transport", EXPECTED)
def test_formulas_in_production(transport):
    estimates = {m.id: m.formula(transport, PRODUCTION) for m in MEASURES.values() if m.formula is not None}
    assert list(estimates) == ["freshness.p50", "freshness.max", "crash.detected", "partition.detected"]
    assert [estimate.value for estimate in estimates.values()] == EXPECTED[transport]


def test_range_plus():
    assert Range(0, 1, 2).plus(0.5) == Range(0.5, 1.5, 2.5)
