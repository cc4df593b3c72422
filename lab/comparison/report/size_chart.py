"""A measure over the number of series as inline SVG, on log axes: a line through the medians of each side, its
intervals, a dot per repetition, and a ring where a side was not on time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lab.comparison.report.dot_chart import Lane
from lab.comparison.report.format import value_text
from lab.report.charts.axes import space_apart
from lab.report.charts.log_axis import LogAxis, log_axis
from lab.report.charts.svg import colour, element, picture, series_fill, series_stroke, text
from lab.report.charts.text_metrics import text_width
from lab.report.escapes import xml

_WIDTH, _HEIGHT, _TOP, _BOTTOM = 480.0, 250.0, 10.0, 26.0


@dataclass(frozen=True, slots=True)
class Point:
    """One side at one size."""

    size: int
    lane: Lane
    on_time: bool = True


def size_chart(curves: Sequence[Sequence[Point]], *, title: str, unit: str) -> str:
    """A curve per side, its points by size. Values that are not positive cannot be drawn on log axes."""
    curves = [[point for point in curve if point.lane.median > 0] for curve in curves]
    all_points = [point for curve in curves for point in curve]
    if not all_points:
        return ""
    values = log_axis(
        (value for p in all_points for value in (*p.lane.values, p.lane.low, p.lane.high)), 0, 1, binary="bytes" in unit
    )
    left = max(text_width(value_text(tick, unit)) for tick in values.ticks) + 16
    right = _WIDTH - max(text_width(point.lane.side) for point in all_points) - 18
    sizes = sorted({point.size for point in all_points})
    across = log_axis(map(float, sizes), left, right, map(float, sizes))
    up = LogAxis(values.low, values.high, values.ticks, _HEIGHT - _BOTTOM, _TOP)
    parts = _grid(across, up, unit)
    for curve in curves:
        parts += _curve(curve, across, up, unit)
    parts += _names([curve for curve in curves if curve], across, up)
    return picture(_WIDTH, _HEIGHT, title, _description(curves), parts)


def _grid(across: LogAxis, up: LogAxis, unit: str) -> list[str]:
    parts = []
    for tick in up.ticks:
        y = up.at(tick)
        parts.append(element("line", x1=across.start, x2=across.stop, y1=y, y2=y, stroke=colour("grid")))
        parts.append(text(across.start - 6, y + 4, value_text(tick, unit), anchor="end", opacity=0.8))
    taken = 0.0
    for tick in across.ticks:
        x, label = across.at(tick), _short_size(int(tick))
        parts.append(element("line", x1=x, x2=x, y1=up.start, y2=up.start + 4, stroke=colour("grid")))
        if x - text_width(label) / 2 >= taken:
            parts.append(text(x, up.start + 17, label, anchor="middle", opacity=0.8))
            taken = x + text_width(label) / 2 + 6
    return parts


def _curve(curve: Sequence[Point], across: LogAxis, up: LogAxis, unit: str) -> list[str]:
    if not curve:
        return []
    hue = curve[0].lane.hue
    points = " ".join(f"{across.at(p.size):.1f},{up.at(p.lane.median):.1f}" for p in curve)
    parts = [element("polyline", points=points, style=f"{series_stroke(hue)};fill:none;stroke-width:2")]
    for point in curve:
        x, lane = across.at(point.size), point.lane
        style = f"{series_stroke(hue)};stroke-width:7;stroke-opacity:.25"
        parts.append(element("line", x1=x, x2=x, y1=up.at(lane.low), y2=up.at(lane.high), style=style))
        parts += [
            element("circle", cx=x, cy=up.at(value), r=1.8, style=f"{series_fill(hue)};fill-opacity:.7")
            for value in lane.values
        ]
        title = f"{lane.side} at {point.size:,} series: {lane.text}" + ("" if point.on_time else ", not on time")
        ring = f"fill:var(--card, #fff);{series_stroke(hue)};stroke-width:2"
        solid = f"{series_fill(hue)};stroke:var(--card, #fff)"
        tip = element("title", xml(title))
        style = solid if point.on_time else ring
        parts.append(element("circle", tip, cx=x, cy=up.at(lane.median), r=4.0 if point.on_time else 5.0, style=style))
    return parts


def _names(curves: Sequence[Sequence[Point]], across: LogAxis, up: LogAxis) -> list[str]:
    ends = sorted((up.at(curve[-1].lane.median), number) for number, curve in enumerate(curves))
    spaced = space_apart((y for y, _ in ends), 13.0, up.start)
    return [
        text(across.stop + 14, y + 4, curves[number][-1].lane.side) for (_, number), y in zip(ends, spaced, strict=True)
    ]


def _short_size(size: int) -> str:
    """10 k, 1 M."""
    for step, letter in ((1_000_000, "M"), (1_000, "k")):
        if size >= step:
            return f"{size / step:g} {letter}"
    return str(size)


def _description(curves: Sequence[Sequence[Point]]) -> str:
    return "; ".join(
        f"{curve[0].lane.side}: "
        + ", ".join(f"{p.lane.text} at {p.size:,}{'' if p.on_time else ' (not on time)'}" for p in curve)
        for curve in curves
        if curve
    )
