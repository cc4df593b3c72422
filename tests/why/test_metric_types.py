"""The type of a metric: declared, or told by its name."""

from __future__ import annotations

import pytest

from lab.why.inventory import Inventory
from lab.why.metric_types import metric_of, metric_type, metrics_in
from lab.why.parser import parse

TYPES = {"http_requests": "counter", "queue_total": "gauge", "latency_seconds": "histogram", "odd_name": "counter"}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("http_requests_total", "counter"),
        ("queue_total", "gauge"),
        ("latency_seconds_bucket", "counter"),
        ("latency_seconds_sum", "counter"),
        ("latency_seconds", ""),
        ("odd_name", "counter"),
        ("undeclared_total", "counter"),
        ("up", "gauge"),
        ("scrape_duration_seconds", "gauge"),
        ("python_info", "gauge"),
        ("temperature", ""),
    ],
)
def test_metric_type(name: str, kind: str) -> None:
    assert metric_type(name, Inventory("prometheus", 0.0, 0.0, {}, types=TYPES)) == kind


def test_metrics_of_an_expression() -> None:
    assert metric_of(parse("x[5m]")) == "x"
    assert metric_of(parse("sum(x)")) is None
    assert metrics_in(parse("sum(rate(x[5m])) / y")) == {"x", "y"}
