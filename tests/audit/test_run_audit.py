"""An audit of a small system: what it says of itself, every check, and what it asked for that."""

from __future__ import annotations

import pytest

from lab.audit.budget import Limits
from lab.audit.model import FindingClass
from lab.audit.request import AuditRequest
from lab.audit.run_audit import run_audit
from lab.backends.endpoint import Endpoint
from lab.errors import CannotStart
from tests.audit.small_prometheus import NOW, SmallPrometheus

DOWN = {
    "discoveredLabels": {"__address__": "api:8000"},
    "labels": {"instance": "api:8000", "job": "api"},
    "scrapePool": "api",
    "scrapeUrl": "http://api:8000/metrics",
    "lastError": "connection refused",
    "health": "down",
}
DATA = {
    "status/buildinfo": {"version": "3.15.0", "goVersion": "go1.26"},
    "status/flags": {"query.lookback-delta": "5m"},
    "label/__name__/values": ["up"],
    "metadata": {},
    "targets": {"activeTargets": [DOWN], "droppedTargets": []},
    "scrape_pools": {"scrapePools": ["api"]},
    "rules": {"groups": []},
    "alertmanagers": {"activeAlertmanagers": []},
}


def test_run_audit() -> None:
    doing: list[str] = []
    with SmallPrometheus(DATA) as prometheus:
        report = run_audit(AuditRequest({"prometheus": prometheus.endpoint}), {}, doing.append)
    assert (report.systems, report.at) == ({"prometheus": prometheus.bare}, NOW)
    [finding] = [one for one in report.findings if one.check == "target-down"]
    assert (finding.class_, finding.message) == (FindingClass.MISSING, "it is down: connection refused")
    assert report.spent.queries == len(prometheus.asked)
    assert "checking target down" in doing
    assert {method for method, _, _ in prometheus.asked} == {"GET"}
    reasons = {one.what: one.why for one in report.not_audited}
    assert " answered 404: " in reasons["metrics that cost many series"]


def test_run_audit_without_budget_says_so() -> None:
    with SmallPrometheus(DATA) as prometheus:
        report = run_audit(AuditRequest({"prometheus": prometheus.endpoint}, limits=Limits(queries=5)), {})
    assert report.spent.exhausted
    assert any("the audit's budget is spent: 5 queries were asked" in one.why for one in report.not_audited)


def test_run_audit_of_nothing() -> None:
    with pytest.raises(CannotStart, match=r"no Prometheus API at http://127\.0\.0\.1:1: .* does not answer"):
        run_audit(AuditRequest({"prometheus": Endpoint("http://127.0.0.1:1")}), {})
