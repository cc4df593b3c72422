"""A measure over the number of series as inline SVG, on log axes: a line through the medians of each side, its
intervals, a dot for each repetition, and a ring where a side did not keep up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lab.comparison.report.charts import Lane
from lab.comparison.report.format import measured
from lab.report.charts.axes import space_apart
from lab.report.charts.log_axis import LogAxis, log_axis
from lab.report.charts.svg import colour, element, picture, series_fill, series_stroke, text, text_width
from lab.report.escapes import xml

_WIDTH, _HEIGHT, _TOP, _BOTTOM = 480.0, 250.0, 10.0, 26.0


@dataclass(frozen=True, slots=True)
class Spot:
    """One side at one size."""

    size: int
    lane: Lane
    kept_up: bool = True


def curve_chart(curves: Sequence[Sequence[Spot]], *, title: str, unit: str) -> str:
    """A curve for each side, its spots by size. What is not above zero cannot be drawn on these axes."""
    curves = [[spot for spot in curve if spot.lane.median > 0] for curve in curves]
    spots = [spot for curve in curves for spot in curve]
    if not spots:
        return ""
    values = log_axis(
        (value for s in spots for value in (*s.lane.values, s.lane.low, s.lane.high)), 0, 1, binary="bytes" in unit
    )
    left = max(text_width(measured(tick, unit)) for tick in values.ticks) + 16
    right = _WIDTH - max(text_width(spot.lane.side) for spot in spots) - 18
    sizes = sorted({spot.size for spot in spots})
    across = log_axis(map(float, sizes), left, right, map(float, sizes))
    up = LogAxis(values.low, values.high, values.ticks, _HEIGHT - _BOTTOM, _TOP)
    parts = _grid(across, up, unit)
    for curve in curves:
        parts += _curve(curve, across, up, unit)
    parts += _names([curve for curve in curves if curve], across, up)
    return picture(_WIDTH, _HEIGHT, title, _described(curves), parts)


def _grid(across: LogAxis, up: LogAxis, unit: str) -> list[str]:
    parts = []
    for tick in up.ticks:
        y = up.at(tick)
        parts.append(element("line", x1=across.start, x2=across.stop, y1=y, y2=y, stroke=colour("grid")))
        parts.append(text(across.start - 6, y + 4, measured(tick, unit), anchor="end", opacity=0.8))
    taken = 0.0
    for tick in across.ticks:
        x, words = across.at(tick), short_size(int(tick))
        parts.append(element("line", x1=x, x2=x, y1=up.start, y2=up.start + 4, stroke=colour("grid")))
        if x - text_width(words) / 2 >= taken:
            parts.append(text(x, up.start + 17, words, anchor="middle", opacity=0.8))
            taken = x + text_width(words) / 2 + 6
    return parts


def _curve(curve: Sequence[Spot], across: LogAxis, up: LogAxis, unit: str) -> list[str]:
    if not curve:
        return []
    hue = curve[0].lane.hue
    points = " ".join(f"{across.at(s.size):.1f},{up.at(s.lane.median):.1f}" for s in curve)
    parts = [element("polyline", points=points, style=f"{series_stroke(hue)};fill:none;stroke-width:2")]
    for spot in curve:
        x, lane = across.at(spot.size), spot.lane
        style = f"{series_stroke(hue)};stroke-width:7;stroke-opacity:.25"
        parts.append(element("line", x1=x, x2=x, y1=up.at(lane.low), y2=up.at(lane.high), style=style))
        parts += [
            element("circle", cx=x, cy=up.at(value), r=1.8, style=f"{series_fill(hue)};fill-opacity:.7")
            for value in lane.values
        ]
        said = f"{lane.side} at {spot.size:,} series: {lane.said}" + ("" if spot.kept_up else ", did not keep up")
        ring = f"fill:var(--card, #fff);{series_stroke(hue)};stroke-width:2"
        solid = f"{series_fill(hue)};stroke:var(--card, #fff)"
        tip = element("title", xml(said))
        style = solid if spot.kept_up else ring
        parts.append(element("circle", tip, cx=x, cy=up.at(lane.median), r=4.0 if spot.kept_up else 5.0, style=style))
    return parts


def _names(curves: Sequence[Sequence[Spot]], across: LogAxis, up: LogAxis) -> list[str]:
    wanted = sorted((up.at(curve[-1].lane.median), number) for number, curve in enumerate(curves))
    placed = space_apart((y for y, _ in wanted), 13.0, up.start)
    return [
        text(across.stop + 14, y + 4, curves[number][-1].lane.side)
        for (_, number), y in zip(wanted, placed, strict=True)
    ]


def short_size(size: int) -> str:
    """10 k, 1 M."""
    for step, letter in ((1_000_000, "M"), (1_000, "k")):
        if size >= step:
            return f"{size / step:g} {letter}"
    return str(size)


def _described(curves: Sequence[Sequence[Spot]]) -> str:
    return "; ".join(
        f"{curve[0].lane.side}: "
        + ", ".join(f"{s.lane.said} at {s.size:,}{'' if s.kept_up else ' (not kept up)'}" for s in curve)
        for curve in curves
        if curve
    )
