"""The table of what Prometheus' receiver makes of instruments, by translation strategy."""

from __future__ import annotations

import pytest

from lab.language.otlp_names import STRATEGIES, InstrumentType, label_name, metric_name

# name, unit, type; then with suffixes, without, dots with suffixes on 3.5 and 3.6, dots with suffixes from 3.7 on
TABLE: list[tuple[str, str, InstrumentType, str, str, str, str]] = [
    (
        "http.server.duration",
        "ms",
        "histogram",
        "http_server_duration_milliseconds",
        "http_server_duration",
        "http.server.duration_milliseconds",
        "http.server.duration_milliseconds",
    ),
    (
        "http.server.request.duration",
        "s",
        "histogram",
        "http_server_request_duration_seconds",
        "http_server_request_duration",
        "http.server.request.duration_seconds",
        "http.server.request.duration_seconds",
    ),
    (
        "http.server.active_requests",
        "{request}",
        "updown",
        "http_server_active_requests",
        "http_server_active_requests",
        "http.server.active_requests",
        "http.server.active_requests",
    ),
    (
        "http.server.active_requests",
        "requests",
        "updown",
        "http_server_active_requests",
        "http_server_active_requests",
        "http.server.active_requests_requests",
        "http.server.active_requests",
    ),
    (
        "http.server.response.size",
        "By",
        "histogram",
        "http_server_response_size_bytes",
        "http_server_response_size",
        "http.server.response.size_bytes",
        "http.server.response.size_bytes",
    ),
    ("orders.placed", "{order}", "counter", "orders_placed_total", "orders_placed", *["orders.placed_total"] * 2),
    (
        "http.requests.total",
        "1",
        "counter",
        "http_requests_total",
        "http_requests_total",
        "http.requests.total_total",
        "http.requests_total",
    ),
    ("requests_total", "", "counter", "requests_total", "requests_total", "requests_total_total", "requests_total"),
    ("cpu.utilization", "1", "gauge", "cpu_utilization_ratio", "cpu_utilization", *["cpu.utilization_ratio"] * 2),
    (
        "system.cpu.time",
        "s",
        "counter",
        "system_cpu_time_seconds_total",
        "system_cpu_time",
        *["system.cpu.time_seconds_total"] * 2,
    ),
    ("net.rate", "By/s", "gauge", "net_rate_bytes_per_second", "net_rate", *["net.rate_bytes_per_second"] * 2),
]


@pytest.mark.parametrize(("name", "unit", "type_", "escaped", "bare", "dotted_before", "dotted"), TABLE)
def test_metric_name(
    name: str, unit: str, type_: InstrumentType, escaped: str, bare: str, dotted_before: str, dotted: str
) -> None:
    assert metric_name(name, unit, type_, "UnderscoreEscapingWithSuffixes") == escaped
    assert metric_name(name, unit, type_, "UnderscoreEscapingWithoutSuffixes") == bare
    assert metric_name(name, unit, type_, "NoUTF8EscapingWithSuffixes", deduplicates=False) == dotted_before
    assert metric_name(name, unit, type_, "NoUTF8EscapingWithSuffixes") == dotted
    assert metric_name(name, unit, type_, "NoTranslation") == name


def test_metric_name_with_characters_that_no_legacy_name_has() -> None:
    assert metric_name("2nd.try--count", "", "gauge") == "_2nd_try_count"
    assert metric_name("a..b", "", "gauge", "UnderscoreEscapingWithoutSuffixes") == "a_b"


@pytest.mark.parametrize(
    ("attribute", "label"),
    [("http.route", "http_route"), ("9lives", "key_9lives"), ("_x", "key_x"), ("__x", "__x"), ("a..b", "a__b")],
)
def test_label_name(attribute: str, label: str) -> None:
    assert label_name(attribute) == label
    assert [label_name(attribute, strategy) for strategy in STRATEGIES[2:]] == [attribute] * 2
