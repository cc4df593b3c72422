"""The checks of targets and metrics on a real Prometheus: one lab with all of it, well and ill."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from lab.audit.asking import PrometheusAsk
from lab.audit.budget import Budget, BudgetedService, Limits
from lab.audit.checks import growing_label, unread_metric
from lab.audit.context import AuditContext, AuditedDashboard
from lab.audit.fetching import fetch_system
from lab.audit.model import AuditReport, Finding, FindingClass
from lab.audit.request import AuditRequest
from lab.audit.run_audit import run_audit
from lab.audit.why_query import explain_query
from lab.backends.endpoint import Endpoint
from lab.dashboards.dashboard import dashboard_of
from lab.errors import CannotStart
from tests.stacks.compose_projects import eventually, running, service

pytestmark = pytest.mark.engine

WINDOW_S, STEP_S = 1800, 240
CONFIG = """
global: {scrape_interval: 500ms, scrape_timeout: 500ms}
rule_files: [/etc/prometheus/rules.yml]
scrape_configs:
- {job_name: source, static_configs: [{targets: ["source:8000"]}]}
- {job_name: again, static_configs: [{targets: ["source:8000"]}]}
- {job_name: dead, static_configs: [{targets: ["source:9", "nowhere:8000"]}]}
- {job_name: limited, sample_limit: 1010, params: {x: ["1"]}, static_configs: [{targets: ["source:8000"]}]}
- job_name: all dropped
  static_configs: [{targets: ["source:8000"], labels: {app: shop}}]
  relabel_configs: [{source_labels: [app], regex: sho, action: keep}]
