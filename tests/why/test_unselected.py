"""Which selector, port or rule leaves an object of the Prometheus operator out: its scenario's manifests, changed."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from lab.why.expression import Matcher
from lab.why.unselected import OperatorObjects, Unselected, of_job, of_rule, unselected_objects
from tests.why.collector_lab import collector_inventory, findings

_FOLDER = Path(__file__).parents[2] / "scenarios" / "prometheus-operator" / "manifests"


def _objects() -> dict[str, list[dict[str, Any]]]:
    """Kind -> the objects of the manifests, with the pods that the Deployments have."""
    found: dict[str, list[dict[str, Any]]] = {}
    for file in sorted(_FOLDER.rglob("*.yaml")):
        for one in yaml.safe_load_all(file.read_text()):
            found.setdefault(one["kind"], []).append(one)
    for deployment in found["Deployment"]:
        pod = deepcopy(deployment["spec"]["template"])
        pod["metadata"] |= {"name": f"{deployment['metadata']['name']}-7d9f", "namespace": "shop"}
        found.setdefault("Pod", []).append(pod)
    return found


def _unselected(found: dict[str, list[dict[str, Any]]], *warnings: dict[str, Any]) -> tuple[Unselected, ...]:
    kinds = ("Prometheus", "ServiceMonitor", "PodMonitor", "PrometheusRule", "Namespace", "Service", "Pod")
    return unselected_objects(OperatorObjects(*(tuple(found.get(kind, ())) for kind in kinds), warnings))


def _of(found: dict[str, list[dict[str, Any]]], kind: str, name: str = "") -> dict[str, Any]:
    return next(one for one in found[kind] if name in ("", one["metadata"]["name"]))


def test_nothing_is_left_out_of_the_scenario() -> None:
    assert _unselected(_objects()) == ()


def test_without_a_prometheus_object_nothing_is_said() -> None:
    found = _objects()
    del found["Prometheus"]
    del _of(found, "ServiceMonitor")["metadata"]["labels"]

    assert _unselected(found) == ()


def test_label_selector_of_the_prometheus() -> None:
    found = _objects()
    _of(found, "ServiceMonitor")["metadata"]["labels"] = {"team": "shop"}

    assert _unselected(found) == (
        Unselected(
            "ServiceMonitor",
            "shop/api",
            "is not selected: serviceMonitorSelector of Prometheus monitoring/main wants release=monitoring, and its "
            "own labels are: team=shop",
            ("api", "serviceMonitor/shop/api/0"),
        ),
    )


def test_namespace_selector_of_the_prometheus() -> None:
    found = _objects()
    del _of(found, "Namespace", "shop")["metadata"]["labels"]

    left_out = _unselected(found)
    assert [one.kind for one in left_out] == ["ServiceMonitor", "PodMonitor", "PrometheusRule"]
    assert left_out[1] == Unselected(
        "PodMonitor",
        "shop/orders",
        "is not selected: podMonitorNamespaceSelector of Prometheus monitoring/main wants monitored=true, and the "
        "labels of namespace shop are: none",
        ("shop/orders", "podMonitor/shop/orders/0"),
    )
    assert left_out[2].rules == ("HighHTTPErrorRate",)


@pytest.mark.parametrize(
    ("key", "why"),
    [
        pytest.param(
            "ruleNamespaceSelector",
            "is not selected: without ruleNamespaceSelector, Prometheus monitoring/main selects only those of its own "
            "namespace",
            id="namespaces",
        ),
        pytest.param(
            "ruleSelector",
            "is not selected: Prometheus monitoring/main has no ruleSelector, and so selects none",
            id="labels",
        ),
    ],
)
def test_prometheus_without_a_selector(key: str, why: str) -> None:
    found = _objects()
    del _of(found, "Prometheus")["spec"][key]

    assert [one.why for one in _unselected(found)] == [why]


def test_one_of_two_prometheus_objects_is_enough() -> None:
    found = _objects()
    other = deepcopy(_of(found, "Prometheus"))
    other["metadata"]["name"] = "other"
    del other["spec"]["ruleSelector"]
    found["Prometheus"].insert(0, other)

    assert _unselected(found) == ()


def test_selector_of_the_monitor() -> None:
    found = _objects()
    _of(found, "ServiceMonitor")["spec"]["selector"] = {"matchLabels": {"app": "shop-api"}}
    _of(found, "PodMonitor")["spec"]["namespaceSelector"] = {"matchNames": ["pay"]}

    assert [one.sentence() for one in _unselected(found)] == [
        "ServiceMonitor shop/api finds no Service: its selector wants app=shop-api; in its namespaces there are: api "
        "(app=api)",
        "PodMonitor shop/orders finds no pod: its selector wants app=orders; in its namespaces there are: none",
    ]


def test_monitor_of_any_namespace() -> None:
    found = _objects()
    _of(found, "PodMonitor")["spec"]["namespaceSelector"] = {"any": True}

    assert _unselected(found) == ()


def test_port_of_the_monitor() -> None:
    found = _objects()
    _of(found, "ServiceMonitor")["spec"]["endpoints"][0]["port"] = "metrics"
    _of(found, "PodMonitor")["spec"]["podMetricsEndpoints"][0]["port"] = "8000"

    assert [one.why for one in _unselected(found)] == [
        "finds no port: its endpoint wants the port named metrics; Service api has: http",
        "finds no port: its endpoint wants the port named 8000; pod orders-7d9f has: http",
    ]


def test_job_label() -> None:
    found = _objects()
    monitor = _of(found, "ServiceMonitor")
    monitor["spec"]["jobLabel"] = "team"
    _of(found, "Service")["metadata"]["labels"]["team"] = "shop"
    del monitor["metadata"]["labels"]

    assert _unselected(found)[0].jobs == ("shop", "serviceMonitor/shop/api/0")


def test_rejected_rule() -> None:
    note = "PrometheusRule http was rejected due to invalid configuration: invalid rule"
    event = {"regarding": {"kind": "PrometheusRule", "namespace": "shop", "name": "http"}, "note": note}

    (rule,) = _unselected(_objects(), event)
    assert rule.sentence() == f"PrometheusRule shop/http is rejected by the operator: {note}"


def test_sentences_about_a_query() -> None:
    left_out = (
        Unselected("ServiceMonitor", "shop/api", "is not selected", ("api",)),
        Unselected("PrometheusRule", "shop/http", "is not selected", (), ("HighHTTPErrorRate", "job:errors:ratio")),
    )
    api = ["ServiceMonitor shop/api is not selected"]
    rule = ["PrometheusRule shop/http is not selected"]

    assert of_job((Matcher("job", "=", "api"),), left_out) == api
    assert of_job((Matcher("job", "=", "orders"),), left_out) == []
    assert of_job((Matcher("status", "=", "500"),), left_out) == api
    assert of_rule(Matcher("alertname", "=~", "High.*"), "", left_out) == rule
    assert of_rule(None, "job:errors:ratio", left_out) == rule
    assert of_rule(None, "other", left_out) == []


_MONITOR = Unselected("ServiceMonitor", "shop/api", "is not selected", ("shop",))
_RULES = Unselected("PrometheusRule", "shop/http", "is rejected", (), ("OrdersFail", "job:errors:ratio"))


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        pytest.param('up{job="shop"}', _MONITOR.sentence(), id="the job of another object is scraped"),
        pytest.param("shop_orders_total", _MONITOR.sentence(), id="a metric that was never sent"),
        pytest.param('ALERTS{alertname="OrdersFail"}', _RULES.sentence(), id="an alert"),
        pytest.param("job:errors:ratio > 0", _RULES.sentence(), id="a recorded metric"),
    ],
)
def test_explained_by_the_object_that_is_left_out(query: str, sentence: str) -> None:
    inventory = replace(collector_inventory(), unselected=(_MONITOR, _RULES))

    assert any(sentence in finding.details for finding in findings(query, inventory))


@pytest.mark.parametrize("query", ['up{job="shop"}', 'shop_orders_total{job="shop"}'])
def test_comes_first_where_nothing_is_scraped(query: str) -> None:
    inventory = replace(collector_inventory(), metrics={}, targets=(), unselected=(_MONITOR,))

    assert [finding.details[0] for finding in findings(query, inventory)] == [_MONITOR.sentence()]


def test_not_explained_by_an_object_of_another_job() -> None:
    inventory = replace(collector_inventory(), unselected=(_MONITOR,))

    assert not any(_MONITOR.sentence() in finding.details for finding in findings('up{job="nobody"}', inventory))
