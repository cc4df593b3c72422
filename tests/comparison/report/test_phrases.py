"""The texts of rows."""

from __future__ import annotations

from typing import Any

import pytest

from lab.comparison.report.phrases import (
    difference,
    differences_by_side,
    interval_text,
    median_text,
    more_text,
    ratio_cell,
    row_title,
    verdict_text,
)
from lab.comparison.result import Pair, Row
from lab.comparison.verdicts import compare
from tests.comparison.records import Values, record, repetitions


def pair_of(first: Values, other: Values, phase: Any = "steady", size: int = 0, limit: float | None = None) -> Pair:
    parts = (
        *repetitions("pull", first, phase, size, limit),
        *repetitions("push", other, phase, size, limit),
    )
    return compare(record(parts)).pairs[0]


def row_of(*arguments: Any, **options: Any) -> tuple[Row, Pair]:
    pair = pair_of(*arguments, **options)
    return pair.rows[0], pair


@pytest.mark.parametrize(
    ("first", "other", "text"),
    [
        pytest.param([30, 30.1, 30], [60, 60.2, 60], "push uses 2 times the CPU", id="a ratio"),
        pytest.param([30, 30.1, 30], [36, 36.1, 36], "push uses 20 % more CPU", id="a share"),
        pytest.param([0, 0, 0], [30, 30.1, 30], "push uses 30m, pull none", id="one side has none"),
        pytest.param([0, 0, 0], [0, 0, 0], "none on either side", id="both have none"),
        pytest.param([30, 30.1, 30], [30, 30.1, 30], "no relevant difference", id="equivalent"),
        pytest.param([10, 50, 30], [20, 60, 45], "medians 15m apart", id="inconclusive"),
    ],
)
def test_difference(first: list[float], other: list[float], text: str) -> None:
    row, pair = row_of({"cpu.loaded": first}, {"cpu.loaded": other})
    assert str(difference(row, pair)) == text


def test_difference_censored() -> None:
    late, soon = {"crash.detected": [8.0, 8.0, 8.0]}, {"crash.detected": [0.6, 0.7, 0.5]}
    row, pair = row_of(soon, late, "faults", limit=8.0)
    assert str(difference(row, pair)) == "push does not detect a crash within 8 s"
    assert (median_text(row, "push"), ratio_cell(row)) == ("> 8 s", "")
    row, pair = row_of(late, late, "faults", limit=8.0)
    assert str(difference(row, pair)) == "neither side within 8 s"


def test_difference_only_one_side() -> None:
    row, pair = row_of({"memory": [1e8, 1e8, 1e8]}, {"disk": [1, 1, 1]})
    assert (str(difference(row, pair)), median_text(row, "push")) == ("only measured on pull", "-")


def test_differences_by_side() -> None:
    first, other = (
        {"cpu.loaded": [60, 60.1, 60], "memory": [1e8] * 3},
        {"cpu.loaded": [30, 30.1, 30], "memory": [2e8] * 3},
    )
    pair = pair_of({**first, "lost": [0, 0, 0]}, {**other, "lost": [7, 7, 7]})
    assert differences_by_side(pair.rows, pair) == (
        "push uses 2 times the memory and loses 7 requests, pull none",
        "pull uses 2 times the CPU",
    )


def test_median_and_interval_text() -> None:
    row, _ = row_of({"lost": [0, 0, 4]}, {"lost": [0, 0, 0]})
    assert (median_text(row, "pull"), median_text(row, "push")) == ("0 (worst 4)", "0")
    assert (interval_text(row, "pull"), interval_text(row, "push")) == ("0 to 4", "0")


def test_row_title() -> None:
    row, _ = row_of({"size.cpu[api]": [1, 1, 1]}, {"size.cpu[api]": [1, 1, 1]}, "size", 10_000)
    assert row_title(row) == "CPU (millicores) (api) at 10,000 series"


def test_verdict_and_more_text() -> None:
    row, pair = row_of({"cpu.loaded": [30, 30.1, 30]}, {"cpu.loaded": [60, 60.2, 60]})
    assert (verdict_text(row, pair), more_text(row), ratio_cell(row)) == (("pull is better", "good"), "", "x 2")
    row, pair = row_of({"cpu.loaded": [10, 50]}, {"cpu.loaded": [20, 60]})
    assert (verdict_text(row, pair), more_text(row)) == (("inconclusive", "doubt"), "(+1)")
