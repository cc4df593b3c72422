"""Two sets of values: better, worse, equivalent or inconclusive, and the quantile of Student's t behind it."""

from __future__ import annotations

import math
from dataclasses import replace
from statistics import NormalDist, fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import stdtr
from scipy.stats import ttest_ind

from lab.comparison.measures import MEASURES, Measure
from lab.comparison.stats.significance import decide, t_quantile

CPU, LOST, SERIES, FRESHNESS = (MEASURES[name] for name in ("cpu.loaded", "lost", "series.app", "freshness.p95"))
ON_TIME = MEASURES["size.on_time"]
LEVEL = 0.0025

ROWS = {
    "half of it": (CPU, [60, 61, 59, 62, 60], [30, 31, 30, 29, 30], "better"),
    "twice of it": (CPU, [30, 31, 30, 29, 30], [60, 61, 59, 62, 60], "worse"),
    "more of what is better high": (ON_TIME, [0.5, 0.51, 0.52], [1, 1, 1], "better"),
    "inside the margin": (CPU, [60, 61, 59, 60, 60], [61, 62, 61, 60, 61], "equivalent"),
    "beyond the margin, but noisy": (CPU, [40, 60, 80, 50, 70], [60, 90, 120, 75, 105], "inconclusive"),
    "surely different, by less than the margin": (
        CPU,
        [100, 100.1, 100, 99.9, 100],
        [104, 104.1, 104, 104, 104],
        "equivalent",
    ),
    "at the margin": (CPU, [100, 101, 100, 99, 100], [110, 111, 109, 110, 110], "inconclusive"),
    "below the floor": (FRESHNESS, [0.001, 0.002, 0.001], [0.021, 0.022, 0.020], "equivalent"),
    "beyond the floor": (FRESHNESS, [0.05, 0.052, 0.051, 0.05, 0.05], [0.25, 0.252, 0.251, 0.25, 0.25], "worse"),
    "nothing on both": (LOST, [0, 0, 0], [0, 0, 0], "equivalent"),
    "always as much": (LOST, [0, 0, 0], [4, 4, 4], "worse"),
    "once": (LOST, [0, 0, 0, 0, 0], [0, 0, 0, 0, 500], "inconclusive"),
    "exactly one more": (LOST, [500, 500, 500], [501, 501, 501], "worse"),
    "one series in five hundred": (SERIES, [500, 500, 500], [501, 501, 501], "equivalent"),
    "one series in fifty": (SERIES, [50, 50, 50], [51, 51, 51], "worse"),
    "exactly as many": (SERIES, [500, 500, 500], [500, 500, 500], "equivalent"),
    "two repetitions": (SERIES, [500, 500], [900, 900, 900], "inconclusive"),
    "one far from all others": (CPU, [30, 31, 30, 29, 30], [60, 61, 59, 62, 190], "worse"),
    "exactly the margin": (CPU, [100, 100, 100], [110, 110, 110], "equivalent"),
}


@pytest.mark.parametrize("name", ROWS)
def test_decide_verdict(name):
    measure, first, other, verdict = ROWS[name]
    assert decide(first, other, measure, LEVEL).verdict == verdict


def test_decide_reason():
    decision = decide([30, 31, 30, 29, 30], [60, 61, 59, 62, 60], CPU, LEVEL)
    assert decision.reason == "1.9 to 2.14 times as much; the margin is 10 %"
    assert decision.interval is not None and decision.interval.relative and decision.more_repetitions is None
    assert decide([0, 0, 0], [4, 4, 4], LOST, LEVEL).reason == "+4"
    assert decide([5, 5, 5], [5, 5, 5], LOST, LEVEL).reason == "identical values"
    late = decide([0.4, 0.5, 0.6], [4.4, 4.5, 4.6], MEASURES["crash.detected"], LEVEL)
    assert late.reason == "+3.45 to +4.55 s; the margin is 0.25 s"
    outlier = decide([30, 31, 30, 29, 30], [60, 61, 59, 62, 190], CPU, LEVEL)
    assert outlier.reason.startswith("1.88 to 2.16 times as much, without 1 outlier")
    assert decide([1], [2, 2, 2], CPU, LEVEL).reason == "1 repetition cannot show the spread; at least 3 are needed"


def test_decide_more_repetitions():
    assert decide([1], [2, 2, 2], CPU, LEVEL).more_repetitions == 2
    near = decide([100, 104, 96, 102, 98], [115, 119, 111, 117, 113], CPU, LEVEL)
    assert near.verdict == "inconclusive" and near.more_repetitions is not None and 5 < near.more_repetitions < 200
    assert near.reason.endswith(f"about {near.more_repetitions} more repetitions per side needed")
    hopeless = decide([100, 104, 96, 102, 98], [110, 114, 106, 112, 108], CPU, LEVEL)
    assert hopeless.verdict == "inconclusive" and hopeless.more_repetitions is None
    assert hopeless.reason.endswith("more would hardly help")


