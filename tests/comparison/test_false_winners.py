"""False winners are rare when the runs of one side are compared with themselves, and injected differences are found."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lab.comparison.measures import MEASURES
from lab.comparison.record import MeasuredValue
from lab.comparison.verdicts import compare
from tests.comparison.records import changed, drawn, drawn_faults, record, winners
from tests.comparison.splits import sources, split

pytestmark = pytest.mark.slow

SPLITS = 200
SOURCES = sources()


@pytest.mark.parametrize("each", [5, 10])
@pytest.mark.parametrize("source", SOURCES)
def test_compare_false_winners(source, each):
    assert len(SOURCES[source]) == 20
    results = [winners(split(SOURCES[source], each, seed)) for seed in range(SPLITS)]
    wrong = [[(row.measure.id, row.of, row.reason) for row in rows] for rows in results if rows]
    assert len(wrong) <= SPLITS // 100, wrong


def test_split_has_many_judged_rows():
    rows = split(SOURCES["drawn 1"], 5, 0).pairs[0].rows
    assert len(rows) >= 30 and sum(row.verdict is not None for row in rows) >= 15


def test_compare_false_winners_of_faults():
    wrong = sum(
        bool(winners(compare(record((*drawn_faults("one", seed, 3), *drawn_faults("two", 10_000 + seed, 3))))))
        for seed in range(SPLITS)
    )
    assert wrong <= SPLITS * 0.03


def _times(name: str, factor: float) -> Callable[[MeasuredValue], float]:
    return lambda m: m.value * factor if m.name == name else m.value


def _later(seconds: float) -> Callable[[MeasuredValue], float]:
    return lambda m: m.value + seconds if m.name.startswith("freshness") else m.value


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize(
    ("names", "change", "share"),
    [
        (("series.app", "series.head"), _times("series.app", 2), 1.0),
        (("freshness.p50", "freshness.p95", "freshness.max"), _later(0.3), 0.9),
        (("memory",), _times("memory", 1.5), 0.5),
        (("cpu.loaded",), _times("cpu.loaded", 2), 0.5),
    ],
    ids=["twice the series", "an export 300 ms later", "half more memory", "twice the CPU"],
)
def test_compare_injected_differences(source, names, change, share):
    results = [winners(split(SOURCES[source], 5, seed, lambda runs: changed(runs, change))) for seed in range(40)]
    expected = [[row for row in rows if row.measure.id in names] for rows in results]
    assert not [row for rows in results for row in rows if row.winner != "one" or row.measure.id not in names]
    assert sum(map(bool, expected)) >= share * len(results)


def test_compare_crash_detected_later():
    def later(m: MeasuredValue) -> float:
        return m.value + 4 if m.name == "crash.detected" else m.value

    hits = 0
    for seed in range(40):
        parts = (
            *(drawn("one", seed, 5) + drawn_faults("one", seed, 3)),
            *changed(drawn("two", 10_000 + seed, 5) + drawn_faults("two", 10_000 + seed, 3), later),
        )
        rows = [row for row in winners(compare(record(parts))) if row.measure.id == "crash.detected"]
        assert all(row.winner == "one" for row in rows)
        hits += bool(rows)
    assert hits >= 30


def test_drawn_measures_are_known():
    drawn_names = {
        m.name for repetition in (*drawn("a", 1, 1), *drawn_faults("a", 1, 1)) for m in repetition.measurements
    }
    assert drawn_names <= set(MEASURES)
