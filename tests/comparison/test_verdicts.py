"""Which rows a record has, which of them have a verdict, and when nothing is decided."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lab.comparison.record import ExpectedDifference
from lab.comparison.result import ComparisonResult, Row
from lab.comparison.verdicts import FAMILY_LEVEL, compare
from tests.comparison.records import FAILED, PASSED, record, repetitions, two_sides, winners
from tests.comparison.report.example_records import pull_vs_push
from tests.comparison.splits import sources, split

FIVE = {"cpu.loaded": [30, 31, 30, 29, 30], "series.app": [500] * 5, "cpu.loaded[api]": [9, 9, 9, 9, 9.1]}
TWICE = {"cpu.loaded": [60, 61, 59, 62, 60], "series.app": [500] * 5, "cpu.loaded[api]": [40, 40, 40, 40, 40.1]}


def row(result: ComparisonResult, name: str, of: str = "", pair: int = 0) -> Row:
    return next(r for r in result.pairs[pair].rows if (r.measure.id, r.of) == (name, of))


def test_compare_winner():
    result = compare(two_sides(FIVE, TWICE))
    cpu = row(result, "cpu.loaded")
    assert (cpu.verdict, cpu.winner, cpu.ratio) == ("worse", "pull", 2)
    assert cpu.summaries["push"].median == 60 and cpu.summaries["pull"].coverage == pytest.approx(0.9375)
    assert cpu.summaries["pull"].variation == pytest.approx(0.0236, abs=1e-3)
    assert row(result, "series.app").verdict == "equivalent" and row(result, "series.app").winner is None
    assert [r.measure.id for r in winners(result)] == ["cpu.loaded"]


def test_compare_parts_of_a_total_are_not_judged():
    result = compare(two_sides(FIVE, TWICE))
    part = row(result, "cpu.loaded", "api")
    assert (part.verdict, part.winner) == (None, None) and part.interval is not None
    assert part.reason == "part of a total, which is judged"
    assert result.judged == 2 and result.level == FAMILY_LEVEL / 2


def test_compare_parts_without_a_total_are_judged():
    result = compare(two_sides({"disk[prometheus]": [1e6, 1.01e6, 1e6]}, {"disk[prometheus]": [9e6, 9.01e6, 9e6]}))
    assert row(result, "disk", "prometheus").winner == "pull"


def test_compare_expected_part_is_judged():
    expected = (ExpectedDifference(measure="cpu.loaded[api]", better="pull", because="it only counts"),)
    result = compare(two_sides(FIVE, TWICE, expected=expected))
    assert row(result, "cpu.loaded", "api").winner == "pull" and result.judged == 3
    assert result.pairs[0].hypotheses[0].status == "confirmed"


def test_compare_only_on_one_side():
    result = compare(two_sides({"memory": [1e8] * 5}, {"memory": [1e8] * 5, "memory[collector]": [4e7] * 5}))
    alone = row(result, "memory", "collector")
    assert (alone.verdict, alone.ratio, alone.reason) == (None, None, "only on push")
    assert list(alone.summaries) == ["push"]


def test_compare_unknown_measure_is_not_judged():
    result = compare(two_sides({"goroutines": [10, 10, 10]}, {"goroutines": [90, 90, 90]}))
    assert (row(result, "goroutines").verdict, row(result, "goroutines").reason) == (None, "not judged")
    assert result.judged == 0


def test_compare_order_of_rows():
    parts = (
        *repetitions("pull", {"size.memory": [1]}, "size", 1000),
        *repetitions("pull", {"crash.detected": [1]}, "faults"),
        *repetitions("pull", {"memory[b]": [1], "memory[a]": [1], "memory": [1], "cpu.loaded": [1]}),
        *repetitions("push", {"cpu.loaded": [1]}),
    )
    rows = compare(record(parts)).pairs[0].rows
    assert [(r.phase, r.measure.id, r.of, r.size) for r in rows] == [
        ("steady", "cpu.loaded", "", 0),
        ("steady", "memory", "", 0),
        ("steady", "memory", "a", 0),
        ("steady", "memory", "b", 0),
        ("faults", "crash.detected", "", 0),
        ("size", "size.memory", "", 1000),
    ]


def test_compare_failed_wire_check():
    parts = (
        *repetitions("pull", FIVE, wire_checks=(PASSED,)),
        *repetitions("push", TWICE, wire_checks=(PASSED, FAILED)),
    )
    result = compare(record(parts))
    assert result.undecided == (
        "push failed the wire check 'is scraped' in steady repetition 1: expected GET /metrics, got POST /v1/metrics"
    )
    assert not winners(result)
    assert {r.verdict for r in result.pairs[0].rows} == {"inconclusive", None}


def test_compare_failed_wire_check_of_one_pair():
    parts = (*repetitions("a", FIVE), *repetitions("b", TWICE, wire_checks=(FAILED,)), *repetitions("c", TWICE))
    result = compare(record(parts))
    assert [bool(pair.undecided) for pair in result.pairs] == [True, False]
    assert [r.winner for r in winners(result)] == ["a"]


def test_compare_ignores_invalid_repetitions():
    parts = (
        *repetitions("pull", FIVE),
        *repetitions("push", TWICE),
        *repetitions("push", {"cpu.loaded": [1, 1, 1]}, invalid_reason="the load was not sent", wire_checks=(FAILED,)),
    )
    result = compare(record(parts))
    assert not result.undecided and row(result, "cpu.loaded").summaries["push"].values == (60, 61, 59, 62, 60)


def test_compare_no_valid_repetition():
    result = compare(
        record((*repetitions("pull", FIVE), *repetitions("push", TWICE, invalid_reason="the load was not sent")))
    )
    assert result.undecided == "push has no valid repetition: the load was not sent"


def test_compare_both_sides_censored():
    parts = (
        *repetitions("pull", {"crash.detected": [8.0, 8.0, 8.0]}, "faults", limit=8.0),
        *repetitions("push", {"crash.detected": [8.0, 8.0, 8.0]}, "faults", limit=8.0),
    )
    detected = row(compare(record(parts)), "crash.detected")
    assert (detected.verdict, detected.reason) == ("inconclusive", "neither side within the limit of 8 s")


def test_compare_one_side_censored():
    parts = (
        *repetitions("pull", {"crash.detected": [0.6, 0.7, 0.5]}, "faults", limit=8.0),
        *repetitions("push", {"crash.detected": [8.0, 8.0, 8.0]}, "faults", limit=8.0),
    )
    detected = row(compare(record(parts)), "crash.detected")
    assert detected.winner == "pull"
    assert [summary.limit for summary in detected.summaries.values()] == [None, 8.0]


def test_compare_margins_of_the_file():
    result = compare(two_sides(FIVE, TWICE, margins={"cpu.loaded": 3.0, "cpu.load": 0.1}))
    assert row(result, "cpu.loaded").verdict == "equivalent"
    assert result.remarks == ("unknown measure 'cpu.load'; did you mean 'cpu.loaded'?",)


def test_compare_unsteady_machine():
    result = compare(two_sides(FIVE, TWICE, benchmark_ms=(40, 41, 40, 61)))
    assert result.benchmark_ms is not None and result.benchmark_ms.median == 40.5
    assert result.remarks == ("the machine was not steady: the same CPU benchmark took 40 to 61 ms",)
    assert compare(two_sides(FIVE, TWICE, benchmark_ms=(40, 41, 40, 41))).remarks == ()


EARLIER = json.loads(Path(__file__).with_name("verdicts-of-version-0.1.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("earlier", EARLIER, ids=lambda earlier: earlier["name"])
def test_compare_same_verdicts_as_version_0_1(earlier):
    """Of the same repetitions: recorded, drawn, and the example of the reports."""
    source, _, number = earlier["name"].partition("/")
    result = split(sources()[source], int(number), seed=7) if number else compare(pull_vs_push())
    rows = result.pairs[0].rows
    assert result.judged == earlier["judged"]
    assert [[r.measure.id, r.of, r.verdict, r.winner, r.more_repetitions] for r in rows] == [
        row[:5] for row in earlier["rows"]
    ]
    for judged_row, (*_, interval) in zip(rows, earlier["rows"], strict=True):
        if interval is None:
            assert judged_row.interval is None
        else:
            assert judged_row.interval is not None
            wide = max(map(abs, interval))
            assert [judged_row.interval.low, judged_row.interval.high] == pytest.approx(
                interval, rel=1e-9, abs=1e-9 * wide
            )
