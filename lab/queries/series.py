"""Reads series with values from answers; Prometheus and Loki have the same format for them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, TypeAlias

from lab.queries.answer import reads_answer_of

Labels: TypeAlias = Mapping[str, str]
Sample: TypeAlias = tuple[Labels, float]
Points: TypeAlias = list[tuple[float, float]]  # unix seconds, value


@reads_answer_of("the query API")
def series_of(answer: Any) -> list[Sample]:
    """Labels and value of each series of an instant answer; a scalar is one series without labels.

    The value of a native histogram, or of the samples of a range, is NaN, which meets no condition.
    """
    if answer["resultType"] in ("scalar", "string"):
        return [({}, float(answer["result"][1]))]
    return [
        (dict(series["metric"]), float(series["value"][1]) if "value" in series else math.nan)
        for series in answer["result"]
    ]


@reads_answer_of("the query API")
def points_of(answer: Any) -> list[tuple[Labels, Points]]:
    """Labels and points of each series of a range answer; NaN for native histograms."""
    return [(dict(series["metric"]), _points(series)) for series in answer["result"]]


def _points(series: Mapping[str, Any]) -> Points:
    numbers = [(float(at), float(value)) for at, value in series.get("values", ())]
    return sorted(numbers + [(float(at), math.nan) for at, _ in series.get("histograms", ())])
