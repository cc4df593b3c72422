"""How long events took to be counted, from when they happened and which count was seen when."""

from __future__ import annotations

import math

import pytest

from lab.comparison.stats.arrivals import Arrivals, Reading, arrivals, longest_gap, quantile


def readings(*pairs: tuple[float, float | None]) -> list[Reading]:
    return [Reading(at, count) for at, count in pairs]


@pytest.mark.parametrize(
    ("events", "seen", "before", "expected"),
    [
        pytest.param([1.0, 1.5], readings((1.2, 10), (2.0, 12)), 10, Arrivals((1.0, 0.5), 0, 0), id="both at once"),
        pytest.param([1.0, 1.5], readings((1.2, 11), (2.0, 12)), 10, Arrivals((1.2 - 1.0, 0.5), 0, 0), id="one by one"),
        pytest.param([1.0, 1.5], readings((2.0, 11)), 10, Arrivals((1.0,), 1, 0), id="one is lost"),
        pytest.param([1.0], readings((2.0, 3)), 0, Arrivals((1.0,), 0, 2), id="counted more often than it was"),
        pytest.param([1.0], readings((1.5, None), (3.0, 1)), 0, Arrivals((2.0,), 0, 0), id="one query failed"),
        pytest.param([1.0], readings((2.0, 1), (2.5, 0)), 0, Arrivals((1.0,), 0, 0), id="a counter that was reset"),
        pytest.param([2.0], readings((1.99, 1)), 0, Arrivals((0.0,), 0, 0), id="counted before its answer was back"),
        pytest.param([2.0, 1.0], readings((3.0, 2)), 0, Arrivals((2.0, 1.0), 0, 0), id="not in order"),
        pytest.param([1.0], [], 0, Arrivals((), 1, 0), id="no reading"),
    ],
)
def test_arrivals(events: list[float], seen: list[Reading], before: float, expected: Arrivals) -> None:
    result = arrivals(events, seen, before)
    assert result.delays == pytest.approx(expected.delays)
    assert (result.lost, result.surplus) == (expected.lost, expected.surplus)


@pytest.mark.parametrize(("q", "expected"), [(0.5, 2.0), (0.51, 3.0), (0.95, 4.0), (1.0, 4.0), (0.0, 1.0), (0.25, 1.0)])
def test_quantile(q: float, expected: float) -> None:
    assert quantile([4.0, 1.0, 3.0, 2.0], q) == expected


@pytest.mark.parametrize(
    ("samples", "expected"),
    [
        pytest.param([8.0, 9.0, 10.0, 11.0, 12.0, 13.0], 1.0, id="none is missing"),
        pytest.param([8.0, 9.0, 13.5, 14.0], 4.5, id="none during the fault"),
        pytest.param([9.0, 10.5, 13.0], 2.5, id="the longest of several"),
        pytest.param([12.5], 2.5, id="none before it: from its beginning"),
        pytest.param([8.0, 9.0], math.inf, id="none afterwards"),
    ],
)
def test_longest_gap(samples: list[float], expected: float) -> None:
    assert longest_gap(samples, 10.0, 12.0) == expected
