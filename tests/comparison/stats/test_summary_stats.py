"""Median and interval of a few values, with the coverage the interval really has."""

from __future__ import annotations

import random

import pytest

from lab.comparison.stats.summary_stats import summarize


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
def test_summarize_innermost_pair_that_covers(count, low, high, coverage):
    values = list(range(1, count + 1))
    random.Random(count).shuffle(values)
    summary = summarize(values)
    assert (summary.low, summary.high) == (low, high)
    assert summary.coverage == pytest.approx(coverage, abs=1e-4)
    assert summary.values == tuple(values)
    assert summary.median == (count + 1) / 2


def test_summarize_coverage_of_the_true_median():
    rng = random.Random(7)
    summaries = [summarize([rng.expovariate(1) for _ in range(5)]) for _ in range(4000)]
    covered = sum(summary.low <= 0.693 <= summary.high for summary in summaries) / 4000
    assert covered == pytest.approx(summaries[0].coverage, abs=0.015)


def test_summary_variation():
    assert summarize([9, 10, 11]).variation == pytest.approx(0.1)
    assert summarize([4, 4]).variation == 0
    assert summarize([4]).variation is None
    assert summarize([0, 0]).variation is None


def test_summarize_no_values():
    with pytest.raises(ValueError, match="no values"):
        summarize([])


def test_summary_is_censored():
    assert [summarize([4.0, 8.0], limit=8.0).is_censored(value) for value in (4.0, 8.0)] == [False, True]
    assert not summarize([4.0, 8.0]).is_censored(8.0)
