"""Histograms in answers of Prometheus: native ones, and classic ones from their series."""

from __future__ import annotations

from typing import Any

import pytest

from lab.queries.answer import UnexpectedAnswer
from lab.queries.histograms import Bucket, Histogram, factor, histograms_of

INF = float("inf")


def native(*buckets: tuple[float, float, float], **labels: str) -> dict[str, Any]:
    listed = [[0, str(lower), str(upper), str(count)] for lower, upper, count in buckets]
    count = str(sum(count for _, _, count in buckets))
    return {"metric": labels, "histograms": [[20, {"count": count, "sum": "1.5", "buckets": listed}]]}


def classic(**by_le: int) -> list[dict[str, Any]]:
    """`le_0_5=3`: three observations up to 0.5."""
    bounds = {key.removeprefix("le_").replace("_", ".").replace("Inf", "+Inf"): n for key, n in by_le.items()}
    return [{"metric": {"__name__": "x_bucket", "le": le}, "values": [[20, str(n)]]} for le, n in bounds.items()]


def test_native_histogram() -> None:
    answer = {"resultType": "matrix", "result": [native((-0.001, 0.001, 2), (0.25, 0.5, 3), job="a")]}
    expected = Histogram(5, (Bucket(-0.001, 0.001, 2), Bucket(0.25, 0.5, 3)))

    assert histograms_of(answer) == [({"job": "a"}, expected)]


def test_native_histogram_without_observations_has_no_buckets() -> None:
    empty = {"metric": {}, "histograms": [[20, {"count": "0", "sum": "0"}]]}

    assert histograms_of({"resultType": "matrix", "result": [empty]}) == [({}, Histogram(0, ()))]


def test_classic_histogram_is_read_from_cumulative_series() -> None:
    answer = {"resultType": "matrix", "result": classic(le_Inf=6, le_0_1=2, le_0_5=2, le_1=5)}
    buckets = (Bucket(0, 0.1, 2), Bucket(0.5, 1, 3), Bucket(1, INF, 1))

    assert histograms_of(answer) == [({"__name__": "x_bucket"}, Histogram(6, buckets, classic=True))]


def test_other_series_are_no_histograms() -> None:
    answer = {"resultType": "matrix", "result": [{"metric": {"__name__": "up"}, "values": [[20, "1"]]}]}

    assert histograms_of(answer) == []


def test_another_answer_is_unexpected() -> None:
    with pytest.raises(UnexpectedAnswer):
        histograms_of({"streams": []})


@pytest.mark.parametrize("schema", range(-4, 9))
def test_schema_of_exponential_buckets(schema: int) -> None:
    base = factor(schema)
    histogram = Histogram(2, (Bucket(-1e-9, 1e-9, 1), *(Bucket(base**n, base ** (n + 1), 1) for n in (-3, 0, 5))))

    assert histogram.schema() == schema


@pytest.mark.parametrize(
    "buckets",
    [
        pytest.param((Bucket(0.1, 0.25, 1), Bucket(0.25, 0.5, 1)), id="explicit"),
        pytest.param((Bucket(0.3, 0.6, 1),), id="the factor of a schema, but not its bounds"),
        pytest.param((Bucket(5, INF, 1),), id="above the last bound"),
        pytest.param((), id="empty"),
    ],
)
def test_schema_of_other_buckets(buckets: tuple[Bucket, ...]) -> None:
    assert Histogram(1, buckets).schema() is None


def test_factor() -> None:
    assert [round(factor(schema), 4) for schema in (-1, 0, 3, 8)] == [4, 2, 1.0905, 1.0027]
