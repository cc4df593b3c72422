"""Series of answers: names and gaps."""

from __future__ import annotations

import pytest

from lab.report.charts.series import series_of
from tests.report.records import START, matrix


@pytest.mark.parametrize(
    ("answer", "runs"),
    [
        pytest.param([(0, "1"), (1, "2"), (2, "3")], [3], id="whole"),
        pytest.param([(0, "1"), (1, "NaN"), (2, "3"), (3, "4")], [1, 2], id="NaN"),
        pytest.param([(0, "1"), (1, "+Inf"), (2, "3")], [1, 1], id="infinite"),
        pytest.param([(0, "1"), (1, "2"), (5, "3"), (6, "3")], [2, 2], id="stale"),
        pytest.param([(0, "NaN")], [], id="nothing to draw"),
        pytest.param([], [], id="empty"),
    ],
)
def test_series_of_gaps(answer: list[tuple[float, str]], runs: list[int]) -> None:
    (series,) = series_of(matrix(({"a": "b"}, answer)), step=1.0)
    assert [len(run) for run in series.runs] == runs


@pytest.mark.parametrize(
    "answer", [None, "x", [], {}, {"resultType": "matrix"}, {"resultType": "string", "result": []}]
)
def test_series_of_another_shape(answer: object) -> None:
    assert series_of(answer) == ()


def test_series_of_names() -> None:
    answer = matrix(({"job": "api", "q": "0.5"}, [(0, "1")]), ({"job": "api", "q": "0.9"}, [(0, "1")]))
    assert [series.name for series in series_of(answer)] == ["q=0.5", "q=0.9"]
    assert [series.name for series in series_of(answer, legend="{{job}} p{{q}}{{none}}")] == ["api p0.5", "api p0.9"]


def test_series_of_a_vector() -> None:
    answer = {"resultType": "vector", "result": [{"metric": {}, "value": [START, "0.25"]}]}
    assert [series.points for series in series_of(answer)] == [((START, 0.25),)]
