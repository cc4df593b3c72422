"""What systems say of themselves, from answers recorded of each product; and what one of them lacks."""

from __future__ import annotations

import pytest

from lab.audit.budget import Budget, BudgetedService, Limits
from lab.audit.fetching import fetch_system
from lab.audit.model import NotAudited
from lab.audit.system import System
from lab.errors import CannotStart
from tests.audit.small_prometheus import NOW, SmallPrometheus
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
    assert "did not answer /api/v1/targets: " in unknown[0].why


def test_fetch_system_with_an_answer_of_another_shape() -> None:
    system, unknown = fetched(SmallPrometheus({**DATA, "rules": {"groups": [{"rules": [{"duration": "soon"}]}]}}))
    assert "/api/v1/rules" in system.absent
    assert any("not an answer of Prometheus: ValueError" in one.why for one in unknown)


def test_fetch_system_of_something_else() -> None:
    with pytest.raises(CannotStart, match=r"no Prometheus API at .*: .* answered 404"):
        fetched(SmallPrometheus({"query": 404}))
