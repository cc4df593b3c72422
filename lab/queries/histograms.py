"""Reads histograms from answers of Prometheus: native ones, and classic ones from their `le` series."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from lab.queries.answer import reads_answer_of
from lab.queries.series import Labels, points_of

_LE = "le"
_SCHEMAS = range(-4, 9)


@dataclass(frozen=True, slots=True)
class Bucket:
    """The observations above `lower` and up to `upper`."""

    lower: float
    upper: float
    count: float

    def holds(self, value: float) -> bool:
        """An estimate may also be the lower bound itself."""
        return self.lower <= value <= self.upper


@dataclass(frozen=True, slots=True)
class Histogram:
    """`buckets`: those with observations, in ascending order. `classic`: it was read from `le` series."""

    count: float
    buckets: tuple[Bucket, ...]
    classic: bool = False

    def schema(self) -> int | None:
        """The schema of an exponential histogram: each bound is 2^(2^-schema) times the one before. None when the
        bounds fit none; those of a single explicit bucket may fit one by accident."""
        bounded = [bucket for bucket in self.buckets if bucket.lower > 0 and math.isfinite(bucket.upper)]
        for schema in _SCHEMAS if bounded else ():
            exponent = 2.0**-schema
            if all(_is_multiple(math.log2(b.upper), exponent) and _fits(b, exponent) for b in bounded):
                return schema
        return None


def factor(schema: int) -> float:
    """Between the bounds of a bucket of an exponential histogram."""
    return float(2.0 ** (2.0**-schema))


@reads_answer_of("the query API")
def histograms_of(answer: Any) -> list[tuple[Labels, Histogram]]:
    """The histograms of a range answer, each at its last point. Classic ones have no label `le` any more."""
    native: list[tuple[Labels, Histogram]] = [
        (dict(series["metric"]), _native(series["histograms"][-1][1]))
        for series in answer["result"]
        if series.get("histograms")
    ]
    classic: dict[tuple[tuple[str, str], ...], dict[float, float]] = {}
    for labels, points in points_of({"result": [s for s in answer["result"] if s.get("values")]}):
        if _LE in labels:
            rest = tuple(sorted((name, value) for name, value in labels.items() if name != _LE))
            classic.setdefault(rest, {})[float(labels[_LE])] = points[-1][1]
    return native + [(dict(labels), _classic(counts)) for labels, counts in classic.items()]


def _native(histogram: Mapping[str, Any]) -> Histogram:
    buckets = (
        Bucket(float(lower), float(upper), float(count)) for _, lower, upper, count in histogram.get("buckets", ())
    )
    return Histogram(float(histogram["count"]), tuple(bucket for bucket in buckets if bucket.count))


def _classic(cumulative: Mapping[float, float]) -> Histogram:
    """`cumulative`: upper bound -> number of observations up to it."""
    steps = pairwise([(0.0, 0.0), *sorted(cumulative.items())])
    buckets = (Bucket(lower, upper, reached - before) for (lower, before), (upper, reached) in steps)
    return Histogram(max(cumulative.values()), tuple(bucket for bucket in buckets if bucket.count), classic=True)


def _is_multiple(value: float, of: float) -> bool:
    return abs(value / of - round(value / of)) < 1e-6


def _fits(bucket: Bucket, exponent: float) -> bool:
    return abs(math.log2(bucket.upper / bucket.lower) - exponent) < 1e-9
