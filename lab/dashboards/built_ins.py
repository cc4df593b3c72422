"""The variables that Grafana sets itself: the time range, the intervals, the user, the dashboard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lab.dashboards.interpolation import Value, constant


@dataclass(frozen=True, slots=True)
class TimeRange:
    """Unix seconds."""

    start: float
    end: float

    @property
    def seconds(self) -> int:
        return max(round(self.end - self.start), 1)


WHEN_PLANNED = TimeRange(0.0, 60.0)


def built_ins(intervals: Mapping[str, str], time: TimeRange, title: str = "", uid: str = "") -> dict[str, Value]:
    """Name -> value. `intervals`: those that follow the scrape interval, such as `__rate_interval`."""
    start, end = (str(round(at * 1000)) for at in (time.start, time.end))
    return {
        "__from": constant(start),
        "__to": constant(end),
        "__range": constant(f"{time.seconds}s"),
        "__range_s": constant(str(time.seconds)),
        "__range_ms": constant(str(time.seconds * 1000)),
        "__timezone": constant("utc"),
        "__searchFilter": constant(".*"),
        "__org": constant("1", id="1", name="Main Org."),
        "__user": constant("1", id="1", login="admin", email="admin@localhost"),
        "__dashboard": constant(title, name=title, uid=uid),
        "__name": constant(""),
        "__url_time_range": constant(f"from={start}&to={end}"),
        "__all_variables": constant(""),
        **{name: constant(value) for name, value in intervals.items()},
    }
