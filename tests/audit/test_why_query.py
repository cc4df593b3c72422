"""One query of a running system, explained."""

from __future__ import annotations

import pytest

from lab.audit.why_query import explain_query
from lab.errors import CannotStart, UsageError
from lab.why.expression import to_promql
from tests.audit.small_prometheus import NOW, SmallPrometheus
from tests.audit.test_run_audit import DATA

NAMES = {"label/__name__/values": ["orders_total", "up"]}


def test_explain_query_with_a_misspelt_name() -> None:
    data = {**DATA, **NAMES, "series": []}
    with SmallPrometheus(data, {"orders_total": [({"job": "api"}, 1.0)]}) as prometheus:
        explanation = explain_query("order_total", prometheus.endpoint, {}, None)
    [finding] = explanation.findings
    assert finding.message == "order_total has had no sample in the last 60 min"
    assert [(to_promql(one.query), one.returns) for one in finding.proposals] == [("orders_total", 1)]


def test_explain_query_reads_what_its_matchers_select(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a metric with more series than are read, only the series of each matcher tell which one is wrong."""
    monkeypatch.setattr("lab.audit.asking.MAX_SERIES", 1)
    series = [{"__name__": "orders_total", "job": "api", "x": "1"}, {"__name__": "orders_total", "job": "api"}]
    with SmallPrometheus({**DATA, **NAMES, "series": series}) as prometheus:
        explanation = explain_query('orders_total{job="api",x="2"}', prometheus.endpoint, {}, None)
    matched = [params["match[]"][0] for _, path, params in prometheus.asked if path.endswith("/series")]
    assert matched == ["orders_total", 'orders_total{job="api"}', 'orders_total{x="2"}']
    assert 'x="2"' in explanation.findings[0].message


def test_explain_query_at_a_moment() -> None:
    with SmallPrometheus({**DATA, **NAMES, "series": []}) as prometheus:
        explain_query("up", prometheus.endpoint, {}, NOW - 600)
    asked = {params["time"][0] for _, path, params in prometheus.asked if params.get("query") == ["up"]}
    assert asked == {str(NOW - 600)}


def test_explain_query_that_is_no_promql() -> None:
    with SmallPrometheus(DATA) as prometheus, pytest.raises(UsageError, match="this is not PromQL"):
        explain_query("rate(up", prometheus.endpoint, {}, None)
    assert not prometheus.asked


def test_explain_query_of_a_system_without_series() -> None:
    lacking = SmallPrometheus({**DATA, **NAMES, "series": 404})
    with lacking, pytest.raises(CannotStart, match="does not tell its series"):
        explain_query("up", lacking.endpoint, {}, None)
