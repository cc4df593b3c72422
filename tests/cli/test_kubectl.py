"""`lab kubectl`: arguments reach kubectl as they are, and its exit code comes back."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

from lab.cli.main import app
from lab.errors import UsageError


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    ran: list[list[str]] = []

    def run_inside(engine: Any, container: Any, command: list[str], *, terminal: bool) -> int:
        ran.append(command)
        return 4

    monkeypatch.setattr("lab.containers.inside.run_inside", run_inside)
    monkeypatch.setattr("lab.containers.engine.connect", lambda settings: None)
    return ran


def lab_with(monkeypatch: pytest.MonkeyPatch, *services: str) -> None:
    running = SimpleNamespace(project="lab-x-1", states=lambda: dict.fromkeys(services), container=lambda name: None)
    monkeypatch.setattr("lab.containers.attach.attach", lambda engine, name: running)


@pytest.mark.parametrize(
    "arguments", [["get", "pods", "-A"], ["--namespace", "shop", "get", "pods"], ["apply", "--help"], []]
)
def test_arguments_and_exit_code(monkeypatch: pytest.MonkeyPatch, commands: list[Any], arguments: list[str]) -> None:
    lab_with(monkeypatch, "prometheus", "kubectl")
    assert CliRunner().invoke(app, ["kubectl", "x", *arguments]).exit_code == 4
    assert commands == [["/bin/kubectl", *arguments]]


def test_lab_without_an_api(monkeypatch: pytest.MonkeyPatch, commands: list[Any]) -> None:
    lab_with(monkeypatch, "prometheus")
    result = CliRunner().invoke(app, ["kubectl", "x", "get", "pods"])
    assert isinstance(result.exception, UsageError)
    assert result.exception.message == "lab-x-1 has no Kubernetes API"
