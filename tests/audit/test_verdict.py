"""The class of a query, with each trap in which a working query looks broken."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lab.audit.judged import judged
from lab.audit.model import FindingClass
from lab.audit.verdict import Verdict, verdict
from lab.why.inventory import Target
from tests.audit.small_system import DIALECTS, REFUSED, TARGETS, alert, ask, context, record, system

BROKEN, MISSING, QUIET = FindingClass.BROKEN, FindingClass.MISSING, FindingClass.QUIET
BY_DESIGN, WORKING = FindingClass.BY_DESIGN, FindingClass.WORKING

CASES = [
    # metrics
    ("http_request_total", BROKEN, "no metric is called http_request_total", "use http_requests_total"),
    ("rate(http_requests[5m])", BROKEN, "no metric is called http_requests", "use rate(http_requests_total[5m])"),
    ("node_memory_MemFree", BROKEN, "no metric is called node_memory_MemFree", "use node_memory_MemFree_bytes"),
    ("rate(node_cpu[5m])", BROKEN, "no metric is called node_cpu", "use rate(node_cpu_seconds_total[5m])"),
    (
        'sum by (http_status_code) (http_server_requests_total{http_status_code="200"})',
        BROKEN,
        "no metric is called http_server_requests_total",
        'use sum by (status) (http_requests_total{status="200"})',
    ),
    (
        "node_network_receive_errs_total",
        QUIET,
        "node_network_receive_errs_total has no sample",
        "",
    ),  # not a misspelt drop
    ("container_cpu_usage_seconds_total", MISSING, "nothing here sends it", "add what sends it"),
    ("redis_up", MISSING, "nothing here sends it", "add what sends it"),
    ("node_systemd_unit_state", MISSING, "nothing here sends it", "add what sends it"),
    ("shop_payments", QUIET, "shop_payments is declared by a target (gauge)", ""),
    ("rate(shop_refunds_bucket[5m])", QUIET, "shop_refunds_bucket is declared by a target (histogram)", ""),
    ("shop_carts", QUIET, "shop_carts had series before", ""),
    ("shop_payment_errors_total", QUIET, "shop_payment_errors_total has no sample", ""),
    ("job:http_requests:rate5m", MISSING, "nothing here sends it", "load the rule that records it"),
    (
        '{__name__=~"redis_.*"}',
        MISSING,
        'no metric has a name that {__name__=~"redis_.*"} matches',
        "add what sends it",
    ),
    # texts that are meant to be something else
    (
        'http_requests_total{status="2.."}',
        BROKEN,
        'status="2.." matches no series of http_requests_total',
        'use http_requests_total{status=~"2.."}',
    ),
    ('http_requests_total{method="$verb"}', BROKEN, "nothing defines the variable verb", ""),
    ('http_requests_total{method=~"${verb:regex}"}', BROKEN, "nothing defines the variable verb", ""),
    # jobs and targets
    ('pg_up{job="db"}', MISSING, "its target is down", "bring the target up"),
    ('pg_stat_activity_count{job="db"}', MISSING, "its target is down", "bring the target up"),
    ('mysql_up{job="mysql"}', MISSING, "no scrape job is called mysql", "add the scrape job"),
    ('shop_payments_total{job="empty"}', MISSING, 'job "empty" has no target', "add the scrape job"),
    ('up{job="mysql"}', MISSING, 'job="mysql" matches no series of up', "add the scrape job"),
    (
        'http_requests_total{job="shop/api"}',
        BROKEN,
        'job="shop/api" matches no series',
        'use http_requests_total{job="api"}',
    ),
    ('node_load1{job="nodes"}', BROKEN, "no scrape job is called nodes", 'use node_load1{job="node"}'),
    # labels
    ('http_requests_total{code="200"}', BROKEN, "none has a label code", "use a label that the series have"),
    (
        'http_requests_total{http_status_code="200"}',
        BROKEN,
        "none has a label http_status_code",
        'http_requests_total{status="200"}',
    ),
    # values
    (
        'http_requests_total{status="4xx"}',
        BROKEN,
        'status="4xx" matches no series',
        'use http_requests_total{status=~"4.."}',
    ),
    (
        'http_requests_total{status="5xx"}',
        BROKEN,
        'status="5xx" matches no series',
        'use http_requests_total{status=~"5.."}',
    ),
    ('http_requests_total{status="2*"}', BROKEN, 'status="2*" matches no series', 'status=~"2.*"'),
    ('http_requests_total{status="200|404"}', BROKEN, "matches no series", 'status=~"200|404"'),
    (
        'http_requests_total{method="get"}',
        BROKEN,
        'method="get" matches no series',
        'use http_requests_total{method="GET"}',
    ),
    (
        'node_cpu_seconds_total{mode="idel"}',
        BROKEN,
        'mode="idel" matches no series',
        'use node_cpu_seconds_total{mode="idle"}',
    ),
    ('http_request_duration_seconds_bucket{le="1"}', BROKEN, 'le="1" matches no series', 'le="1.0"'),
    ('http_request_duration_seconds_bucket{le="0.4"}', BROKEN, 'le="0.4" matches no series', 'le="0.5"'),
    ('rate(http_requests_total{status=~"5.."}[5m])', BY_DESIGN, 'status=~"5.." matches no series', ""),
    ('http_requests_total{status="500"}', BY_DESIGN, 'status="500" matches no series', ""),
    ('http_requests_total{method="DELETE"}', BY_DESIGN, 'method="DELETE" matches no series', ""),
    ('node_filesystem_avail_bytes{mountpoint="/data"}', MISSING, 'mountpoint="/data" matches no series', ""),
    ('up{instance="node:9200"}', MISSING, 'instance="node:9200" matches no series', ""),
    ('up{job="api", instance="node:9100"}', MISSING, "matches no series of up with its other labels", ""),
    (
        'rate(node_network_receive_drop_total{device="eth9"}[5m])',
        MISSING,
        'device="eth9" matches no series',
        "",
    ),  # a counter, but a device is no event
    ("node_disk_bytes_read", BROKEN, "node_exporter 0.16 has no such metric: use node_disk_read_bytes_total", ""),
    ("ALERTS", BY_DESIGN, "only while an alert is pending or firing", ""),
    # what is needed, and what is not
    ('http_requests_total{status=~"500|404"}', WORKING, "it returns 2 series", ""),
    ('http_requests_total{status=~"nonsense|404", method=~".*"}', WORKING, "it returns 2 series", ""),
    ("rate(node_cpu[5m]) or rate(node_cpu_seconds_total[5m])", WORKING, "it returns 6 series", ""),
    ("up unless redis_up", WORKING, "it returns 4 series", ""),
    ("absent(up)", BY_DESIGN, "nothing passes its condition", ""),
    ("sum(http_requests_total) / sum(http_request_total)", BROKEN, "no metric is called http_request_total", ""),
    ("http_requests_total and redis_up", MISSING, "no metric is called redis_up", ""),
    (
        "http_requests_total / on (instance) group_left () node_memory_MemTotal_bytes",
        BROKEN,
        "no instance in common",
        "",
    ),
    ("redis_up or mysql_up", MISSING, "nothing here sends it", ""),
    ("redis_up or http_request_total", MISSING, "no metric is called redis_up", ""),
    ("rate(http_requests_total[5m]) > 100", BY_DESIGN, "without it, it returns 4 series", ""),
    (
        'sum(rate(http_requests_total{status=~"5.."}[5m])) / sum(rate(http_requests_total[5m])) > 0.1',
        BY_DESIGN,
        "5..",
        "",
    ),
    (
        "sum(http_requests_total) / on (job) node_memory_MemTotal_bytes",
        BROKEN,
        "no series of the two sides",
        "match on labels",
    ),
    ("histogram_quantile(0.9, sum(rate(http_request_duration_seconds_bucket[5m])))", BROKEN, "needs the label le", ""),
    ('label_replace(redis_up, "a", "$1", "job", "(.*)")', MISSING, "no metric is called redis_up", ""),
    ("rate(node_cpu_seconds_total[1m])", QUIET, "[1m] contains one sample", "use rate(node_cpu_seconds_total[4m])"),
]


def judge(query: str, **changes: object) -> Verdict:
    """As an inactive alerting rule whose state is not known, so that its query is asked."""
    ctx = context(alert("Any", query, state=""), record("job:errors:rate5m", "rate(redis_errors_total[5m])"), **changes)
    [one] = judged(ctx).of_rules("alerting")
    return verdict(one, ctx)


@pytest.mark.parametrize(("query", "class_", "message", "fix"), CASES, ids=[case[0] for case in CASES])
def test_class_of_query(query: str, class_: FindingClass, message: str, fix: str) -> None:
    found = judge(query)
    assert found.class_ is class_, found
    assert message in found.message
    assert fix in found.fix


def test_recorded_series_lacks_what_its_rule_lacks() -> None:
    found = judge("job:errors:rate5m > 1")
    assert found.class_ is MISSING
    assert found.message.startswith("job:errors:rate5m, recorded by a rule: no metric is called redis_errors_total")


def test_metric_that_was_there_is_unknown_without_since() -> None:
    assert judge("shop_carts", since=None).class_ is MISSING


def test_down_target_is_named_with_its_error() -> None:
    assert any(REFUSED in detail for detail in judge('pg_up{job="db"}').details)


def test_jobs_are_not_missing_where_targets_are_not_known() -> None:
    unknown = system(alert("Any", 'mysql_up{job="mysql"}', state=""), targets=(), pools={})
    assert "no metric is called mysql_up" in judge('mysql_up{job="mysql"}', system=unknown).message


def test_job_that_was_not_scraped_yet_is_quiet() -> None:
    slow = Target("slow", {"job": "slow", "instance": "slow:80"}, "http://slow/metrics", "unknown", interval=300.0)
    known = system(alert("Any", 'http_requests_total{job="slow"}', state=""), targets=(*TARGETS, slow))
    assert judge('http_requests_total{job="slow"}', system=known).class_ is QUIET


def test_series_of_a_large_metric_are_not_counted() -> None:
    own = ask()
    large = system(alert("Any", "absent(up)", state=""), series={"up": 100_000})
    assert judge("absent(up)", ask=own, system=large).class_ is BY_DESIGN
    assert "count(up)" not in own.asked
    assert "up" in own.asked


def test_refused_query_is_broken_and_a_limit_is_not() -> None:
    refused = judge("up * up", ask=ask(errors={"up * up": "found duplicate series for the match group"}))
    assert refused.class_ is BROKEN
    slow = judge("up * up", ask=ask(errors={"up * up": "query timed out in expression evaluation"}))
    assert (slow.class_, slow.message) == (None, "query timed out in expression evaluation")


def test_firing_alert_works_without_being_asked() -> None:
    own = ask()
    ctx = replace(context(alert("Down", "up == 0", state="firing")), ask=own, dialects=DIALECTS)
    [one] = judged(ctx).queries
    assert verdict(one, ctx).class_ is WORKING
    assert not own.asked
