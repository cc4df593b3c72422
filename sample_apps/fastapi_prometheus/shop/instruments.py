"""Declares the metrics of the shop: names, labels, buckets, and the label sets that exist at 0 before the first
request."""

import time

from prometheus_client import REGISTRY, Counter, Gauge, Histogram, Summary

from shop.switches import Switches

UNMATCHED = "unmatched"

# Clients may send any method, so unknown ones share one label value.
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER_METHOD = "other"

EXPECTED = (
    ("GET", "/api/items/{id}", "200"),
    ("POST", "/api/orders", "201"),
    ("GET", "/api/slow", "200"),
    ("GET", "/api/boom", "500"),
    ("GET", UNMATCHED, "404"),
)

REQUESTS = Counter("http_requests_total", "Requests answered, by route template.", ["method", "path", "status"])
DURATION = Histogram(
    "http_request_duration_seconds",
    "Time from the arrival of a request to the end of its answer.",
    ["method", "path"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
IN_PROGRESS = Gauge("http_requests_in_progress", "Requests being answered now.", ["method"])
DB_QUERY = Summary("db_query_duration_seconds", "Time one database query took.")

for _method, _path, _status in EXPECTED:
    REQUESTS.labels(_method, _path, _status)
    DURATION.labels(_method, _path)
    IN_PROGRESS.labels(_method)


def add_optional_metrics(switches: Switches) -> None:
    if switches.heartbeat:
        Gauge("app_heartbeat_timestamp_seconds", "Unix time at which this sample was taken.").set_function(time.time)
    if switches.service_instance_id:
        REGISTRY.set_target_info({"service_instance_id": switches.service_instance_id})
