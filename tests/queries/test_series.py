"""Series read out of answers."""

import math

from lab.queries.series import points_of, series_of
from tests.expectations.captured_answers import prometheus


def test_scalars_and_native_histograms_are_series_too() -> None:
    assert series_of(prometheus("instant_scalar")) == [({}, 1.0)]
    ((labels, points),) = points_of(prometheus("range_native_histogram"))
    assert labels["__name__"] == "prometheus_http_request_duration_seconds"
    assert [at for at, _ in points] == [1795249714.816 + index / 2 for index in range(5)]
    assert all(math.isnan(value) for _, value in points)
