"""The quantiles of Student's t against printed tables and closed forms."""

from __future__ import annotations

import math
from statistics import NormalDist

import pytest

from lab.comparison.stats.student import two_sided_quantile, two_sided_tail

TABLE = [
    (0.05, 1, 12.706),
    (0.05, 2, 4.303),
    (0.05, 4, 2.776),
    (0.05, 8, 2.306),
    (0.05, 10, 2.228),
    (0.05, 30, 2.042),
    (0.05, 120, 1.980),
    (0.01, 4, 4.604),
    (0.01, 18, 2.878),
    (0.001, 2, 31.599),
    (0.001, 4, 8.610),
    (0.001, 8, 5.041),
    (0.001, 18, 3.922),
]


@pytest.mark.parametrize(("level", "freedom", "expected"), TABLE)
def test_quantile_is_that_of_the_table(level, freedom, expected):
    assert two_sided_quantile(level, freedom) == pytest.approx(expected, abs=6e-4)


@pytest.mark.parametrize("level", [0.2, 0.05, 0.001, 1e-6])
def test_one_and_two_degrees_have_closed_forms(level):
    assert two_sided_quantile(level, 1) == pytest.approx(1 / math.tan(math.pi * level / 2), rel=1e-8)
    inner = 1 - level
    assert two_sided_quantile(level, 2) == pytest.approx(inner * math.sqrt(2 / (1 - inner**2)), rel=1e-8)


def test_many_degrees_are_the_normal_distribution():
    assert two_sided_quantile(0.001, 1e7) == pytest.approx(NormalDist().inv_cdf(1 - 0.0005), rel=1e-6)


@pytest.mark.parametrize("freedom", [1.0, 2.5, 4.0, 17.3, 250.0])
def test_tail_and_quantile_undo_each_other(freedom):
    assert two_sided_tail(0, freedom) == 1
    for level in (0.5, 0.05, 0.0009, 1e-5):
        assert two_sided_tail(two_sided_quantile(level, freedom), freedom) == pytest.approx(level, rel=1e-6)


@pytest.mark.parametrize(("level", "freedom"), [(0, 4), (1, 4), (0.05, 0)])
def test_what_has_no_quantile_is_refused(level, freedom):
    with pytest.raises(ValueError, match="no quantile"):
        two_sided_quantile(level, freedom)
