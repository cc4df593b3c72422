"""How reports describe each query: times count from the start of the run."""

from __future__ import annotations

import pytest

from lab.expectations.distributed import AllTargets
from lab.queries.alertmanager import AlertmanagerAlerts
from lab.queries.collector import CollectorTelemetry
from lab.queries.grafana import GrafanaDashboard, GrafanaDatasource, GrafanaQuery
from lab.queries.http import Page
from lab.queries.loki import LogLines, LogRange, LogValue
from lab.queries.metadata import MetricMetadata, TargetMetadata
from lab.queries.notifications import Received
from lab.queries.printed import PrintedLines
from lab.queries.prometheus import (
    Exemplars,
    FreshRange,
    InstantQuery,
    MetricNames,
    QueryAt,
    RangeQuery,
    Rules,
    ScrapePools,
    Targets,
)
from lab.queries.query import Query
from lab.queries.traces import Traces

START = 1795249472.5
OVER = {"start": START, "end": START + 4}

ROWS: dict[str, tuple[Query, tuple[str, str]]] = {
    "instant": (InstantQuery(query="up"), ("query", "up")),
    "range": (RangeQuery(query="up", step=0.5, **OVER), ("query from 0.0 s to 4.0 s, every 500 ms", "up")),
    "range of one moment": (
        RangeQuery(query="up", start=START + 4, end=START + 4, step=1.0),
        ("query at 4.0 s", "up"),
    ),
    "metric names": (MetricNames(selector="{a='b'}", start=START), ("metric names of", "{a='b'}")),
    "targets": (Targets(job="api"), ("targets of job", "api")),
    "scrape pools": (ScrapePools(), ("scrape jobs", "")),
    "rules": (Rules(), ("alerting rules", "")),
    "exemplars": (Exemplars(selector="up", **OVER), ("exemplars from 0.0 s to 4.0 s", "up")),
    "exemplars with traces": (
        Exemplars(selector="up", label="trace_id", **OVER),
        ("exemplars from 0.0 s to 4.0 s, and the traces their trace_id names", "up"),
    ),
    "range without lookback": (
        FreshRange(query="up", step=0.5, **OVER),
        ("query from 0.0 s to 4.0 s, every 500 ms, without lookback", "up"),
    ),
    "all targets": (AllTargets(job="api"), ("targets of job, also dropped ones", "api")),
    "log value": (LogValue(query="rate(x)"), ("LogQL query", "rate(x)")),
    "log range": (
        LogRange(query="rate(x)", step=0.5, **OVER),
        ("LogQL query from 0.0 s to 4.0 s, every 500 ms", "rate(x)"),
    ),
    "log lines": (LogLines(query="{a}", **OVER), ("lines from 0.0 s to 4.0 s, at most 5000", "{a}")),
    "traces": (Traces(service="api", **OVER), ("traces from 0.0 s to 4.0 s, at most 1500", "api")),
    "traces of an operation": (
        Traces(service="api", operation="GET /", **OVER),
        ("traces from 0.0 s to 4.0 s, at most 1500", "api, with a span called GET /"),
    ),
    "received": (Received(since=START + 1.5), ("notifications since 1.5 s", "")),
    "held alerts": (AlertmanagerAlerts(), ("alerts in Alertmanager", "")),
    "query at a moment": (QueryAt(query="up[3s]", time=START + 2), ("query at 2.0 s", "up[3s]")),
    "metadata": (MetricMetadata(metric="up"), ("metadata of", "up")),
    "metadata by target": (
        TargetMetadata(metric="up", targets="{a}"),
        ("metadata by target, of targets {a}", "up"),
    ),
    "a Collector's own metrics": (
        CollectorTelemetry(service="otel", port=8888),
        ("own metrics of otel, port 8888", "/metrics"),
    ),
    "printed": (
        PrintedLines(service="otel", expression="fail", since=START + 1.5),
        ("lines that otel printed since 1.5 s, of its last 5000", "fail"),
    ),
    "page": (Page(service="api", port=80, path="/ready"), ("page of api, port 80", "/ready")),
    "Grafana's data source": (GrafanaDatasource(uid="prom"), ("Grafana's data source", "prom")),
    "Grafana's dashboard": (GrafanaDashboard(uid="lab"), ("Grafana's dashboard", "lab")),
    "Grafana's query": (
        GrafanaQuery(ref="A", type="prometheus", uid="prom", query="up", step=1.0, **OVER),
        ("query of prom through Grafana from 0.0 s to 4.0 s, every 1.0 s", "up"),
    ),
    "Grafana's query of the default data source": (
        GrafanaQuery(ref="A", type="loki", uid="", query="{a}", step=1.0, **OVER),
        ("query of the default loki through Grafana from 0.0 s to 4.0 s, every 1.0 s", "{a}"),
    ),
}


@pytest.mark.parametrize(("query", "described"), ROWS.values(), ids=ROWS)
def test_describe(query: Query, described: tuple[str, str]) -> None:
    assert query.describe(START) == described
