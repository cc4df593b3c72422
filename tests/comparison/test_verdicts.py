"""A whole record to a comparison: which rows there are, which bear a verdict, and when nothing is decided."""

from __future__ import annotations

import pytest

from lab.comparison.model import Comparison, Row
from lab.comparison.record import ExpectedDifference
from lab.comparison.verdicts import FAMILY, compare
from tests.comparison.records import BROKEN, HELD, record, repetitions, two_sides

FIVE = {"cpu.loaded": [30, 31, 30, 29, 30], "series.app": [500] * 5, "cpu.loaded[api]": [9, 9, 9, 9, 9.1]}
TWICE = {"cpu.loaded": [60, 61, 59, 62, 60], "series.app": [500] * 5, "cpu.loaded[api]": [40, 40, 40, 40, 40.1]}


def row(comparison: Comparison, name: str, of: str = "", pair: int = 0) -> Row:
    return next(r for r in comparison.pairs[pair].rows if (r.measure.name, r.of) == (name, of))


def test_winner_is_the_side_that_is_better():
    found = compare(two_sides(FIVE, TWICE))
    cpu = row(found, "cpu.loaded")
    assert (cpu.verdict, cpu.winner, cpu.ratio) == ("worse", "pull", 2)
    assert cpu.spreads["push"].median == 60 and cpu.spreads["pull"].coverage == pytest.approx(0.9375)
    assert cpu.noise["pull"] == pytest.approx(0.0236, abs=1e-3)
    assert row(found, "series.app").verdict == "the same" and row(found, "series.app").winner is None
    assert [r.measure.name for r in found.winners] == ["cpu.loaded"]


def test_parts_of_a_total_bear_no_verdict_and_do_not_make_the_rest_harder_to_tell():
    found = compare(two_sides(FIVE, TWICE))
    part = row(found, "cpu.loaded", "api")
    assert (part.verdict, part.winner) == (None, None) and part.between is not None
    assert part.reason == "part of a total, which bears the verdict"
    assert found.judged == 2 and found.level == FAMILY / 2


def test_a_measure_without_a_total_bears_its_verdict_in_its_parts():
    found = compare(two_sides({"disk[prometheus]": [1e6, 1.01e6, 1e6]}, {"disk[prometheus]": [9e6, 9.01e6, 9e6]}))
    assert row(found, "disk", "prometheus").winner == "pull"


def test_a_part_that_something_is_expected_of_bears_a_verdict():
    expected = (ExpectedDifference(measure="cpu.loaded[api]", better="pull", because="it only counts"),)
    found = compare(two_sides(FIVE, TWICE, expected=expected))
    assert row(found, "cpu.loaded", "api").winner == "pull" and found.judged == 3
    assert found.pairs[0].foreseen[0].status == "met"


def test_what_only_one_side_has_is_shown_without_a_verdict():
    found = compare(two_sides({"memory": [1e8] * 5}, {"memory": [1e8] * 5, "memory[collector]": [4e7] * 5}))
    alone = row(found, "memory", "collector")
    assert (alone.verdict, alone.ratio, alone.reason) == (None, None, "only push has it")
    assert list(alone.spreads) == ["push"]


def test_what_has_no_better_side_is_shown_without_a_verdict():
    found = compare(two_sides({"goroutines": [10, 10, 10]}, {"goroutines": [90, 90, 90]}))
    assert (row(found, "goroutines").verdict, row(found, "goroutines").reason) == (None, "shown, not judged")
    assert found.judged == 0


def test_rows_come_in_the_order_of_the_measures_totals_first():
    parts = (
        *repetitions("pull", {"size.memory": [1]}, "size", 1000),
        *repetitions("pull", {"dead.noticed": [1]}, "faults"),
        *repetitions("pull", {"memory[b]": [1], "memory[a]": [1], "memory": [1], "cpu.loaded": [1]}),
        *repetitions("push", {"cpu.loaded": [1]}),
    )
    rows = compare(record(parts)).pairs[0].rows
    assert [(r.phase, r.measure.name, r.of, r.size) for r in rows] == [
        ("steady", "cpu.loaded", "", 0),
        ("steady", "memory", "", 0),
        ("steady", "memory", "a", 0),
        ("steady", "memory", "b", 0),
        ("faults", "dead.noticed", "", 0),
        ("size", "size.memory", "", 1000),
    ]


