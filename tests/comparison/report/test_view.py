"""Which charts a comparison has, and its numbers."""

from __future__ import annotations

from lab.comparison.report.view import charts, numbers
from lab.comparison.verdicts import compare
from tests.comparison.records import record, repetitions, two_sides
from tests.comparison.report.example_records import at_scale, baseline, three_sides


def test_charts_of_what_is_not_zero() -> None:
    whole = two_sides({"memory": [1, 2, 3], "lost": [0, 0, 0]}, {"memory": [1, 2, 3], "lost": [0, 0, 0]})
    assert [chart.title for chart in charts(whole, compare(whole), "steady")] == ["memory"]
    assert charts(whole, compare(whole), "faults") == ()


def test_charts_of_sizes() -> None:
    whole = at_scale()
    titles = [chart.title for chart in charts(whole, compare(whole), "size")]
    assert "scrapes (or exports) on time" not in titles  # drawn as rings
    assert "memory per series" in titles


def test_charts_of_a_baseline() -> None:
    whole, result = baseline()
    (memory,) = (chart for chart in charts(whole, result, "steady") if chart.title == "memory")
    assert ">before<" in memory.svg and ">now<" in memory.svg


def test_numbers_of_three_sides() -> None:
    rows = [row for row in numbers(compare(three_sides()), "steady") if (row.measure.id, row.of) == ("memory", "")]
    assert [row.side for row in rows] == ["pull", "push", "remote write"]


def test_numbers() -> None:
    parts = (
        *repetitions("pull", {"crash.detected": [0.5, 8.0, 0.6]}, "faults", limit=8.0),
        *repetitions("push", {"crash.detected": [1.0, 1.0, 1.0]}, "faults", limit=8.0),
    )
    first, other = numbers(compare(record(parts)), "faults")
    assert (first.side, first.median, first.interval) == ("pull", "600 ms", "500 ms to > 8 s")
    assert first.values == ("500 ms", "> 8 s", "600 ms")
    assert (other.interval, other.coverage) == ("1 s", 0.75)


def test_numbers_of_a_baseline() -> None:
    _, result = baseline()
    assert {row.side for row in numbers(result, "steady")} == {"pull, before", "pull, now"}
