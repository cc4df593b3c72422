"""Totals of counters from raw samples: the first sample from 0, a decrease as a reset, deltas added up."""

import pytest

from lab.queries.counter_totals import Samples, resets_of, total_of, until


def points(*values: float) -> list[tuple[float, float]]:
    return [(float(at), value) for at, value in enumerate(values)]


@pytest.mark.parametrize(
    ("values", "total"),
    [
        ((), 0),
        ((7,), 7),
        ((0, 3, 9), 9),
        ((3, 9, 9, 12), 12),
        # After a restart it counts from 0 again.
        ((3, 9, 2, 5), 14),
        ((3, 9, 0, 5), 14),
        # A reset to the same or a larger value cannot be told from a counter that went on.
        ((1, 1), 1),
        ((1, 4), 4),
        ((5, 1, 6, 2), 13),
    ],
)
def test_total_of_cumulative_samples(values: tuple[float, ...], total: float) -> None:
    assert total_of(points(*values), "cumulative") == total


@pytest.mark.parametrize(("values", "total"), [((), 0), ((7,), 7), ((5, 1, 6, 2), 14), ((3, 3, 3), 9)])
def test_total_of_deltas(values: tuple[float, ...], total: float) -> None:
    assert total_of(points(*values), "delta") == total


@pytest.mark.parametrize(("values", "number"), [((), 0), ((7,), 0), ((3, 9, 2, 5), 1), ((5, 1, 6, 2), 2), ((1, 1), 0)])
def test_resets_of(values: tuple[float, ...], number: int) -> None:
    assert resets_of(points(*values)) == number


@pytest.mark.parametrize("samples", ["cumulative", "delta"])
def test_until_leaves_out_what_came_later(samples: Samples) -> None:
    assert until(points(1, 2, 3), 1.0) == points(1, 2)
    assert total_of(until(points(1, 2, 3), -1.0), samples) == 0
