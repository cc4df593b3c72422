"""Which charts a comparison has, and its numbers as a table: the rows of all pairs put together, each side once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lab.comparison.measures import Measure
from lab.comparison.model import Comparison, Pair, Row
from lab.comparison.record import ComparisonRecord
from lab.comparison.report.charts import Group, Lane, dot_chart
from lab.comparison.report.curves import Spot, curve_chart
from lab.comparison.report.phrases import Wording, kept_up
from lab.comparison.stats.summary_stats import Spread


@dataclass(frozen=True, slots=True)
class Chart:
    title: str
    explains: str
    svg: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """All that one side gave for a measure. `values`: each repetition's."""

    measure: Measure
    of: str
    size: int
    side: str
    median: str
    interval: str
    coverage: float
    values: tuple[str, ...]


def charts(record: ComparisonRecord, comparison: Comparison, phase: str) -> tuple[Chart, ...]:
    """A measure that is zero in every repetition has none: there is nothing to be seen."""
    wording = Wording.of(record)
    found = []
    for rows in _by_measure(comparison, phase).values():
        measure = rows[0].measure
        if not any(value for row in rows for each in row.spreads.values() for value in each.values):
            continue
        if phase == "size" and measure.unit == "share":
            continue  # the rings of the other curves tell who kept up
        drawn = _curves if phase == "size" else _dots
        if svg := drawn(rows, record, comparison, wording):
            found.append(Chart(measure.title, measure.explains, svg))
    return tuple(found)


def _by_measure(comparison: Comparison, phase: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for pair in comparison.pairs:
        for row in pair.rows:
            if row.phase == phase:
                found.setdefault(row.measure.name, []).append(row)
    return found


def _dots(rows: list[Row], record: ComparisonRecord, comparison: Comparison, wording: Wording) -> str:
    sides = _sides(record, comparison)
    groups: dict[str, dict[str, Lane]] = {}
    for row in rows:
        for side, spread in row.spreads.items():
            groups.setdefault(row.of, {}).setdefault(side, _lane(row, side, spread, sides, wording))
    ordered = [Group(of, tuple(lanes.values())) for of, lanes in groups.items()]
    return dot_chart(ordered, title=rows[0].measure.title, unit=rows[0].measure.unit)


def _curves(rows: list[Row], record: ComparisonRecord, comparison: Comparison, wording: Wording) -> str:
    sides = _sides(record, comparison)
    on_time = {
        (side, row.size)
        for row in _by_measure(comparison, "size").get("size.kept_up", [])
        for side in row.spreads
        if kept_up(row, side)
    }
    judged = "size.kept_up" in _by_measure(comparison, "size")
    curves: dict[tuple[str, str], dict[int, Spot]] = {}
    for row in rows:
        for side, spread in row.spreads.items():
            curve = curves.setdefault((side, row.of), {})
            kept = not judged or (side, row.size) in on_time
            curve.setdefault(row.size, Spot(row.size, _lane(row, side, spread, sides, wording), kept))
    total = [list(curve.values()) for (_, of), curve in curves.items() if not of]
    every = total or [list(curve.values()) for curve in curves.values()]
    return curve_chart(every, title=f"{rows[0].measure.title}, by series", unit=rows[0].measure.unit)


def _lane(row: Row, side: str, spread: Spread, sides: tuple[str, ...], wording: Wording) -> Lane:
    said = wording.value(row, spread.median)
    return Lane(side, sides.index(side), spread.values, spread.median, spread.low, spread.high, said)


def _sides(record: ComparisonRecord, comparison: Comparison) -> tuple[str, ...]:
    """In the order of the record, then what a comparison with an earlier one calls its sides."""
    of_pairs = (side for pair in comparison.pairs for side in (pair.first, pair.other))
    return tuple(dict.fromkeys((*(side.name for side in record.sides), *of_pairs)))


def numbers(record: ComparisonRecord, comparison: Comparison, phase: str) -> tuple[Numbers, ...]:
    wording, seen = Wording.of(record), set()
    found = []
    for pair, row, side in _cells(comparison, phase):
        key = (pair.about, row.measure.name, row.of, row.size, side)
        if key in seen:
            continue
        seen.add(key)
        spread = row.spreads[side]
        values = tuple(wording.value(row, value) for value in spread.values)
        median, between = wording.median(row, side), wording.interval(row, side)
        name = f"{pair.about}, {side}" if pair.about else side
        found.append(Numbers(row.measure, row.of, row.size, name, median, between, spread.coverage, values))
    return tuple(found)


def _cells(comparison: Comparison, phase: str) -> Iterator[tuple[Pair, Row, str]]:
    for pair in comparison.pairs:
        for row in pair.rows:
            if row.phase == phase:
                for side in row.spreads:
                    yield pair, row, side
