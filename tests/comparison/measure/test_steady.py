"""What is lost and duplicated, and what the storage costs, from the queries of a side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import pytest

from lab.comparison.measure.prom_queries import DISK, HEAD_SERIES
from lab.comparison.measure.results import RepetitionResult
from lab.comparison.measure.steady import ARRIVAL_TIMEOUT_S, _measure_loss, _measure_storage
from lab.record.event import LoadCount, LoadTruth
from tests.comparison.measure.simulation import manual_clock

Counts = Mapping[tuple[str, ...], float]

TRUTH = LoadTruth(
    name="shopping",
    asked=12,
    sent=12,
    dropped=0,
    started=100.0,
    ended=101.0,
    counts=(
        LoadCount(method="GET", route="/a", status="200", count=9),
        LoadCount(method="GET", route="/a", status="500", count=3),
    ),
)


def values(result: RepetitionResult) -> dict[str, float]:
    return {value.name: value.value for value in result.measurements}


def loss(counts: Callable[[], Counts], labels: tuple[str, ...] = ("route", "status")) -> tuple[dict[str, float], float]:
    """The measured values, and how long it took."""
    queries: Any = SimpleNamespace(count_labels=labels, counts=counts)
    clock, result = manual_clock(), RepetitionResult()
    _measure_loss(queries, TRUTH, clock, result)
    return values(result), clock.now() - 100.0


@pytest.mark.parametrize(
    ("counts", "lost", "duplicates"),
    [
        pytest.param({("/a", "200"): 9, ("/a", "500"): 3}, 0, 0, id="exact"),
        pytest.param({("/a", "200"): 7, ("/a", "500"): 3}, 2, 0, id="lost"),
        pytest.param({("/a", "200"): 9, ("/a", "500"): 4, ("/b", "200"): 1}, 0, 2, id="duplicates"),
        pytest.param({("/a", "200"): 12}, 3, 3, id="under another label set"),
        pytest.param({}, 12, 0, id="nothing"),
    ],
)
def test_measure_loss(counts: Counts, lost: float, duplicates: float) -> None:
    measured, seconds = loss(lambda: counts)
    assert measured == {"lost": lost, "duplicates": duplicates}
    assert (seconds > ARRIVAL_TIMEOUT_S) == bool(lost)


def test_measure_loss_sums_labels_that_the_side_does_not_have() -> None:
    assert loss(lambda: {("/a",): 12}, ("route",))[0] == {"lost": 0, "duplicates": 0}


def test_measure_loss_waits_for_late_samples() -> None:
    growing = iter([0, 6, 12])
    measured, seconds = loss(lambda: {("/a",): next(growing)}, ("route",))
    assert measured["lost"] == 0
    assert 0 < seconds < 1


def test_measure_storage() -> None:
    metrics = {HEAD_SERIES: 812.0, DISK[0]: 1000.0, DISK[2]: 24.0}
    queries: Any = SimpleNamespace(
        self_metrics=lambda: metrics,
        folder_bytes=lambda: 4096,
        value=lambda query: 139.0,
        app_selector='{job="api"}',
        app_labels={"job": "api"},
    )
    result = RepetitionResult()
    _measure_storage(queries, result)
    assert values(result) == {"series.head": 812.0, "disk": 1024.0, "disk.files": 4096.0, "series.app": 139.0}


def test_measure_storage_that_exposes_nothing() -> None:
    queries: Any = SimpleNamespace(self_metrics=dict, folder_bytes=lambda: None, app_labels={})
    result = RepetitionResult()
    _measure_storage(queries, result)
    assert result.measurements == []
