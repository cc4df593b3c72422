from __future__ import annotations

import pytest

from lab.audit.spelling import misspelt_metric, misspelt_value, misspelt_word, same_sender, with_namespace

KNOWN = (
    "http_requests_total",
    "http_request_duration_seconds_bucket",
    "http_request_duration_seconds_count",
    "node_network_receive_drop_total",
    "node_memory_MemFree_bytes",
    "node_load5",
    "node_vmstat_pgmajfault",
    "instance:node_cpu:rate5m",
)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("http_request_total", "http_requests_total"),
        ("http.requests.total", "http_requests_total"),
        ("http_requests", "http_requests_total"),
        ("http_reqeusts_total", "http_requests_total"),
        ("node_memory_MemFree", "node_memory_MemFree_bytes"),
        ("node_memory_memfree_bytes", "node_memory_MemFree_bytes"),
        ("http_request_duration_milliseconds_bucket", "http_request_duration_seconds_bucket"),
        ("instances:node_cpu:rate5m", "instance:node_cpu:rate5m"),
        # others of the same exporter are none
        ("node_network_receive_errs_total", ""),
        ("node_network_transmit_drop_total", ""),
        ("node_load15", ""),
        ("node_vmstat_pgfault", ""),
        ("http_request_duration_seconds_sum", ""),
        ("requests_total", ""),
        ("shop_http_requests_total", ""),
    ],
)
def test_misspelt_metric(name: str, meant: str) -> None:
    assert misspelt_metric(name, KNOWN) == meant


@pytest.mark.parametrize(
    ("one", "other", "misspelt"),
    [
        ("idel", "idle", True),
        ("receive", "recieve", True),
        ("requests", "request", True),
        ("healthy", "unhealthy", False),
        ("available", "unavailable", False),
        ("connected", "disconnected", False),
        ("node1", "node2", False),
        ("GET", "SET", False),
        ("success", "failure", False),
        ("pending", "sending", False),
    ],
)
def test_misspelt_word(one: str, other: str, misspelt: bool) -> None:
    assert misspelt_word(one, other) is misspelt


def test_misspelt_value() -> None:
    assert misspelt_value("get", ["GET", "POST"]) == "GET"
    assert misspelt_value("read-only", ["read_only"]) == "read_only"
    assert misspelt_value("500", ["200", "404", "503"]) == ""
    assert misspelt_value("ERROR", ["WARN"]) == ""


@pytest.mark.parametrize(
    ("value", "known", "meant"),
    [
        ("api:8000", ["api"], "api"),
        ("shop/api", ["api", "web"], "api"),
        ("api", ["shop/api"], "shop/api"),
        ("localhost:9100", ["localhost:9090"], ""),
        ("prod-us", ["prod-eu"], ""),
        ("backend", ["backends"], "backends"),
        ("mysql", ["api", "node"], ""),
    ],
)
def test_same_sender(value: str, known: list[str], meant: str) -> None:
    assert same_sender(value, known) == meant


def test_with_namespace_only_within_one_exporter() -> None:
    assert with_namespace("orders_placed_total", ["shop_orders_placed_total"]) == "shop_orders_placed_total"
    assert with_namespace("shop_orders_placed_total", ["orders_placed_total"]) == "orders_placed_total"
    assert with_namespace("http_requests_total", ["traefik_http_requests_total"]) == ""
    assert with_namespace("total", ["shop_orders_total"]) == ""
