from __future__ import annotations

import pytest

from lab.audit.checks.suspicious_query import check
from lab.audit.model import Finding, FindingClass
from tests.audit.dashboards import dashboard, findings, panel
from tests.audit.small_system import alert, context


def of(*exprs: str) -> list[Finding]:
    text = dashboard(*(panel(f"Panel {number}", expr) for number, expr in enumerate(exprs)))
    return findings(check(context(dashboards=[text])))


@pytest.mark.parametrize(
    ("query", "message", "fix"),
    [
        (
            "histogram_quantile(90, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))",
            "histogram_quantile takes a quantile from 0 to 1; 90 returns +Inf for every series",
            "use histogram_quantile(0.9, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))",
        ),
        (
            "rate(shop_payments[5m])",  # declared a gauge, and without series: so is the proposal
            "rate is for counters, and shop_payments is a gauge: each decrease counts as a reset to 0",
            "",
        ),
        (
            "delta(http_requests_total[5m])",
            "delta is for gauges, and http_requests_total is a counter: a reset to 0 counts as a decrease",
            "use increase(http_requests_total[5m])",
        ),
    ],
)
def test_suspicious_query(query: str, message: str, fix: str) -> None:
    [one] = of(query)
    assert (one.class_, one.message, one.fix) == (FindingClass.MISLEADING, message, fix)
    assert one.query == query


def test_queries_that_are_what_they_seem() -> None:
    assert (
        of(
            "sum(rate(http_requests_total[5m]))",
            "histogram_quantile(0.9, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))",
            "node_memory_MemFree_bytes / node_memory_MemTotal_bytes",
            "count(rate(shop_payments[5m]))",  # of a gauge, and only how many are counted
            "avg(shop_payments / shop_payments)",  # of gauges: no events that would weigh
        )
        == []
    )


def test_suspicious_query_of_a_rule() -> None:
    rule = alert("Failing", 'sum(rate(http_requests_total{status="404"}[5m])) / sum(rate(http_requests_total[5m])) > 5')
    [one] = findings(check(context(rule)))
    assert one.subject.name == "Failing"
    assert one.message == "a share of the whole is from 0 to 1, and is compared with 5"
