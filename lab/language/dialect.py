"""Dialects: which metrics and labels an instrumentation uses for request counts, durations, routes and so on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from lab.language.strict_model import Strict


class Meaning(Strict):
    """The metric with this meaning in the instrumentation, and its labels."""

    metric: str = Field(description="name in Prometheus; of a histogram or summary without _bucket, _sum and _count")
    type: Literal["counter", "gauge", "histogram", "summary"]
    unit: str = Field("", description="unit of the values, for example seconds. Default: none")
    labels: Mapping[str, str] = Field(
        default_factory=dict, description="label of the meaning -> label of the series. Default: none"
    )


class Dialect(Strict):
    """The names, units and labels of one instrumentation as they arrive in Prometheus."""

    title: str = Field(description="the instrumentation, for example a client library and its version")
    meanings: Mapping[str, Meaning] = Field(description="meaning, for example 'request count' -> its metric")
