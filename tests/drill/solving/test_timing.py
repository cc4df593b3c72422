from __future__ import annotations

from itertools import pairwise

from lab.drill.solving.timing import AFTER_S, ranges_of, reach_of, sample_ages
from lab.why.parser import parse


def test_reach_of_ranges_offsets_and_subqueries() -> None:
    assert reach_of(ranges_of(parse("rate(x[5m])"))) == 300 + 300
    assert reach_of(ranges_of(parse("rate(x[5m] offset 1d)"))) == 300 + 86400 + 300
    assert reach_of(ranges_of(parse("max_over_time(rate(x[5m])[1h:1m] offset 1h)"))) == 300 + 3600 + 3600 + 300


def test_sample_ages_are_dense_for_short_ranges() -> None:
    ages = sample_ages(ranges_of(parse("rate(x[1m])")))
    assert max(a - b for a, b in pairwise(ages)) <= 10
    assert ages[-1] <= -AFTER_S + 15 and ages[0] >= 60


def test_sample_ages_of_long_ranges_are_few() -> None:
    assert len(sample_ages(ranges_of(parse("avg_over_time(x[30d])")))) < 200


def test_subqueries_have_a_sample_within_the_lookback() -> None:
    ages = [age for age in sample_ages(ranges_of(parse("predict_linear(x[6h:5m], 3600)"))) if age <= 6 * 3600]
    assert max(a - b for a, b in pairwise(ages)) < 300