- {job_name: nothing found, file_sd_configs: [{files: [/none/*.json]}]}
"""
RULES = """
groups:
- name: shop
  interval: 1s
  rules:
  - {alert: SourceDown, expr: 'up{job="dead"} == 0', labels: {severity: page}}
  - {record: "job:orders:sum", expr: "sum by (job) (orders_total)"}
"""


@pytest.fixture(scope="module")
def prometheus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    folder = tmp_path_factory.mktemp("audited")
    (folder / "prometheus.yml").write_text(CONFIG, encoding="utf-8")
    (folder / "rules.yml").write_text(RULES, encoding="utf-8")
    flags = [
        "--config.file=/etc/prometheus/prometheus.yml",
        "--storage.tsdb.path=/prometheus",
        "--web.enable-otlp-receiver",
        "--web.external-url=http://monitoring.test/prometheus",
        "--scrape.discovery-reload-interval=100ms",
    ]
    files = [f"{folder / name}:/etc/prometheus/{name}:ro" for name in ("prometheus.yml", "rules.yml")]
    asks = ["CMD", "wget", "-qO/dev/null", "http://127.0.0.1:9090/prometheus/-/ready"]
    ready = {"test": asks, "start_interval": "200ms", "start_period": "30s"}
    services = {
        "source": service("go_synthetic", environment={"MODE": "pull", "SERIES": "1000", "INSTANCES": "1"}),
        "prometheus": service("prometheus", 9090, command=flags, volumes=files, healthcheck=ready),
    }
    with running(folder, services) as project:
        url = project.url("prometheus", 9090)
        send_orders(url)
        wait_for(url, 'count(count_over_time(up{job=~"source|again|limited"}[1m]) > 3) == 3')
        wait_for(url, 'ALERTS{alertstate="firing"}')
        yield Endpoint(url, "/prometheus")


def send_orders(url: str) -> None:
    """The orders of the last half hour: each of their users is new, and goes on ordering."""
    now = time.time()
    for step in range(WINDOW_S // STEP_S + 2, -1, -1):
        users = range(60 + 25 * (WINDOW_S // STEP_S + 2 - step))
        at = round((now - step * STEP_S) * 1e9)
        points = [_point(f"user-{user}", at) for user in users]
        metric = {"name": "orders", "sum": {"isMonotonic": True, "aggregationTemporality": 2, "dataPoints": points}}
        resource = {"attributes": [_attribute("service.name", "shop")]}
        body = {"resourceMetrics": [{"resource": resource, "scopeMetrics": [{"metrics": [metric]}]}]}
        request = urllib.request.Request(
            f"{url}/prometheus/api/v1/otlp/v1/metrics",
            json.dumps(body).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as response:
            assert response.status == 200


def _point(user: str, at: int) -> dict[str, Any]:
    return {
        "asDouble": 7,
        "timeUnixNano": str(at),
        "attributes": [_attribute("user", user), _attribute("region", "eu")],
    }


def _attribute(key: str, value: str) -> dict[str, Any]:
    return {"key": key, "value": {"stringValue": value}}


def wait_for(url: str, query: str) -> None:
    asked = BudgetedService(Endpoint(url, "/prometheus"), Budget(Limits()))

    def answered() -> bool:
        answer = asked.query("/api/v1/query", {"query": query})
        return not answer.error and bool(answer.json["data"]["result"])

    eventually(answered)


@pytest.fixture(scope="module")
def report(prometheus: Endpoint) -> AuditReport:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(growing_label, "WINDOW_S", float(WINDOW_S))
        return run_audit(AuditRequest({"prometheus": prometheus}), {})


def found(report: AuditReport, check: str) -> list[Finding]:
    return [one for one in report.findings if one.check == check and one.class_ is not FindingClass.WORKING]


def test_targets_that_are_down(report: AuditReport) -> None:
    by_name = {one.subject.name: one for one in found(report, "target-down")}
    assert set(by_name) == {"source:9", "nowhere:8000"}
    assert by_name["source:9"].fix.startswith("nothing listens on port 9 of source")
    assert by_name["nowhere:8000"].fix.startswith("nowhere has no address in a network of Prometheus")


def test_targets_that_are_up(report: AuditReport) -> None:
    ailing = {one.subject for one in report.findings if one.class_ is not FindingClass.WORKING}
    well = [one.subject for one in report.findings if one.check == "target-down" and one.class_ is FindingClass.WORKING]
    assert [str(subject) for subject in well] == ["target 'source:8000' of 'source'"]
    assert not ailing & set(well)


def test_target_of_two_jobs(report: AuditReport) -> None:
    [finding] = found(report, "duplicate-target")
    assert "http://source:8000/metrics is scraped 2 times, by the jobs" in finding.message
    assert finding.series == 1002


def test_target_near_its_limit(report: AuditReport) -> None:
    [finding] = found(report, "scrape-limit")
    assert finding.message.startswith("it has 1,002 samples, and sample_limit of limited is 1,010")


def test_jobs_without_targets(report: AuditReport) -> None:
    messages = {one.subject.name: one.message for one in found(report, "empty-scrape-job")}
    assert messages["nothing found"] == "it has no targets: service discovery found none"
    assert 'keep where app matches sho; app is "shop"' in messages["all dropped"]
    assert len(messages) == 2


def test_label_that_grows(report: AuditReport) -> None:
    [finding] = found(report, "growing-label")
    assert str(finding.subject) == "label 'user' of 'orders_total'"
    assert "its series have grown from" in finding.message


def test_metrics_that_nothing_reads(prometheus: Endpoint) -> None:
    """The recording rule reads the orders; a dashboard one of the source's metrics."""
    raw = {"title": "Shop", "panels": [{"targets": [{"expr": "rate(synthetic_cart_calls_total[1m])"}]}]}
    audited = BudgetedService(prometheus, Budget(Limits()))
    system, _ = fetch_system(audited)
    boards = (AuditedDashboard(dashboard_of(raw, {}), "shop.json", json.dumps(raw)),)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(unread_metric, "MIN_SERIES", 25)
        patch.setattr(unread_metric, "MIN_SHARE", 0.0)
        results = list(unread_metric.check(AuditContext(system, PrometheusAsk(audited, system), boards)))
    unread = {one.subject.name: one for one in results if isinstance(one, Finding)}
    assert not unread.keys() & {"synthetic_cart_calls_total", "orders_total", "up"}
    cart = unread["synthetic_cart_requests_total"]
    assert cart.fix.startswith("if nothing else reads it, add to metric_relabel_configs of the scrape jobs")
    assert cart.series == 30


def test_what_the_system_says_of_itself(prometheus: Endpoint) -> None:
    system, unknown = fetch_system(BudgetedService(prometheus, Budget(Limits())))
    assert (system.product, system.version, system.lookback, unknown) == ("prometheus", "3.15.0", 300.0, ())
    assert abs(system.at - time.time()) < 60
    assert {"up", "orders_total"} <= system.metrics
    assert system.types["synthetic_cart_calls_total"] == "counter"
    assert system.alertmanagers == 0
    [alert] = [rule for rule in system.rules if rule.kind == "alerting"]
    assert (alert.name, alert.group, alert.file, alert.state) == (
        "SourceDown",
        "shop",
        "/etc/prometheus/rules.yml",
        "firing",
    )
    assert alert.active_since is not None and abs(alert.active_since - system.at) < 120
    assert system.series["synthetic_cart_calls_total"] == 30
    assert system.total > 3000


def test_why_of_a_system_that_is_no_lab(prometheus: Endpoint) -> None:
    misspelt = explain_query("rate(synthetic_cart_call_total[1m])", prometheus, {}, None)
    assert not misspelt.series
    assert misspelt.findings[0].message == "synthetic_cart_call_total has had no sample in the last 60 min"
    assert "synthetic_cart_calls_total" in str(misspelt.findings[0].proposals[0].query)
    matcher = explain_query('sum(synthetic_cart_calls_total{job="sources"})', prometheus, {}, None)
    assert 'job="sources"' in matcher.findings[0].message
    assert explain_query("up", prometheus, {}, None).series == 5


def test_a_wrong_path_says_where_the_api_may_be(prometheus: Endpoint) -> None:
    with pytest.raises(CannotStart) as refused:
        fetch_system(BudgetedService(Endpoint(prometheus.url), Budget(Limits())))
    assert "--web.external-url" in refused.value.remedy
