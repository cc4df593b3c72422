"""When a Collector with a configuration of the user counts as ready."""

from __future__ import annotations

from pathlib import Path

import pytest

from lab.errors import Problems
from lab.plan.model import PortPlan
from lab.plan.planning import plan
from lab.scenario.component_use import Ready
from tests.plan.planned import FOLDERS, written

HEALTH = "extensions: {health_check: {SETTINGS}}\n"
BASE = (
    "receivers: {otlp: {protocols: {http: }}}\nexporters: {debug: , prometheus: {endpoint: '0.0.0.0:9464'}}\n"
    "service:\n  EXTENSIONS\n  TELEMETRY\n  pipelines: {metrics: {receivers: [otlp], exporters: [EXPORTER]}}\n"
)
READER = "telemetry: {metrics: {readers: [{pull: {exporter: {prometheus: {host: HOST, port: 8888}}}}]}}"


def scenario(folder: Path, config: str, ready: str = "") -> tuple[Ready | None, tuple[PortPlan, ...]]:
    component = f"otel-collector: {{files: {{config: c.yaml}}{ready}}}"
    text = f"title: t\nwhy: w\ncomponents:\n  {component}\nsteps: [{{name: look}}]\n"
    service = plan(written(folder, text, {"c.yaml": config}), FOLDERS).service("otel-collector")
    return service.ready, service.ports


def config(health: str | None = None, telemetry: str = "", exporter: str = "debug") -> str:
    text = BASE.replace("TELEMETRY", telemetry).replace("EXPORTER", exporter)
    if health is None:
        return text.replace("EXTENSIONS", "")
    return HEALTH.replace("SETTINGS", health) + text.replace("EXTENSIONS", "extensions: [health_check]")


@pytest.mark.parametrize(
    ("text", "ready"),
    [
        pytest.param(config("endpoint: '0.0.0.0:13133'"), Ready(path="/", port="health"), id="the usual"),
        pytest.param(
            config("endpoint: ':13133', path: /health/status"), Ready(path="/health/status", port="health"), id="a path"
        ),
        pytest.param(config("endpoint: '0.0.0.0:8080'"), Ready(path="/", port="ready"), id="another port"),
        pytest.param(config(None, READER.replace("HOST", "0.0.0.0")), Ready(path="/metrics", port="metrics"), id="own"),
        pytest.param(
            config("endpoint: 'localhost:13133'", READER.replace("HOST", "'0.0.0.0'")),
            Ready(path="/metrics", port="metrics"),
            id="a health check that only the container reaches",
        ),
        pytest.param(config(None, "", "prometheus"), Ready(path="/metrics", port="ready"), id="the exporter"),
    ],
)
def test_with_readiness(text: str, ready: Ready, tmp_path: Path) -> None:
    found, ports = scenario(tmp_path, text)

    assert found == ready
    assert ready.port in [port.name for port in ports]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (config(), "no endpoint shows when 'otel-collector' is ready: it has no health_check extension. Set"),
        (config(""), "health_check listens on localhost:13133, which only its own container reaches. Set"),
        (config(None, READER.replace("HOST", "localhost")), "service.telemetry.metrics listens on localhost:8888"),
    ],
)
def test_with_readiness_that_nothing_tells(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(Problems) as caught:
        scenario(tmp_path, text)

    assert message in str(caught.value)
    assert scenario(tmp_path, text, ", ready: {port: otlp-http, path: /}")[0] == Ready(port="otlp-http")
