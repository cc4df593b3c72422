"""The charts of a comparison, and its numbers as a table: the rows of all pairs together, each side once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lab.comparison.measures import SIZE_ON_TIME, Measure
from lab.comparison.record import ComparisonRecord, Phase
from lab.comparison.report.dot_chart import Group, Lane, dot_chart
from lab.comparison.report.headline import on_time
from lab.comparison.report.phrases import interval_text, median_text, row_value_text
from lab.comparison.report.size_chart import Point, size_chart
from lab.comparison.result import ComparisonResult, Pair, Row


@dataclass(frozen=True, slots=True)
class Chart:
    title: str
    source: str
    svg: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """One measure of one side. `values`: each repetition's."""

    measure: Measure
    of: str
    size: int
    side: str
    median: str
    interval: str
    coverage: float
    values: tuple[str, ...]


def charts(record: ComparisonRecord, result: ComparisonResult, phase: Phase) -> tuple[Chart, ...]:
    """One for each measure that is not zero in every repetition."""
    sides = _sides(record, result)
    result_charts = []
    for rows in _by_measure(result, phase).values():
        measure = rows[0].measure
        if not any(value for row in rows for summary in row.summaries.values() for value in summary.values):
            continue
        if phase == "size" and measure.id == SIZE_ON_TIME.id:
            continue  # drawn as rings in the other charts
        svg = _size_chart(rows, sides, result) if phase == "size" else _dot_chart(rows, sides)
        if svg:
            result_charts.append(Chart(measure.title, measure.source, svg))
    return tuple(result_charts)


def _by_measure(result: ComparisonResult, phase: Phase) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {}
    for pair in result.pairs:
        for row in pair.rows:
            if row.phase == phase:
                rows.setdefault(row.measure.id, []).append(row)
    return rows


def _dot_chart(rows: Sequence[Row], sides: tuple[str, ...]) -> str:
    groups: dict[str, dict[str, Lane]] = {}
    for row in rows:
        for side in row.summaries:
            groups.setdefault(row.of, {}).setdefault(side, _lane(row, side, sides))
    ordered = [Group(of, tuple(lanes.values())) for of, lanes in groups.items()]
    return dot_chart(ordered, title=rows[0].measure.title, unit=rows[0].measure.unit)


def _size_chart(rows: Sequence[Row], sides: tuple[str, ...], result: ComparisonResult) -> str:
    judged = _by_measure(result, "size").get(SIZE_ON_TIME.id, [])
    on_time_points = {(side, row.size) for row in judged for side in row.summaries if on_time(row, side)}
    curves: dict[tuple[str, str], dict[int, Point]] = {}
    for row in rows:
        for side in row.summaries:
            curve = curves.setdefault((side, row.of), {})
            is_on_time = not judged or (side, row.size) in on_time_points
            curve.setdefault(row.size, Point(row.size, _lane(row, side, sides), is_on_time))
    totals = [list(curve.values()) for (_, of), curve in curves.items() if not of]
    drawn = totals or [list(curve.values()) for curve in curves.values()]
    return size_chart(drawn, title=f"{rows[0].measure.title}, by series", unit=rows[0].measure.unit)


def _lane(row: Row, side: str, sides: tuple[str, ...]) -> Lane:
    summary = row.summaries[side]
    text = row_value_text(row, side, summary.median)
    return Lane(side, sides.index(side), summary.values, summary.median, summary.low, summary.high, text)


def _sides(record: ComparisonRecord, result: ComparisonResult) -> tuple[str, ...]:
    """In the order of the record, then the names that a comparison with a baseline uses."""
    of_pairs = (side for pair in result.pairs for side in (pair.first, pair.other))
    return tuple(dict.fromkeys((*(side.name for side in record.sides), *of_pairs)))


def numbers(result: ComparisonResult, phase: Phase) -> tuple[Numbers, ...]:
    """One row for each side, although the first side is in every pair."""
    rows: dict[tuple[str, str, str, int, str], Numbers] = {}
    for pair, row, side in _cells(result, phase):
        name = f"{pair.same_side}, {side}" if pair.same_side else side
        summary = row.summaries[side]
        values = tuple(row_value_text(row, side, value) for value in summary.values)
        median, interval = median_text(row, side), interval_text(row, side)
        rows.setdefault(
            (pair.same_side, row.measure.id, row.of, row.size, side),
            Numbers(row.measure, row.of, row.size, name, median, interval, summary.coverage, values),
        )
    return tuple(rows.values())


def _cells(result: ComparisonResult, phase: Phase) -> Iterator[tuple[Pair, Row, str]]:
    for pair in result.pairs:
        for row in pair.rows:
            if row.phase == phase:
                for side in row.summaries:
                    yield pair, row, side
