"""The outcome of expected differences."""

from __future__ import annotations

import pytest

from lab.comparison.hypotheses import hypothesis_results
from lab.comparison.record import ExpectedDifference
from lab.comparison.verdicts import compare
from tests.comparison.records import record, repetitions, two_sides

FIRST = {"cpu.loaded": [30, 31, 30, 29, 30], "series.app": [500] * 5}
OTHER = {"cpu.loaded": [60, 61, 59, 62, 60], "series.app": [500] * 5}
PAIR = compare(two_sides(FIRST, OTHER)).pairs[0]


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
    (result,) = hypothesis_results([expected(measure, better)], PAIR)
    assert (result.status, result.because) == (status, "reasons")
    assert result.evidence.startswith(evidence)


def test_hypothesis_results_inconclusive_rows() -> None:
    pair = compare(two_sides({"memory": [1e8, 3e8, 2e8]}, {"memory": [2e8, 4e8, 1e8]})).pairs[0]
    (result,) = hypothesis_results([expected("memory", "pull")], pair)
    assert result.status == "inconclusive"
    assert result.evidence.startswith("inconclusive (")


def test_hypothesis_results_names_sizes() -> None:
    parts = [
        *repetitions("pull", {"size.on_time": [1, 1, 1]}, "size", 1000),
        *repetitions("push", {"size.on_time": [0.2, 0.2, 0.2]}, "size", 1000),
    ]
    pair = compare(record(parts)).pairs[0]
    (result,) = hypothesis_results([expected("size.on_time", "pull")], pair)
    assert result.evidence.startswith("at 1,000 series: pull is better (")


def test_hypothesis_results_of_other_sides() -> None:
    assert hypothesis_results([expected("cpu.loaded", "remote write")], PAIR) == ()


def test_hypothesis_results_of_a_contrast() -> None:
    three = record(
        [*repetitions("pull", FIRST), *repetitions("push", OTHER), *repetitions("agent", OTHER)],
        contrasts={"transport": ("push", "agent"), "instrumentation": ("pull", "push")},
        expected=[
            expected("cpu.loaded", None).model_copy(update={"contrast": "transport"}),
            expected("cpu.loaded", "pull"),
            expected("series.app", None),
        ],
    )

    assert [(pair.title, [str(h.status) for h in pair.hypotheses]) for pair in compare(three).pairs] == [
        ("transport", ["confirmed", "confirmed"]),
        ("instrumentation", ["confirmed", "confirmed"]),
    ]
