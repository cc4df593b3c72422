"""One thing is broken at a time: the run says what and where to look, in time, with the right exit code."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path

import pytest

from tests.acceptance.driving import CHECKOUT, lab, left, reasons

pytestmark = [pytest.mark.engine, pytest.mark.acceptance]


def test_a_metric_renamed_in_the_application(tmp_path: Path, env: dict[str, str], runs: Path) -> None:
    """In its source: the application is built anew from a changed copy."""
    scenario = tmp_path / "renamed"
    for folder in ("rules", "dashboards"):  # which it shares with other scenarios
        shutil.copytree(CHECKOUT / "scenarios" / folder, tmp_path / folder)
    shutil.copytree(CHECKOUT / "scenarios" / "prom-pull", scenario)
    app = scenario / "app"
    shutil.copytree(CHECKOUT / "sample_apps" / "fastapi_prometheus", app)
    source = app / "shop" / "instruments.py"
    text = source.read_text()
    assert '"http_requests_total"' in text or '"http_requests"' in text
    for name in ('"http_requests_total"', '"http_requests"'):
        text = text.replace(name, '"shop_requests"')
    source.write_text(text)
    own = "{build: app, bases: {PYTHON_BASE: python}, ports: {http: 8000}, ready: {path: /ready, port: http}}"
    done = lab("run", str(scenario), "--set", f"components.api={own}", env=env)
    assert done.code == 1, done.said
    assert reasons(runs)["request counts match the load"] == "no_series"
    assert reasons(runs)["the team is notified of HighHTTPErrorRate"] == "not_delivered"
    assert "shop_requests_total" in done.said
    assert not left(done.project)


@pytest.mark.parametrize(
    ("scenario", "change", "failing"),
    [
        pytest.param(
            "prom-pull",
            "rules/http.yml:groups[0].rules[HighHTTPErrorRate].expr=vector(0) > 1",
            {
                "HighHTTPErrorRate fires and resolves": "never_fired",
                "the team is notified of HighHTTPErrorRate": "not_delivered",
            },
            id="rule never true",
        ),
        pytest.param(
            "prom-pull",
            "prometheus.yml:alerting.alertmanagers[0].static_configs[0].targets=['nobody:9093']",
            {"the team is notified of HighHTTPErrorRate": "not_delivered"},
            id="Alertmanager elsewhere",
        ),
        pytest.param(
            "otel-direct",
            "components.api.env.OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://prometheus:9090/otlp",
            {"request counts match the load": "no_series", "pushed metrics have no up": "control_missing"},
            id="wrong OTLP path",
        ),
    ],
)
def test_a_run_that_fails(scenario: str, change: str, failing: dict[str, str], env: dict[str, str], runs: Path) -> None:
    done = lab("run", scenario, "--set", change, env=env)
    assert done.code == 1, done.said
    assert failing.items() <= reasons(runs).items()
    for name in failing:
        assert name in done.said
    assert f"scenarios/{scenario}/scenario.yaml:" in done.said
    assert not left(done.project)


def test_an_application_that_exits_at_its_start(env: dict[str, str]) -> None:
    done = lab(
        "run", "prom-pull", "--set", "components.api.service={command: [python, -c, 'raise SystemExit(7)']}", env=env
    )
    assert (done.code, left(done.project)) == (4, [])
    assert "api exited with 7 while starting" in done.said
    assert done.seconds < 30


def test_a_configuration_that_is_refused(env: dict[str, str]) -> None:
    """A misspelt key is found before anything starts; what only Prometheus judges ends the start."""
    misspelt = lab("run", "prom-pull", "--set", "prometheus.yml:scrape_configs[api].scrape_intervall=1s", env=env)
    assert misspelt.code == 2
    assert "did you mean 'scrape_interval'?" in misspelt.said
    done = lab("run", "prom-pull", "--set", "prometheus.yml:scrape_configs[api].scrape_timeout=2h", env=env)
    assert (done.code, left(done.project)) == (4, [])
    assert "scrape timeout greater than scrape interval" in done.said
    assert done.seconds < 30


def test_a_port_in_use(env: dict[str, str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = lab("run", "prom-pull", "--port", f"prometheus={port}", env=env)
    assert (done.code, left(done.project)) == (4, [])
    assert f"port {port} is already in use" in done.said


def test_an_engine_that_is_stopped(env: dict[str, str]) -> None:
    done = lab("run", "prom-pull", env={**env, "DOCKER_HOST": "unix:///nowhere/docker.sock"})
    assert done.code == 4
    assert "no Docker Engine answers" in done.said
    assert "Traceback" not in done.said


def test_an_image_that_cannot_be_had(env: dict[str, str]) -> None:
    reference = "registry.invalid/nobody/prometheus:v0.0.1"
    done = lab("run", "prom-pull", "--image", f"prometheus={reference}", env=env)
    assert done.code == 4
    assert reference in done.said


def test_an_optional_component_whose_image_cannot_be_had(env: dict[str, str], runs: Path) -> None:
    words = (
        "run",
        "prom-pull",
        "--set",
        "components.notifications.optional=true",
        "--image",
        "notifications=registry.invalid/nobody/sink:v0.0.1",
    )
    done = lab(*words, env=env)
    assert done.code == 0, done.said
    assert reasons(runs) == {"the team is notified of HighHTTPErrorRate": "left_out"}
    shutil.rmtree(runs)
    assert lab(*words, "--strict", env=env).code == 1
