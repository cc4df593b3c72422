"""What the plans of real scenarios say about the way of their telemetry."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lab.plan.model import PlacedFile
from lab.why.planned_topology import planned_topology
from lab.why.topology import Application
from tests.plan.planned import planned

ATTRIBUTES = {"deployment.environment.name": "lab", "service.version": "1.0.0"}


@pytest.mark.parametrize(
    ("scenario", "sends_to"),
    [pytest.param("otel-collector-scrape", "otel-collector"), pytest.param("otel-direct", "prometheus")],
)
def test_planned_topology_application(scenario: str, sends_to: str) -> None:
    topology = planned_topology(planned(scenario))
    assert topology.applications == (Application("api", "api", ATTRIBUTES, sends_to),)
    assert topology.services["api"] == "fastapi_otel"


def test_planned_topology_collector() -> None:
    topology = planned_topology(planned("otel-collector-scrape"))
    [collector] = topology.collectors
    assert collector.prometheus["8889"]["metric_expiration"] == "4s"
    assert collector.own_metrics == "localhost:8888"
    assert topology.behind(collector) == topology.applications
    assert topology.collector("otel-collector") is collector
    assert topology.collector("api") is None


def test_planned_topology_scraped_application_sends_nothing() -> None:
    topology = planned_topology(planned("prom-pull"))
    assert topology.applications == topology.collectors == ()


@pytest.mark.parametrize(
    ("config", "own_metrics", "writes_to"),
    [
        pytest.param("exporters: {otlphttp/a: {endpoint: 'http://p:9090/otlp'}}", "localhost:8888", ("p",)),
        pytest.param("exporters: {prometheusremotewrite: {endpoint: 'http://p/w'}}", "localhost:8888", ("p",)),
        pytest.param(
            "{exporters: {debug: }, service: {telemetry: {metrics: {readers: [{pull: {exporter: "
            "{prometheus: {host: 0.0.0.0, port: 8888}}}}]}}}}",
            "0.0.0.0:8888",
            (),
        ),
        pytest.param("{exporters: {debug: }, service: {telemetry: {metrics: {level: none}}}}", "", ()),
    ],
)
def test_planned_topology_collector_settings(config: str, own_metrics: str, writes_to: tuple[str, ...]) -> None:
    plan = planned("otel-collector-scrape")
    file = PlacedFile("collector.yaml", "/etc/otelcol-contrib/config.yaml", config, "collector.yaml")
    services = tuple(
        replace(service, files=(file,)) if service.name == "otel-collector" else service for service in plan.services
    )
    [collector] = planned_topology(replace(plan, services=services)).collectors
    assert (collector.own_metrics, collector.writes_to) == (own_metrics, writes_to)


def test_planned_topology_exporter_without_pipeline() -> None:
    plan = planned("otel-collector-scrape")
    service = plan.service("otel-collector")
    text = (
        'exporters: {prometheus: {endpoint: "0.0.0.0:8889"}, debug: {}}\n'
        "service: {pipelines: {metrics: {receivers: [otlp], exporters: [debug]}}}\n"
    )
    changed = replace(service, files=tuple(replace(file, text=text) for file in service.files))
    services = tuple(changed if one is service else one for one in plan.services)
    [collector] = planned_topology(replace(plan, services=services)).collectors
    assert collector.unused == ("8889",)
    assert planned_topology(plan).collectors[0].unused == ()
