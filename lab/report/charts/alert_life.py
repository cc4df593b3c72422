"""The states of an alert over time as inline SVG: a band for each state, and marks for deliveries.

From range queries over ALERTS, which has a sample while an alert is pending or firing and none otherwise, and from the
notifications that receivers received.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from lab.report.charts.axes import time_axis
from lab.report.charts.series import labels_of
from lab.report.charts.svg import colour, element, picture, text
from lab.report.charts.text_metrics import text_width
from lab.report.escapes import xml
from lab.report.formatting import duration, plain_number

_WIDTH, _BAND, _LANE = 900.0, 22.0, 15.0


@dataclass(frozen=True, slots=True)
class Band:
    state: str
    begin: float
    end: float


@dataclass(frozen=True, slots=True)
class Life:
    """One alert: its labels without the state, and its states over the window (unix seconds)."""

    alert: str
    labels: str
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Delivery:
    at: float
    receiver: str
    status: str
    alerts: tuple[str, ...]


def lives(answer: Any, start: float, end: float, step: float) -> tuple[Life, ...]:
    """From the answer to an ALERTS range query. A state lasts for one step after its last sample."""
    states: dict[str, dict[float, str]] = {}
    names: dict[str, tuple[str, str]] = {}
    for series in answer.get("result", []) if isinstance(answer, dict) else []:
        metric = series.get("metric", {})
        labels = labels_of(metric, ("__name__", "alertname", "alertstate"))
        name = str(metric.get("alertname", "alert"))
        names[f"{name} {labels}"] = (name, labels)
        for at, _ in series.get("values", []):
            # at the moment of a change the query may return both states; firing is the newer one
            known = states.setdefault(f"{name} {labels}", {})
            if known.get(float(at)) != "firing":
                known[float(at)] = str(metric.get("alertstate", "firing"))
    return tuple(Life(*names[key], _bands(states.get(key, {}), start, end, step)) for key in names)


def _bands(states: dict[float, str], start: float, end: float, step: float) -> tuple[Band, ...]:
    if step <= 0 or end <= start:
        return ()
    known = {round((at - start) / step): state for at, state in states.items()}
    bands: list[Band] = []
    fired = False
    for index in range(math.ceil((end - start) / step - 1e-9)):
        state = known.get(index, "resolved" if fired else "inactive")
        fired = fired or state == "firing"
        begin, stop = start + index * step, min(start + (index + 1) * step, end)
        if bands and bands[-1].state == state:
            bands[-1] = Band(state, bands[-1].begin, stop)
        else:
            bands.append(Band(state, begin, stop))
    return tuple(bands)


def inactive_life(alert: str, start: float, end: float) -> Life:
    """The life of an alert that ALERTS has no sample of."""
    return Life(alert, "", (Band("inactive", start, end),) if end > start else ())


def alert_chart(life: Life, deliveries: Sequence[Delivery], *, zero: float = 0.0) -> str:
    if not life.bands:
        return ""
    begin = min([life.bands[0].begin, *(delivery.at for delivery in deliveries)]) - zero
    end = max([life.bands[-1].end, *(delivery.at for delivery in deliveries)]) - zero
    axis = time_axis(begin, end, 8, _WIDTH - 8, marks=12)
    marks, lanes = _marks(deliveries, axis.at, zero)
    floor = 4 + _BAND + lanes * _LANE + (6 if lanes else 0)
    parts = [_band(band, axis.at(band.begin - zero), axis.at(band.end - zero)) for band in life.bands]
    parts += marks
    for tick in axis.ticks:
        x = min(max(axis.at(tick), 16.0), _WIDTH - 18)
        parts.append(
            element("line", x1=axis.at(tick), x2=axis.at(tick), y1=floor, y2=floor + 4, stroke=colour("quiet"))
        )
        parts.append(text(x, floor + 16, f"{plain_number(tick)} s", anchor="middle", opacity=0.8))
    states = [f"{band.state} for {duration((band.end - band.begin) * 1000)}" for band in life.bands]
    return picture(_WIDTH, floor + 22, f"life of {life.alert}", ", ".join(states), parts)


def _band(band: Band, x: float, end: float) -> str:
    label = f"{band.state} {duration((band.end - band.begin) * 1000)}"
    fitting = next((part for part in (label, band.state) if text_width(part) + 12 <= end - x), "")
    box = element("rect", x=x, y=4, width=max(end - x, 1.0), height=_BAND, fill=colour(band.state))
    return element("g", element("title", xml(label)) + box + (text(x + 6, 4 + 15, fitting) if fitting else ""))


def _marks(deliveries: Sequence[Delivery], at: Callable[[float], float], zero: float) -> tuple[list[str], int]:
    """A tick on the band with its label below, each in the first lane in which labels do not overlap."""
    lane_ends: list[float] = []
    parts = []
    for delivery in sorted(deliveries, key=lambda delivery: delivery.at):
        x = at(delivery.at - zero)
        label = f"{delivery.status} to {delivery.receiver}, {plain_number(round(delivery.at - zero, 1))} s"
        begin = min(x + 5, _WIDTH - text_width(label) - 4)
        lane = next((index for index, end in enumerate(lane_ends) if end + 8 <= min(begin, x)), len(lane_ends))
        lane_ends[lane : lane + 1] = [begin + text_width(label)]
        y = 4 + _BAND + (lane + 1) * _LANE
        parts.append(element("line", x1=x, x2=x, y1=_BAND, y2=y, stroke="currentColor", stroke_width=1.5))
        parts.append(text(begin, y, label))
    return parts, len(lane_ends)
