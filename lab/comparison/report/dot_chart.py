"""One measure of a comparison as inline SVG: a dot per repetition, a bar for the interval, a tick at the median."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lab.comparison.report.format import value_text
from lab.report.charts.axes import Axis, value_axis
from lab.report.charts.svg import centred_text, colour, element, picture, series_fill, series_stroke, text
from lab.report.charts.text_metrics import text_width
from lab.report.escapes import xml

_WIDTH, _LANE, _HEAD, _AXIS = 480.0, 24.0, 18.0, 22.0
_OFFSETS = (0.0, -5.0, 5.0, -2.5, 2.5)  # so that equal values do not hide each other
_MOST_TICKS = 7


@dataclass(frozen=True, slots=True)
class Lane:
    """One side. `hue` is the side's place in the record, so that it has one colour on the whole page."""

    side: str
    hue: int
    values: tuple[float, ...]
    median: float
    low: float
    high: float
    text: str  # the median, as it is written


@dataclass(frozen=True, slots=True)
class Group:
    """The sides of one measure. `of`: a component or a network link, empty for the total."""

    of: str
    lanes: tuple[Lane, ...]


def dot_chart(groups: Sequence[Group], *, title: str, unit: str) -> str:
    groups = [group for group in groups if group.lanes]
    lanes = [lane for group in groups for lane in group.lanes]
    if not lanes:
        return ""
    heads = len(groups) > 1 or bool(groups[0].of)
    left = max(text_width(lane.side) for lane in lanes) + 14
    right = _WIDTH - max(text_width(lane.text) for lane in lanes) - 14
    axis = _axis([value for lane in lanes for value in (*lane.values, lane.low, lane.high)], left, right, unit)
    floor = 4 + len(lanes) * _LANE + (len(groups) * _HEAD if heads else 0)
    parts = _grid(axis, floor, unit)
    y = 4.0
    for group in groups:
        if heads:
            parts.append(text(0, y + 13, group.of or "total", opacity=0.8, font_weight=600))
            y += _HEAD
        for lane in group.lanes:
            parts += _lane(lane, axis, y + _LANE / 2, left, unit)
            y += _LANE
    return picture(_WIDTH, floor + _AXIS, title, _description(groups, unit), parts)


def _axis(values: list[float], left: float, right: float, unit: str) -> Axis:
    return value_axis(values, left, right, 1024.0 if "bytes" in unit else 1000.0)


def _grid(axis: Axis, floor: float, unit: str) -> list[str]:
    parts = []
    every = 1 + (len(axis.ticks) - 1) // _MOST_TICKS
    taken = 0.0
    for tick in axis.ticks[::every]:
        x = axis.at(tick)
        parts.append(element("line", x1=x, x2=x, y1=4.0, y2=floor, stroke=colour("grid")))
        label = value_text(tick, unit)
        half = text_width(label) / 2
        if x - half < taken:
            continue
        taken = x + half + 6
        parts.append(centred_text(x, floor + 15, label, _WIDTH, opacity=0.8))
    return parts


def _lane(lane: Lane, axis: Axis, y: float, left: float, unit: str) -> list[str]:
    begin, end, middle = axis.at(lane.low), axis.at(lane.high), axis.at(lane.median)
    fill = series_fill(lane.hue)
    bar = {"x": begin, "y": y - 7, "width": max(end - begin, 2.0), "height": 14, "rx": 3}
    parts = [
        text(left - 8, y + 4, lane.side, anchor="end"),
        element("rect", style=f"{fill};fill-opacity:.22", **bar),
        element("line", x1=middle, x2=middle, y1=y - 9, y2=y + 9, style=f"{series_stroke(lane.hue)};stroke-width:3"),
    ]
    for index, value in enumerate(lane.values):
        tip = element("title", xml(f"{lane.side}: {value_text(value, unit)}"))
        spot = {"cx": axis.at(value), "cy": y + _OFFSETS[index % len(_OFFSETS)], "r": 2.6}
        parts.append(element("circle", tip, style=f"{fill};stroke:var(--card, #fff);stroke-width:.7", **spot))
    parts.append(text(_WIDTH, y + 4, lane.text, anchor="end", font_weight=600))
    return parts


def _description(groups: Sequence[Group], unit: str) -> str:
    """For screen readers."""
    return "; ".join(
        f"{lane.side}{f', {group.of}' if group.of else ''}: median {lane.text}, "
        f"interval {value_text(lane.low, unit)} to {value_text(lane.high, unit)}, {len(lane.values)} repetitions"
        for group in groups
        for lane in group.lanes
    )
