"""Median and interval of a few values, with the coverage the interval really has."""

from __future__ import annotations

import random

import pytest

from lab.comparison.stats.summary_stats import spread_of


@pytest.mark.parametrize(
    ("count", "low", "high", "coverage"),
    [
        (1, 1, 1, 0.0),
        (2, 1, 2, 0.5),
        (3, 1, 3, 0.75),
        (4, 1, 4, 0.875),
        (5, 1, 5, 0.9375),
        (8, 2, 7, 1 - 2 * 9 / 256),
        (10, 2, 9, 1 - 2 * 11 / 1024),
        (20, 6, 15, 0.9586),
    ],
)
def test_interval_is_the_innermost_pair_that_covers(count, low, high, coverage):
    values = list(range(1, count + 1))
    random.Random(count).shuffle(values)
    spread = spread_of(values)
    assert (spread.low, spread.high) == (low, high)
    assert spread.coverage == pytest.approx(coverage, abs=1e-4)
    assert spread.values == tuple(values)
    assert spread.median == (count + 1) / 2


def test_coverage_is_how_often_the_median_lies_inside():
    rng = random.Random(7)
    spreads = [spread_of([rng.expovariate(1) for _ in range(5)]) for _ in range(4000)]
    covered = sum(spread.low <= 0.693 <= spread.high for spread in spreads) / 4000
    assert covered == pytest.approx(spreads[0].coverage, abs=0.015)


def test_noise_is_the_deviation_as_a_share_of_the_mean():
    assert spread_of([9, 10, 11]).noise == pytest.approx(0.1)
    assert spread_of([4, 4]).noise == 0
    assert spread_of([4]).noise is None
    assert spread_of([0, 0]).noise is None


def test_nothing_has_no_spread():
    with pytest.raises(ValueError, match="one value at least"):
        spread_of([])
