"""What rules and dashboards read, by the words of all their texts."""

from __future__ import annotations

import time

import pytest

from lab.audit.context import AuditedDashboard
from lab.audit.reads import Reads, reads_of
from lab.audit.system import LoadedRule
from lab.dashboards.dashboard import dashboard_of
from tests.audit.checks.audited import context


@pytest.mark.parametrize(
    ("text", "metric"),
    [
        ("sum(rate(http_requests_total[5m]))", "http_requests_total"),
        ("job:x:sum", "job:x:sum"),
        ('{__name__=~"node_.*"}', "node_load1"),
        ('{__name__=~"node_load\\\\d"}', "node_load1"),
        ('label_values({__name__=~"${prefix}_total"}, job)', "node_total"),
        ("metrics(node_)", "my_node_load"),
        ("rate(node_${kind}_total[5m])", "node_cpu_total"),
        ("rate(node_[[kind]]_total[5m])", "node_cpu_total"),
        ("${kind}_seconds_total", "cpu_seconds_total"),
        ("rate(latency_bucket[5m])", "latency_sum"),
        ("latency", "latency_bucket"),
        ("node_load1,node_load5", "node_load5"),
    ],
)
def test_metric_that_is_read(text: str, metric: str) -> None:
    assert Reads((text,)).metric(metric)


@pytest.mark.parametrize(
    ("text", "metric"),
    [
        ("http_requests_total", "http_requests"),
        ("latency_sum / latency_count", "latency_bucket"),
        ('rate(x{instance="$instance"}[$__rate_interval])', "y"),
        ('x{a="$a$b"}', "y"),
        ('{__name__=~"node_("}', "node_load1"),
        ('{__name__=~"$metric"}', "y"),
        ('{__name__=~".+"}', "y"),
        ("", "y"),
    ],
)
def test_metric_that_is_not_read(text: str, metric: str) -> None:
    assert not Reads((text,)).metric(metric)


def test_pattern_that_python_would_match_for_ever_reads_everything() -> None:
    reads = Reads(('{__name__=~"(a+)+b"}',))
    began = time.monotonic()
    assert reads.metric("a" * 40)
    assert time.monotonic() - began < 1


def test_reads_of_a_context() -> None:
    raw = {"title": "t", "panels": [], "annotations": {"list": [{"expr": "changes(deploys[1m])"}]}}
    board = AuditedDashboard(
        dashboard_of(raw, {}), "t.json", '{"annotations": {"list": [{"expr": "changes(deploys[1m])"}]}}'
    )
    rule = LoadedRule("alerting", "A", "g", "f", "one > 1", annotations={"now": '{{ query "two" }}'})
    reads = reads_of(context(dashboards=(board,), rules=(rule,)))
    assert [reads.metric(name) for name in ("one", "two", "deploys", "three")] == [True, True, True, False]