def test_decide_more_repetitions_are_enough():
    first, other = [100.0, 104, 96, 102, 98], [130.0, 136, 118, 134, 120]
    more = decide(first, other, CPU, LEVEL).more_repetitions
    assert more
    # The same means and variances, that often.
    assert decide(_repeated(more + 5, first), _repeated(more + 5, other), CPU, LEVEL).verdict == "worse"


def _repeated(count: int, values: list[float]) -> list[float]:
    return [values[number % len(values)] for number in range(count)]


def test_decide_interval_is_welchs():
    first, other = [100.0, 104, 96, 102, 98], [130.0, 136, 118, 134, 120, 127]
    interval = decide(first, other, replace(CPU, margin=0.0, floor=5.0), LEVEL).interval
    exact = ttest_ind(other, first, equal_var=False).confidence_interval(1 - LEVEL)
    difference, half = fmean(other) - fmean(first), (exact.high - exact.low) / 2
    assert interval is not None and not interval.relative
    assert (interval.low + interval.high) / 2 == pytest.approx(difference)
    assert half <= (interval.high - interval.low) / 2 <= 1.01 * half


_VALUES = st.lists(st.floats(0.001, 1e6, allow_subnormal=False), min_size=1, max_size=8)
_MAYBE_ZERO = st.lists(st.one_of(st.just(0.0), st.floats(0.001, 1e6)), min_size=1, max_size=8)
_MEASURES = st.sampled_from(
    [MEASURES[name] for name in ("cpu.loaded", "lost", "freshness.p95", "size.on_time", "memory")]
)
_FLIPPED = {"better": "worse", "worse": "better", "equivalent": "equivalent", "inconclusive": "inconclusive"}


@given(_VALUES | _MAYBE_ZERO, _VALUES | _MAYBE_ZERO, _MEASURES)
def test_decide_swapped_sides_flip_the_verdict(first, other, measure):
    there, back = decide(first, other, measure, LEVEL), decide(other, first, measure, LEVEL)
    assert back.verdict == _FLIPPED[there.verdict]
    assert back.more_repetitions == there.more_repetitions


@given(_VALUES | _MAYBE_ZERO, _VALUES | _MAYBE_ZERO, _MEASURES, st.integers(-20, 20))
def test_decide_ignores_the_unit(first, other, measure, power):
    def scaled(values: list[float]) -> list[float]:
        return [value * 2.0**power for value in values]

    in_other: Measure = replace(measure, floor=measure.floor * 2.0**power)
    there, here = decide(first, other, measure, LEVEL), decide(scaled(first), scaled(other), in_other, LEVEL)
    assert (here.verdict, here.more_repetitions) == (there.verdict, there.more_repetitions)


@given(_VALUES, _MEASURES)
def test_decide_side_against_itself(values, measure):
    assert decide(values, list(reversed(values)), measure, LEVEL).verdict in ("equivalent", "inconclusive")


# What version 0.1 computed, with its own implementation of Student's t.
QUANTILES = [
    (0.1, 2.0, 2.919985580491),
    (0.1, 7.9, 1.862604158116),
    (0.05, 1, 12.70620473661),
    (0.05, 4, 2.776445105206),
    (0.05, 30, 2.04227245634),
    (0.05, 120, 1.979930405156),
    (0.01, 18, 2.878440472763),
    (0.0025, 4.3, 6.322326744907),
    (0.0025, 19.9, 3.457879022695),
    (0.0025, 55.0, 3.168795923935),
    (0.001, 2, 31.59905457683),
    (0.001, 8, 5.041305433493),
    (0.0029411764705882353, 3.6, 7.186549620237),
    (1e-05, 12.4, 7.129950248171),
    (1e-06, 250.0, 5.01626958698),
]


@pytest.mark.parametrize(("level", "freedom", "expected"), QUANTILES)
def test_t_quantile_as_in_version_0_1(level, freedom, expected):
    assert t_quantile(level, freedom) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("level", [0.2, 0.05, 0.001, 1e-6])
def test_t_quantile_closed_forms(level):
    assert t_quantile(level, 1) == pytest.approx(1 / math.tan(math.pi * level / 2), rel=1e-8)
    inner = 1 - level
    assert t_quantile(level, 2) == pytest.approx(inner * math.sqrt(2 / (1 - inner**2)), rel=1e-8)


def test_t_quantile_of_many_degrees_is_normal():
    assert t_quantile(0.001, 1e7) == pytest.approx(NormalDist().inv_cdf(1 - 0.0005), rel=1e-6)


@pytest.mark.parametrize("freedom", [1.0, 2.5, 4.0, 17.3, 250.0])
def test_t_quantile_inverts_the_distribution(freedom):
    for level in (0.5, 0.05, 0.0009, 1e-5):
        assert 2 * stdtr(freedom, -t_quantile(level, freedom)) == pytest.approx(level, rel=1e-6)
