from __future__ import annotations

from pathlib import Path

import pytest

from lab.export.probes import readiness_probe, seconds
from tests.export.exported import OWN_IMAGE, plan_of, service_of


def test_ready_comes_before_the_health_check(tmp_path: Path) -> None:
    service = plan_of(tmp_path, "prometheus: {files: {config: prometheus.yml}}").service("prometheus")
    assert readiness_probe(service) == {
        "httpGet": {"path": "/-/ready", "port": 9090},
        "periodSeconds": 5,
        "timeoutSeconds": 5,
    }


@pytest.mark.parametrize(
    ("test", "command"),
    [
        ("[CMD, /bin/app, ready]", ["/bin/app", "ready"]),
        ("[CMD-SHELL, 'test $$X = 1']", ["/bin/sh", "-c", "test $X = 1"]),
        ("'curl -f localhost'", ["/bin/sh", "-c", "curl -f localhost"]),
    ],
)
def test_a_health_check_is_a_command(test: str, command: list[str], tmp_path: Path) -> None:
    service = service_of(tmp_path, f"{{healthcheck: {{test: {test}, interval: 1500ms, timeout: 3s, retries: 4}}}}")
    assert readiness_probe(service) == {
        "exec": {"command": command},
        "periodSeconds": 2,
        "timeoutSeconds": 3,
        "failureThreshold": 4,
    }


@pytest.mark.parametrize("check", ["{test: [NONE]}", "{disable: true, test: 'x'}"])
def test_a_disabled_health_check_is_none(check: str, tmp_path: Path) -> None:
    assert readiness_probe(service_of(tmp_path, f"{{healthcheck: {check}}}")) is None


def test_without_either_there_is_no_probe(tmp_path: Path) -> None:
    assert readiness_probe(plan_of(tmp_path, f"app: {{image: '{OWN_IMAGE}'}}").service("app")) is None


def test_seconds_are_whole() -> None:
    assert [seconds(text, 10) for text in ("250ms", "1m30s", None)] == [1, 90, 10]
