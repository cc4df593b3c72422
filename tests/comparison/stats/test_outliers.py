"""Which values are left out, and which are not."""

from __future__ import annotations

from lab.comparison.stats.outliers import without_outliers

NEAR = [1.0, 1.01, 0.99, 1.02, 1.0]


def test_without_outliers_one_alone():
    assert without_outliers([*NEAR[:4], 3.0], NEAR) == (NEAR[:4], NEAR)


def test_without_outliers_near_values_of_the_other_side():
    far = [3.0, 3.01, 2.99, 3.0, 3.02]
    assert without_outliers([*NEAR[:4], 3.0], far) == ([*NEAR[:4], 3.0], far)


def test_without_outliers_more_than_one_in_five():
    assert without_outliers([*NEAR[:3], 3.0, 9.0], NEAR) == ([*NEAR[:3], 3.0, 9.0], NEAR)
    assert without_outliers([*NEAR[:3], 3.0], NEAR) == ([*NEAR[:3], 3.0], NEAR)


def test_without_outliers_identical_values():
    assert without_outliers([1.0, 1.0], [1.0, 1.0]) == ([1.0, 1.0], [1.0, 1.0])
