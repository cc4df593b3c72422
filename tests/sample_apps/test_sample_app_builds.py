"""Holds the sample applications to what makes their images repeatable: exact pins, one value per default, and
the same start command rules for all."""

import ast
import json
import re
from pathlib import Path

import pytest
import yaml

APPS = ("fastapi_prometheus", "fastapi_otel", "notification_sink")
PIN = re.compile(r"[A-Za-z0-9_.-]+(\[[a-z,]+\])?==[0-9][A-Za-z0-9.]*")
DEFAULT = re.compile(r"^ARG (\w+)=(\S+)$", re.MULTILINE)
INSTALLED = re.compile(r'"([a-z-]+)==\$\{(\w+)\}"')


@pytest.mark.parametrize("app", APPS)
def test_every_requirement_is_pinned_exactly(sample_apps: Path, app: str) -> None:
    lines = (sample_apps / app / "requirements.txt").read_text().split()
    assert lines and [line for line in lines if not PIN.fullmatch(line)] == []


@pytest.mark.parametrize("app", APPS)
def test_component_arguments_are_the_dockerfile_defaults(sample_apps: Path, app: str) -> None:
    component = yaml.safe_load((sample_apps / app / "component.yaml").read_text())
    defaults = dict(DEFAULT.findall((sample_apps / app / "Dockerfile").read_text()))
    bases = {argument: defaults.pop(argument, None) for argument in component["image"]["bases"]}
    assert bases == {"PYTHON_BASE": "python:3.13-slim-trixie"}
    assert component["image"].get("args", {}) == defaults


def test_every_version_argument_is_installed_exactly(sample_apps: Path) -> None:
    dockerfile = (sample_apps / "fastapi_otel" / "Dockerfile").read_text()
    assert dict(INSTALLED.findall(dockerfile)) == {
        "fastapi": "FASTAPI_VERSION",
        "opentelemetry-sdk": "OTEL_SDK_VERSION",
        "opentelemetry-exporter-otlp-proto-http": "OTEL_SDK_VERSION",
        "opentelemetry-instrumentation-fastapi": "OTEL_CONTRIB_VERSION",
        "opentelemetry-instrumentation-system-metrics": "OTEL_CONTRIB_VERSION",
    }


@pytest.mark.parametrize("app", APPS)
def test_one_quiet_process_runs_as_nobody_special(sample_apps: Path, app: str) -> None:
    dockerfile = (sample_apps / app / "Dockerfile").read_text()
    command = json.loads(re.findall(r"^CMD (\[.*\])$", dockerfile, re.MULTILINE)[-1])
    assert command[:3] == ["python", "-m", "uvicorn"]
    assert "--no-access-log" in command and "--workers" not in command and "--reload" not in command
    assert re.findall(r"^USER (\S+)$", dockerfile, re.MULTILINE) == ["10001:10001"]
    assert not dockerfile.startswith("# syntax")


@pytest.mark.parametrize("app", APPS)
def test_an_app_imports_nothing_of_the_lab(sample_apps: Path, app: str) -> None:
    imported: set[str] = set()
    for path in (sample_apps / app).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add((node.module or "").partition(".")[0])
    assert "lab" not in imported


def _routes(path: Path) -> set[str]:
    return {
        ast.unparse(decorator)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.AsyncFunctionDef)
        for decorator in node.decorator_list
    }


def test_both_shops_serve_the_same_routes(sample_apps: Path) -> None:
    by_hand = _routes(sample_apps / "fastapi_prometheus" / "shop" / "routes.py")
    assert by_hand == _routes(sample_apps / "fastapi_otel" / "shop" / "routes.py")
    assert "app.get('/api/items/{id}')" in by_hand and len(by_hand) == 5
