"""The metric of each meaning on each side."""

from __future__ import annotations

from lab.comparison.portability.analysis import portability
from lab.comparison.portability.side_view import SideView
from lab.comparison.record import MetricName, Portability
from tests.comparison.captured_sides import captured


def test_portability_meanings(pull_and_push: Portability) -> None:
    called = {each.meaning: each.by_side for each in pull_and_push.meanings}
    labels = {
        "pull": {"method": "method", "route": "path", "status": "status"},
        "push": {"method": "http_method", "route": "http_target", "status": "http_status_code"},
    }
    assert called["request count"] == {
        "pull": MetricName(metric="http_requests_total", type="counter", labels=labels["pull"]),
        "push": MetricName(metric="http_server_duration_milliseconds_count", type="histogram", labels=labels["push"]),
    }
    assert {side: (each.metric, each.unit) for side, each in called["request duration"].items()} == {
        "pull": ("http_request_duration_seconds", "s"),
        "push": ("http_server_duration_milliseconds", "ms"),
    }
    assert {side: each.metric for side, each in called["request duration (_bucket)"].items()} == {
        "pull": "http_request_duration_seconds_bucket",
        "push": "http_server_duration_milliseconds_bucket",
    }
    assert list(called) == [
        "request count",
        "request duration",
        "request duration (_bucket)",
        "request duration (_sum)",
        "request duration (_count)",
        "requests in progress",
    ]


def test_portability_meaning_without_metric() -> None:
    pull, push = captured("prom-pull").view, captured("otel-direct").view
    mistaken = SideView(pull.dialect, push.inventory, push.app_labels)
    assert {each.meaning: set(each.by_side) for each in portability({"pull": mistaken, "push": push}).meanings} == {
        "request count": {"push"},
        "request duration": {"push"},
        "requests in progress": {"push"},
    }