def test_a_side_that_is_not_what_it_claims_leaves_nothing_decided():
    parts = (*repetitions("pull", FIVE, proofs=(HELD,)), *repetitions("push", TWICE, proofs=(HELD, BROKEN)))
    found = compare(record(parts))
    assert found.undecided == (
        "push is not what it claims to be in its steady repetition 1: is scraped: "
        "expected GET /metrics, saw POST /v1/metrics"
    )
    assert not found.winners
    assert {r.verdict for r in found.pairs[0].rows} == {"cannot tell", None}


def test_only_the_pair_of_that_side_is_undecided():
    parts = (*repetitions("a", FIVE), *repetitions("b", TWICE, proofs=(BROKEN,)), *repetitions("c", TWICE))
    found = compare(record(parts))
    assert [bool(pair.undecided) for pair in found.pairs] == [True, False]
    assert [r.winner for r in found.winners] == ["a"]


def test_flawed_repetitions_count_for_nothing():
    parts = (
        *repetitions("pull", FIVE),
        *repetitions("push", TWICE),
        *repetitions("push", {"cpu.loaded": [1, 1, 1]}, invalid_reason="the load was not sent", proofs=(BROKEN,)),
    )
    found = compare(record(parts))
    assert not found.undecided and row(found, "cpu.loaded").spreads["push"].values == (60, 61, 59, 62, 60)


def test_a_side_without_a_repetition_that_counts_is_undecided():
    found = compare(
        record((*repetitions("pull", FIVE), *repetitions("push", TWICE, invalid_reason="the load was not sent")))
    )
    assert found.undecided == "no repetition of push counts: the load was not sent"


def test_two_that_were_not_noticed_are_not_the_same():
    parts = (
        *repetitions("pull", {"dead.noticed": [8.0, 8.0, 8.0]}, "faults"),
        *repetitions("push", {"dead.noticed": [8.0, 8.0, 8.0]}, "faults"),
    )
    noticed = row(compare(record(parts)), "dead.noticed")
    assert (noticed.verdict, noticed.reason) == ("cannot tell", "neither within the wait of 8 s")


def test_the_file_sets_margins():
    found = compare(two_sides(FIVE, TWICE, margins={"cpu.loaded": 3.0, "cpu.load": 0.1}))
    assert row(found, "cpu.loaded").verdict == "the same"
    assert found.remarks == ("no measure is called 'cpu.load'; did you mean 'cpu.loaded'?",)


@pytest.mark.parametrize(
    ("measure", "better", "status"),
    [
        ("cpu.loaded", "pull", "met"),
        ("cpu.loaded", "push", "not met"),
        ("cpu.loaded", None, "not met"),
        ("series.app", None, "met"),
        ("series.app", "pull", "not met"),
        ("lost", "pull", "cannot tell"),
        ("cpu.lodaed", "pull", "cannot tell"),
    ],
)
def test_expected_differences(measure, better, status):
    expected = (ExpectedDifference(measure=measure, better=better, because="reasons"),)
    (seen,) = compare(two_sides(FIVE, TWICE, expected=expected)).pairs[0].foreseen
    assert seen.status == status and seen.seen


def test_a_difference_between_other_sides_is_not_expected_of_this_pair():
    parts = (*repetitions("a", FIVE), *repetitions("b", TWICE), *repetitions("c", TWICE))
    expected = (ExpectedDifference(measure="cpu.loaded", better="b", because="reasons"),)
    assert [len(pair.foreseen) for pair in compare(record(parts, expected=expected)).pairs] == [1, 0]


def test_a_machine_that_was_not_steady_is_said():
    found = compare(two_sides(FIVE, TWICE, noise=(40, 41, 40, 61)))
    assert found.noise is not None and found.noise.median == 40.5
    assert found.remarks == ("the machine was not steady: the same work took it 40 to 61 ms",)
    assert compare(two_sides(FIVE, TWICE, noise=(40, 41, 40, 41))).remarks == ()
