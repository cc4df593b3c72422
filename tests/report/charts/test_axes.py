"""Round ticks, and labels that keep their distance."""

from __future__ import annotations

import pytest

from lab.report.charts.axes import space_apart, time_axis, value_axis
from lab.report.formatting import value_in_unit


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        pytest.param([0.0, 9.3], (0, 2.5, 5, 7.5, 10), id="from zero"),
        pytest.param([5.0, 5.0], (0, 2, 4, 6), id="flat"),
        pytest.param([4.749999999999999, 4.75], (0, 2, 4, 6), id="flat but for the last digit"),
        pytest.param([0.0, 0.0], (0, 0.25, 0.5, 0.75, 1), id="all zero"),
        pytest.param([-1e-17, 1e-17], (0, 0.25, 0.5, 0.75, 1), id="zero but for the last digit"),
        pytest.param([-4.0, 4.0], (-4, -2, 0, 2, 4), id="both signs"),
        pytest.param([512.0, 514.0], (512, 512.5, 513, 513.5, 514), id="far from zero"),
        pytest.param([0.0, 3e-5], (0, 1e-5, 2e-5, 3e-5), id="tiny"),
        pytest.param([], (0, 0.25, 0.5, 0.75, 1), id="nothing"),
    ],
)
def test_value_axis_ticks(values: list[float], ticks: tuple[float, ...]) -> None:
    assert value_axis(values, 100, 0).ticks == pytest.approx(ticks)


def test_value_axis_of_bytes() -> None:
    axis = value_axis([0.0, 6.1e7], 100, 0, 1024.0)
    assert [value_in_unit(tick, "bytes") for tick in axis.ticks] == ["0 B", "20 MiB", "40 MiB", "60 MiB"]


def test_time_axis() -> None:
    axis = time_axis(5.2, 26.0, 0, 208)
    assert axis.ticks == (10, 15, 20, 25)
    assert axis.at(26.0) == 208


def test_space_apart() -> None:
    assert space_apart([10, 12, 13, 99], 13, 100) == (10, 23, 36, 99)
    assert space_apart([95, 96, 97], 10, 100) == (80, 90, 100)
