"""Converts answers of Prometheus into series for charts: named by the labels that differ, with gaps."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any


@dataclass(frozen=True, slots=True)
class Series:
    """`runs` are stretches of samples (unix seconds, value) without a gap."""

    name: str
    runs: tuple[tuple[tuple[float, float], ...], ...]

    @property
    def points(self) -> tuple[tuple[float, float], ...]:
        return tuple(point for run in self.runs for point in run)


def series_of(answer: Any, *, legend: str = "", step: float = 0.0) -> tuple[Series, ...]:
    """The series of a matrix, vector or scalar answer; none when it has another shape.

    `legend` is a dashboard's pattern such as `{{route}}`. `step` is the query's; without it, the smallest
    distance between two samples is used. A sample that is not a finite number leaves a gap.
    """
    results = _results(answer)
    metrics = [metric for metric, _ in results]
    return tuple(
        Series(_name(metric, metrics, legend), _runs(values, step or _smallest_step(values)))
        for metric, values in results
    )


def labels_of(metric: dict[str, str], without: Sequence[str] = ()) -> str:
    return ", ".join(f"{key}={value}" for key, value in sorted(metric.items()) if key not in without)


def number(value: Any) -> float:
    """A sample as Prometheus writes it; NaN for what is not a number."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return math.nan


def _results(answer: Any) -> list[tuple[dict[str, str], list[tuple[float, float]]]]:
    if not isinstance(answer, dict):
        return []
    kind, result = answer.get("resultType"), answer.get("result")
    if kind == "scalar" and isinstance(result, list):
        return [({}, _samples([result]))]
    if kind not in ("matrix", "vector") or not isinstance(result, list):
        return []
    rows = [row for row in result if isinstance(row, dict)]
    values = [row.get("values", []) if kind == "matrix" else [row.get("value", [])] for row in rows]
    return [(_strings(row.get("metric")), _samples(pairs)) for row, pairs in zip(rows, values, strict=True)]


def _strings(metric: Any) -> dict[str, str]:
    return {str(key): str(value) for key, value in metric.items()} if isinstance(metric, dict) else {}


def _samples(values: Any) -> list[tuple[float, float]]:
    pairs = [pair for pair in values if isinstance(pair, list | tuple) and len(pair) == 2]
    return [(number(at), number(value)) for at, value in pairs if math.isfinite(number(at))]


def _smallest_step(values: list[tuple[float, float]]) -> float:
    return min((later - earlier for (earlier, _), (later, _) in pairwise(values)), default=0.0)


def _runs(values: list[tuple[float, float]], step: float) -> tuple[tuple[tuple[float, float], ...], ...]:
    runs: list[list[tuple[float, float]]] = [[]]
    before = math.inf
    for at, value in values:
        if not math.isfinite(value):
            before = -math.inf
            continue
        if runs[-1] and at - before > 1.5 * step:
            runs.append([])
        runs[-1].append((at, value))
        before = at
    return tuple(tuple(run) for run in runs if run)


def _name(metric: dict[str, str], metrics: list[dict[str, str]], legend: str) -> str:
    if legend and legend != "__auto":
        return re.sub(r"\{\{\s*([\w.]+)\s*\}\}", lambda match: metric.get(match[1], ""), legend).strip()
    if len(metrics) == 1:
        return ""  # a single series needs no name
    shared = [key for key, value in metric.items() if all(other.get(key) == value for other in metrics)]
    return labels_of(metric, shared) or metric.get("__name__", "")
