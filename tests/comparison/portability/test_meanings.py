"""The metric of name meaning on name side."""

from __future__ import annotations

from lab.comparison.portability.analysis import portability
from lab.comparison.portability.side_view import SideView
from lab.comparison.record import MetricName, Portability
from tests.comparison.captured_sides import captured


def test_portability_meanings(pull_and_push: Portability) -> None:
    names = {meaning.meaning: meaning.by_side for meaning in pull_and_push.meanings}
    labels = {
        "pull": {"method": "method", "route": "path", "status": "status"},
        "push": {
            "method": "http_method",
            "route": "http_target",
            "status": "http_status_code",
            "host": "http_host",
            "scheme": "http_scheme",
            "protocol version": "http_flavor",
            "server name": "http_server_name",
            "port": "net_host_port",
        },
    }
    assert names["request count"] == {
        "pull": MetricName(metric="http_requests_total", type="counter", labels=labels["pull"]),
        "push": MetricName(metric="http_server_duration_milliseconds_count", type="histogram", labels=labels["push"]),
    }
    assert {side: (name.metric, name.unit) for side, name in names["request duration"].items()} == {
        "pull": ("http_request_duration_seconds", "s"),
        "push": ("http_server_duration_milliseconds", "ms"),
    }
    assert {side: name.metric for side, name in names["request duration (_bucket)"].items()} == {
        "pull": "http_request_duration_seconds_bucket",
        "push": "http_server_duration_milliseconds_bucket",
    }
    assert list(names) == [
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
    assert {
        meaning.meaning: set(meaning.by_side) for meaning in portability({"pull": mistaken, "push": push}).meanings
    } == {
        "request count": {"push"},
        "request duration": {"push"},
        "requests in progress": {"push"},
    }
