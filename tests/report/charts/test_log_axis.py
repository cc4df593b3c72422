"""A log axis has ticks at round values."""

from __future__ import annotations

from lab.report.charts.log_axis import log_axis


def test_log_axis() -> None:
    axis = log_axis([8.0, 620.0], 0, 100)
    assert axis.ticks == (10, 20, 50, 100, 200, 500)
    assert 0 < axis.at(8.0) < axis.at(620.0) < 100
    assert log_axis([3e5, 3e9], 0, 1, binary=True).ticks[0] % 1024 == 0
    assert log_axis([], 0, 1).ticks
