"""What one instrumentation calls a request count, a duration, a route: the names, units and labels of its series."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from lab.language.strict_model import Strict


class Meaning(Strict):
    """What one meaning is called here. For a histogram, `metric` is the base name without _bucket, _sum, _count."""

    metric: str
    type: Literal["counter", "gauge", "histogram", "summary"]
    unit: str = ""
    labels: Mapping[str, str] = Field(default_factory=dict, description="label of the meaning -> label of the series")


class Dialect(Strict):
    """The names, units and labels of one instrumentation as they arrive in Prometheus."""

    title: str
    meanings: Mapping[str, Meaning]
