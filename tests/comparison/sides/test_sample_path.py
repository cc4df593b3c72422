"""How samples get from an application to Prometheus, by the files of real scenarios."""

from __future__ import annotations

from pathlib import Path

import pytest

from lab.comparison.sides.sample_path import SamplePath, sample_path
from lab.plan.planning import plan
from tests.plan.planned import FOLDERS, SMALL, written


@pytest.mark.parametrize(
    ("scenario", "path"),
    [
        pytest.param("prom-pull", SamplePath("pull", {"metrics": ("prometheus", "api")}, "api"), id="it is scraped"),
        pytest.param("otel-direct", SamplePath("push", {"metrics": ("api", "prometheus")}), id="it pushes"),
        pytest.param(
            "otel-collector-scrape",
            SamplePath(
                "push, then pull",
                {"push": ("api", "otel-collector"), "metrics": ("prometheus", "otel-collector")},
            ),
            id="what it pushes to is scraped",
        ),
        pytest.param("docker-sd", None, id="targets are discovered"),
    ],
)
def test_sample_path(scenario: str, path: SamplePath | None) -> None:
    assert sample_path(plan(FOLDERS.scenario(scenario), FOLDERS), "api", "prometheus") == path


def test_sample_path_through_a_relay(tmp_path: Path) -> None:
    text = (
        SMALL.replace("api: {use: fastapi_prometheus}", "api: {use: fastapi_otel, env: {TO: 'http://relay:4318'}}")
        + "  relay: {use: otel-collector, files: {config: relay.yaml}}\nsteps: [{name: look}]\n"
    )
    relay = (
        "receivers: {otlp: {protocols: {http: {endpoint: '0.0.0.0:4318'}}}}\n"
        "exporters: {prometheusremotewrite: {endpoint: 'http://prometheus:9090/api/v1/write'}}\n"
        "extensions: {health_check: {endpoint: '0.0.0.0:13133'}}\n"
        "service:\n"
        "  extensions: [health_check]\n"
        "  pipelines: {metrics: {receivers: [otlp], exporters: [prometheusremotewrite]}}\n"
    )
    config = "scrape_configs: []\n"

    relayed = plan(written(tmp_path, text, {"relay.yaml": relay, "prometheus.yml": config}), FOLDERS)

    assert sample_path(relayed, "api", "prometheus") == SamplePath(
        "push", {"push": ("api", "relay"), "write": ("relay", "prometheus")}
    )
