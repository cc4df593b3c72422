"""Asks the program with any number of series as it runs in its container: what it exposes, pushes and refuses."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.sample_apps.running_apps import image_of, running, until

pytestmark = pytest.mark.engine


def test_scrapes_are_rounds() -> None:
    with running(image_of("go_synthetic"), environment={"MODE": "pull", "SERIES": "1234", "INSTANCES": "1"}) as app:
        assert app.said("GET", "/state")["latest"] is None
        values: list[list[int]] = []
        for number in (1, 2):
            exposed = app.ask("GET", "/metrics")[1]
            values.append([int(value) for value in re.findall(r"^synthetic_.+\} (\d+)$", exposed, re.MULTILINE)])
            latest = app.said("GET", "/state")["latest"]
            assert (latest["number"], latest["ok"], latest["sum"]) == (number, True, sum(values[-1]))
            assert f"\nsource_values_sum {latest['sum']}\n" in exposed
        assert len(values[0]) == 1234
        assert all(before < after for before, after in zip(*values, strict=True))


def test_instances_share_the_series() -> None:
    environment = {"MODE": "pull", "SERIES": "300", "INSTANCES": "3"}
    with running(image_of("go_synthetic"), environment=environment) as app:
        assert app.ask("GET", "/metrics")[1].count("\nsynthetic_") == 100
        assert app.said("GET", "/state")["series"] == 100


def test_replay_adds_what_was_recorded(tmp_path: Path) -> None:
    recorded = tmp_path / "recorded.prom"
    recorded.write_text("# TYPE istio_requests_total counter\nistio_requests_total 8\n", encoding="utf-8")
    recorded.chmod(0o644)
    mounted = f"--volume={recorded}:/exposition.prom:ro"
    environment = {"MODE": "replay", "EXPOSITION": "/exposition.prom"}
    with running(image_of("go_synthetic"), mounted, environment=environment) as app:
        assert "istio_requests_total 0\n" in app.ask("GET", "/metrics")[1]
        assert [app.said("POST", "/round") for _ in range(3)] == [{"round": number} for number in (1, 2, 3)]
        assert "istio_requests_total 24\n" in app.ask("GET", "/metrics")[1]


def test_push_without_receiver() -> None:
    nowhere = {"MODE": "push", "SERIES": "10", "INTERVAL": "100ms", "ENDPOINT": "http://127.0.0.1:9/v1/metrics"}
    others = {"BATCH": "4", "OTLP_GZIP": "on", "JOB": "source", "INSTANCE": "source:8000", "INSTANCES": "1"}
    with running(image_of("go_synthetic"), environment=nowhere | others) as app:
        until(lambda: app.said("GET", "/state")["failed"] >= 2, lambda: "\n".join(app.logged()))
        latest = app.said("GET", "/state")["latest"]
        assert (latest["ok"], latest["requests"]) == (False, 3)
        assert "connection refused" in latest["error"]
        assert app.ask("GET", "/metrics")[0] == 404


def test_invalid_setting() -> None:
    command = ["docker", "run", "--rm", "--env=SERIES=many", "--env=MODE=pull", image_of("go_synthetic")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.rstrip().endswith('SERIES is "many"; it must be a whole number from 1 to 5000000')
