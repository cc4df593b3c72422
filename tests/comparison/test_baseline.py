"""Each side now against itself before."""

from __future__ import annotations

import pytest

from lab.comparison.baseline import compare_with_baseline
from lab.comparison.record import ComparisonRecord, Intervals, SideRecord
from lab.record.event import ImageRecord
from lab.record.run_record import Versions
from tests.comparison.records import FAILED, record, repetitions, two_sides, winners

BEFORE = {"cpu.loaded": [30, 31, 30, 29, 30], "memory": [1e8, 1.01e8, 1e8, 1.02e8, 1e8]}
SLOWER = {"cpu.loaded": [60, 61, 59, 62, 60], "memory": [1e8, 1.01e8, 1e8, 1.02e8, 1e8]}
FILE = "load:\n  rate: {rate}\nsteady: {{repetitions: 5}}\ntitle: {title}\n"


def test_compare_with_baseline_regression_on_one_side():
    result = compare_with_baseline(two_sides(BEFORE, SLOWER), two_sides(BEFORE, BEFORE))
    assert [(pair.same_side, pair.first, pair.other) for pair in result.pairs] == [
        ("pull", "before", "now"),
        ("push", "before", "now"),
    ]
    assert [r.winner for r in result.pairs[0].rows] == [None, None]
    cpu = result.pairs[1].rows[0]
    assert (cpu.measure.id, cpu.verdict, cpu.winner, cpu.ratio) == ("cpu.loaded", "worse", "before", 2)
    assert result.remarks == () and result.judged == 4


def test_compare_with_baseline_only_common_sides():
    result = compare_with_baseline(
        two_sides(BEFORE, BEFORE), record((*repetitions("pull", BEFORE), *repetitions("collector", BEFORE)))
    )
    assert [pair.same_side for pair in result.pairs] == ["pull"]
    assert result.remarks == ("the side push is new", "the side collector is gone")


@pytest.mark.parametrize(
    ("now", "before", "reason"),
    [
        (
            {"lab_intervals": Intervals(scrape=2, export=1, lookback=5)},
            {},
            "other intervals: before scrape 1 s, export 1 s, lookback 5 s, now scrape 2 s, export 1 s, lookback 5 s",
        ),
        (
            {"text": FILE.format(rate=50, title="x")},
            {"text": FILE.format(rate=90, title="x")},
            "'load' in the comparison file has changed",
        ),
        (
            {"versions": Versions(lab="1", system="Linux aarch64")},
            {},
            "other systems: before Linux x86_64, now Linux aarch64",
        ),
    ],
)
def test_compare_with_baseline_other_conditions(now, before, reason):
    result = compare_with_baseline(two_sides(BEFORE, SLOWER, **now), two_sides(BEFORE, BEFORE, **before))
    assert [pair.undecided for pair in result.pairs] == [reason, reason]
    assert not winners(result)


def test_compare_with_baseline_other_title():
    there, here = FILE.format(rate=50, title="one"), FILE.format(rate=50, title="two")
    assert not compare_with_baseline(
        two_sides(BEFORE, SLOWER, text=here), two_sides(BEFORE, BEFORE, text=there)
    ).undecided


def test_compare_with_baseline_failed_wire_check():
    before = record((*repetitions("pull", BEFORE), *repetitions("push", BEFORE, wire_checks=(FAILED,))))
    result = compare_with_baseline(two_sides(BEFORE, SLOWER), before)
    assert result.pairs[0].undecided == ""
    assert result.pairs[1].undecided.startswith("before: push failed the wire check")


def _with_image(whole: ComparisonRecord, used: str, image_id: str, digest: str) -> ComparisonRecord:
    image = ImageRecord(service="prometheus", reference="p", used=used, image_id=image_id, source="present")
    side = SideRecord(name="pull", scenario="pull", title="", transport="pull", plan_digest=digest, images=(image,))
    return whole.model_copy(update={"sides": (side, whole.sides[1])})


def test_compare_with_baseline_remarks():
    before = _with_image(two_sides(BEFORE, BEFORE, benchmark_ms=(40, 40)), "prometheus:v3.5.0", "a", "1")
    now = _with_image(
        two_sides(
            BEFORE, SLOWER, benchmark_ms=(60, 60), versions=Versions(lab="2", engine="27", system="Linux x86_64")
        ),
        "prometheus:v3.6.0",
        "b",
        "2",
    )
    assert compare_with_baseline(now, before).remarks == (
        "pull: prometheus ran prometheus:v3.5.0 before, prometheus:v3.6.0 now",
        "pull: the scenario, its patches or its components have changed",
        "lab 1 before, 2 now",
        "the machine took 1.50 times as long for the same CPU benchmark as before",
    )
