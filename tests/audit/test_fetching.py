"""What systems say of themselves, from answers recorded of each product; and what one of them lacks."""

from __future__ import annotations

import pytest

from lab.audit.budget import Budget, BudgetedService, Limits
from lab.audit.fetching import fetch_system
from lab.audit.model import NotAudited
from lab.audit.system import System
from lab.backends.endpoint import Endpoint
from lab.errors import CannotStart
from tests.audit.small_prometheus import NOW, SmallPrometheus, recorded
from tests.audit.test_run_audit import DATA


def fetched(prometheus: SmallPrometheus) -> tuple[System, tuple[NotAudited, ...]]:
    with prometheus:
        return fetch_system(BudgetedService(prometheus.endpoint, Budget(Limits())))


def test_fetch_system() -> None:
    tsdb = {"headStats": {"numSeries": 12}, "seriesCountByMetricName": [{"name": "up", "value": 3}]}
    flags = {"query.lookback-delta": "2m", "enable-feature": "otlp-deltatocumulative, promql-experimental-functions"}
    system, unknown = fetched(SmallPrometheus({**DATA, "status/tsdb": tsdb, "status/flags": flags}))
    assert (system.at, system.product, system.version, system.lookback) == (NOW, "prometheus", "3.15.0", 120.0)
    assert system.features == ("otlp-deltatocumulative", "promql-experimental-functions")
    assert (system.series, system.total, system.metrics) == ({"up": 3}, 12, {"up"})
    assert (system.pools, system.alertmanagers, system.absent, unknown) == ({"api": 0}, 0, {}, ())


def test_fetch_system_without_an_api() -> None:
    system, unknown = fetched(SmallPrometheus({**DATA, "targets": 404, "status/tsdb": 404}))
    assert system.absent == {
        "/api/v1/targets": "targets and scrape jobs",
        "/api/v1/status/tsdb": "metrics that cost many series",
    }
    assert [one.what for one in unknown] == list(system.absent.values())
    assert unknown[0].why.startswith("prometheus: http://")


def test_fetch_system_with_an_answer_of_another_shape() -> None:
    system, unknown = fetched(SmallPrometheus({**DATA, "rules": {"groups": [{"rules": [{"duration": "soon"}]}]}}))
    assert "/api/v1/rules" in system.absent
    assert any("not an answer of Prometheus: ValueError" in one.why for one in unknown)


def test_fetch_system_with_more_alerts_than_one_answer_may_have(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lab.backends.http.MAX_BYTES", 2000)
    rule = {"type": "alerting", "name": "Down", "query": "up == 0"}

    class Prometheus(SmallPrometheus):
        def _answer(self, path: str, params: dict[str, list[str]]) -> tuple[int, object]:
            if path != "rules":
                return super()._answer(path, params)
            alerts = [] if "exclude_alerts" in params else [{"labels": {"instance": "x" * 3000}}]
            groups = [{"name": "g", "rules": [{**rule, "alerts": alerts}]}]
            return 200, {"status": "success", "data": {"groups": groups}}

    system, _ = fetched(Prometheus(DATA))
    assert [one.name for one in system.rules] == ["Down"]


def test_fetch_system_of_something_else() -> None:
    with pytest.raises(CannotStart, match=r"no Prometheus API at .*: .* answered 404"):
        fetched(SmallPrometheus({"query": 404}))


def test_fetch_prometheus() -> None:
    system, unknown = fetched(SmallPrometheus(recorded("prometheus-3.15.0")))
    assert (system.product, system.version, system.lookback, unknown) == ("prometheus", "3.15.0", 300.0, ())
    assert [target.url for target in system.targets] == ["http://api:8000/metrics"]
    assert system.scrape_configs["api"]["job_name"] == "api"
    assert system.total > 0


def test_fetch_thanos() -> None:
    """It tells the targets of those that scrape for it, and not their jobs."""
    system, unknown = fetched(SmallPrometheus(recorded("thanos-0.42.5")))
    assert (system.product, system.version, system.pools) == ("thanos", "0.42.5", {})
    assert [target.url for target in system.targets] == ["http://api:8000/metrics"]
    assert system.series["http_request_duration_seconds_bucket"] > 0
    assert [one.what for one in unknown] == [
        "whether alerts are sent to an Alertmanager",
        "scrape jobs without targets",
    ]


def test_fetch_cortex() -> None:
    """It has the queries of Prometheus, and little else: not even its build."""
    beside = SmallPrometheus(recorded("cortex-1.21.1"), prefix="/prometheus")
    with beside as cortex:
        endpoint = Endpoint(cortex.bare, "/prometheus", {"X-Scope-OrgID": "team-a"})
        system, unknown = fetch_system(BudgetedService(endpoint, Budget(Limits())))
    assert system.product == "cortex"
    assert set(system.types.values()) == {"counter"}
    assert [one.what for one in unknown] == [
        "targets and scrape jobs",
        "rules",
        "whether alerts are sent to an Alertmanager",
        "metrics that cost many series",
    ]
    assert {headers["X-Scope-OrgID"] for headers in cortex.headers} == {"team-a"}


def test_fetch_victoria_metrics() -> None:
    system, unknown = fetched(SmallPrometheus(recorded("victoria-metrics-1.151.0")))
    assert (system.product, system.total) == ("victoria-metrics", 453)
    assert system.types["cpython_gc_collected_objects_total"] == "counter"
    assert [(one.what, one.why) for one in unknown] == [
        (
            "whether alerts are sent to an Alertmanager",
            'victoria-metrics: unsupported path requested: "/api/v1/alertmanagers"',
        ),
        ("targets and scrape jobs", "victoria-metrics scrapes nothing itself"),
    ]
