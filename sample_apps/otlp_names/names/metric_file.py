"""The file with the metrics: a resource, and metrics with their points. Each value is constant."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TYPES = ("counter", "updown", "gauge", "histogram")


class InvalidMetrics(ValueError):
    """The file does not have the expected content."""


@dataclass(frozen=True, slots=True)
class Point:
    """A histogram has one observation of this value."""

    labels: Mapping[str, str]
    value: float


@dataclass(frozen=True, slots=True)
class Metric:
    """`scraped`: whether it is exposed for scrapes too."""

    name: str
    unit: str
    type: str
    points: tuple[Point, ...]
    scraped: bool


@dataclass(frozen=True, slots=True)
class Metrics:
    resource: Mapping[str, str]
    metrics: tuple[Metric, ...]


def read_metrics(file: Path) -> Metrics:
    content = json.loads(file.read_text(encoding="utf-8"))
    return Metrics(content.get("resource", {}), tuple(_metric(entry) for entry in content["metrics"]))


def _metric(entry: Mapping[str, Any]) -> Metric:
    if entry["type"] not in TYPES:
        raise InvalidMetrics(f"{entry['name']}: type {entry['type']!r}; expected one of {', '.join(TYPES)}")
    points = entry.get("points", [{}])
    return Metric(
        name=entry["name"],
        unit=entry.get("unit", ""),
        type=entry["type"],
        points=tuple(Point(point.get("labels", {}), float(point.get("value", 1))) for point in points),
        scraped=bool(entry.get("scraped", False)),
    )
