"""The outcome of expected differences."""

from __future__ import annotations

import pytest

from lab.comparison.hypotheses import hypothesis_results
from lab.comparison.record import ExpectedDifference
from lab.comparison.verdicts import compare
from tests.comparison.records import record, repetitions, two_sides

FIRST = {"cpu.loaded": [30, 31, 30, 29, 30], "series.app": [500] * 5}
OTHER = {"cpu.loaded": [60, 61, 59, 62, 60], "series.app": [500] * 5}
ROWS = compare(two_sides(FIRST, OTHER)).pairs[0].rows


def expected(measure: str, better: str | None) -> ExpectedDifference:
    return ExpectedDifference(measure=measure, better=better, because="reasons")


@pytest.mark.parametrize(
    ("measure", "better", "status", "evidence"),
    [
        ("cpu.loaded", "pull", "confirmed", "pull is better (1.9"),
        ("cpu.loaded", "push", "contradicted", "pull is better (1.9"),
        ("cpu.loaded", None, "contradicted", "pull is better (1.9"),
        ("series.app", None, "confirmed", "equivalent (1 times as much"),
        ("series.app", "pull", "contradicted", "equivalent (1 times as much"),
        ("lost", "pull", "inconclusive", "lost was not judged on these sides"),
        ("cpu.lodaed", "pull", "inconclusive", "cpu.lodaed was not judged on these sides: unknown measure"),
        ("cpu.loaded[api]", "pull", "inconclusive", "cpu.loaded[api] was not judged on these sides"),
    ],
)
def test_hypothesis_results_status(measure: str, better: str | None, status: str, evidence: str) -> None:
    (result,) = hypothesis_results([expected(measure, better)], "pull", "push", ROWS)
    assert (result.status, result.because) == (status, "reasons")
    assert result.evidence.startswith(evidence)


def test_hypothesis_results_inconclusive_rows() -> None:
    rows = compare(two_sides({"memory": [1e8, 3e8, 2e8]}, {"memory": [2e8, 4e8, 1e8]})).pairs[0].rows
    (result,) = hypothesis_results([expected("memory", "pull")], "pull", "push", rows)
    assert result.status == "inconclusive"
    assert result.evidence.startswith("inconclusive (")


def test_hypothesis_results_names_sizes() -> None:
    parts = [
        *repetitions("pull", {"size.on_time": [1, 1, 1]}, "size", 1000),
        *repetitions("push", {"size.on_time": [0.2, 0.2, 0.2]}, "size", 1000),
    ]
    rows = compare(record(parts)).pairs[0].rows
    (result,) = hypothesis_results([expected("size.on_time", "pull")], "pull", "push", rows)
    assert result.evidence.startswith("at 1,000 series: pull is better (")


def test_hypothesis_results_of_other_sides() -> None:
    assert hypothesis_results([expected("cpu.loaded", "remote write")], "pull", "push", ROWS) == ()
