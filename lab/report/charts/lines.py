"""A line chart of the answer to a range query, as inline SVG. Missing samples leave a gap."""

from __future__ import annotations

from collections.abc import Sequence

from lab.report.charts.axes import Axis, space_apart, time_axis, value_axis
from lab.report.charts.series import Series
from lab.report.charts.svg import centred_text, colour, element, picture, series_fill, series_stroke, text
from lab.report.charts.text_metrics import text_width
from lab.report.escapes import xml
from lab.report.formatting import plain_number, value_in_unit

_MAX_LINES = 10  # more could not be distinguished
_MAX_LABELS = 5  # labels at the ends of lines; more, or longer ones, go into a legend below
_LABEL_WIDTH = 130.0
_TOP, _BOTTOM, _ROW = 10.0, 24.0, 16.0


def line_chart(
    series: Sequence[Series],
    *,
    title: str,
    unit: str = "",
    zero: float = 0.0,
    width: float = 480.0,
    height: float = 190.0,
) -> str:
    """`zero` (unix seconds) is where the time axis counts from: the start of the run."""
    drawn = [line for line in series if line.points][:_MAX_LINES]
    more = sum(1 for line in series if line.points) - len(drawn)
    if not drawn:
        return picture(width, 40, title, "no data", [text(8, 24, "no data in this window", opacity=0.75)])
    direct = more == 0 and len(drawn) <= _MAX_LABELS and all(text_width(line.name) <= _LABEL_WIDTH for line in drawn)
    named = max(text_width(line.name) for line in drawn)
    margin = named + 16 if direct and named else 12.0
    known = (value for line in drawn for _, value in line.points)
    values = value_axis(known, height - _BOTTOM, _TOP, 1024.0 if "bytes" in unit else 1000.0)
    left = min(max(text_width(value_in_unit(tick, unit)) for tick in values.ticks), _LABEL_WIDTH) + 10
    times = [at - zero for line in drawn for at, _ in line.points]
    time = time_axis(min(times), max(times), left, width - margin, marks=6)
    parts = [
        *_grid(values, time, unit, width),
        *(_line(line, index, time, values, zero) for index, line in enumerate(drawn)),
    ]
    if direct:
        parts += _end_labels(drawn, values, width - margin)
        return picture(width, height, title, _description(drawn, unit), parts)
    legend, rows = _legend(drawn, more, width, height)
    return picture(width, height + rows * _ROW + 6, title, _description(drawn, unit), [*parts, *legend])


def _grid(values: Axis, time: Axis, unit: str, width: float) -> list[str]:
    parts = []
    for tick in values.ticks:
        y = values.at(tick)
        rule = {"stroke": colour("grid"), "stroke_width": 1.5 if tick == 0 else 1}
        parts.append(element("line", x1=time.start, x2=time.stop, y1=y, y2=y, **rule))
        parts.append(
            text(time.start - 6, y + 4, value_in_unit(tick, unit), max_width=_LABEL_WIDTH, anchor="end", opacity=0.8)
        )
    for tick in time.ticks:
        x = time.at(tick)
        parts.append(element("line", x1=x, x2=x, y1=values.start, y2=values.start + 4, stroke=colour("grid")))
        parts.append(centred_text(x, values.start + 16, f"{plain_number(tick)} s", width, opacity=0.8))
    return parts


def _line(series: Series, index: int, time: Axis, values: Axis, zero: float) -> str:
    parts = [element("title", xml(series.name))] if series.name else []
    for run in series.runs:
        spots = [(time.at(at - zero), values.at(value)) for at, value in run]
        if len(spots) == 1:  # a line of one point would not show
            parts.append(element("circle", cx=spots[0][0], cy=spots[0][1], r=2.5, style=series_fill(index)))
            continue
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
        style = f"{series_stroke(index)};fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round"
        parts.append(element("polyline", points=points, style=style))
    return element("g", "".join(parts))


def _end_labels(drawn: Sequence[Series], values: Axis, x: float) -> list[str]:
    ends = sorted((values.at(line.points[-1][1]), index) for index, line in enumerate(drawn))
    positions = space_apart((y for y, _ in ends), 13.0, values.start)
    parts = []
    for (_, index), y in zip(ends, positions, strict=True):
        if drawn[index].name:
            parts.append(element("circle", cx=x + 6, cy=y, r=3, style=series_fill(index)))
            parts.append(text(x + 12, y + 4, drawn[index].name))
    return parts


def _legend(drawn: Sequence[Series], more: int, width: float, top: float) -> tuple[list[str], int]:
    longest = max(text_width(line.name) for line in drawn) + 44
    columns = max(1, min(3, int(width // longest)))
    parts = []
    for index, line in enumerate(drawn):
        x = 8 + (index % columns) * (width - 8) / columns
        y = top + 12 + (index // columns) * _ROW
        swatch = {"x1": x, "x2": x + 18, "y1": y - 4, "y2": y - 4}
        parts.append(element("line", style=f"{series_stroke(index)};stroke-width:3", **swatch))
        parts.append(text(x + 24, y, line.name or "value", max_width=(width - 8) / columns - 30))
    rows = -(-len(drawn) // columns)
    if more:
        parts.append(text(8, top + 12 + rows * _ROW, f"+{more} more series, not drawn", opacity=0.8))
        rows += 1
    return parts, rows


def _description(drawn: Sequence[Series], unit: str) -> str:
    """For screen readers: the span and the last value of each series."""
    spans = []
    for line in drawn:
        known = [value for _, value in line.points]
        low, high = value_in_unit(min(known), unit), value_in_unit(max(known), unit)
        spans.append(f"{line.name or 'value'}: {low} to {high}, at last {value_in_unit(known[-1], unit)}")
    return "; ".join(spans)
