"""Keys of a service with keys of their own: health checks, depends_on, env_file, deploy, ports."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from lab.language.compose import nested
from lab.language.compose.values import Refused

STARTED = {"condition": "service_started"}


@pytest.mark.parametrize(
    ("form", "written", "expected"),
    [
        pytest.param(nested.depends_on, ["a", "b"], {"a": STARTED, "b": STARTED}, id="a list"),
        pytest.param(nested.depends_on, {"a": None}, {"a": STARTED}, id="nothing said"),
        pytest.param(
            nested.depends_on,
            {"a": {"condition": "service_healthy"}},
            {"a": {"condition": "service_healthy"}},
            id="how",
        ),
        pytest.param(nested.ulimits, {"nofile": {"soft": 1, "hard": 2}}, {"nofile": {"soft": 1, "hard": 2}}, id="both"),
        pytest.param(nested.ulimits, {"nproc": 3}, {"nproc": 3}, id="one limit"),
        pytest.param(nested.port, 80, "80", id="a port"),
        pytest.param(nested.env_files, ".env", [{"path": ".env"}], id="one file"),
        pytest.param(
            nested.env_files,
            [".env", {"path": "b", "required": False}],
            [{"path": ".env"}, {"path": "b", "required": False}],
            id="two files",
        ),
        pytest.param(nested.healthcheck, {"test": "curl x", "retries": 3}, {"test": "curl x", "retries": 3}, id="text"),
        pytest.param(
            nested.deploy_limits,
            {"resources": {"limits": {"memory": "1g", "cpus": "0.5", "pids": 9}}},
            {"mem_limit": 1024**3, "cpus": 0.5, "pids_limit": 9},
            id="limits",
        ),
    ],
)
def test_nested_has_one_form(form: Callable[[Any], Any], written: Any, expected: Any) -> None:
    assert form(written) == expected


@pytest.mark.parametrize(
    ("form", "written", "path"),
    [
        pytest.param(nested.depends_on, {"a": {"condition": "ready"}}, ("a", "condition"), id="a condition"),
        pytest.param(nested.depends_on, {"a/b": {}}, ("a/b",), id="no service name"),
        pytest.param(nested.ulimits, {"nofile": {"soft": 1}}, ("nofile",), id="half a limit"),
        pytest.param(nested.ulimits, {"nofile": {"soft": 3, "hard": 2}}, ("nofile",), id="more than hard"),
        pytest.param(nested.ulimits, {"nofiles": 3}, ("nofiles",), id="no limit"),
        pytest.param(nested.port, "99999/tcp", (), id="no port"),
        pytest.param(nested.env_files, "/etc/passwd", (0,), id="a file of the host"),
        pytest.param(nested.healthcheck, {"test": ["curl", "x"]}, ("test",), id="a list without CMD"),
        pytest.param(nested.healthcheck, {"interval": 5}, ("interval",), id="no unit"),
        pytest.param(nested.healthcheck, {"retry": 5}, ("retry",), id="an unknown key"),
        pytest.param(nested.deploy_limits, {"replicas": 3}, ("replicas",), id="Swarm"),
    ],
)
def test_nested_refused(form: Callable[[Any], Any], written: Any, path: tuple[Any, ...]) -> None:
    with pytest.raises(Refused) as caught:
        form(written)
    assert caught.value.path == path


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        pytest.param(["8080:80", "127.0.0.1:1:443/tcp"], "{http: 80, port2: 443}", id="short"),
        pytest.param([9090], "{http: 9090}", id="numbers"),
        pytest.param([{"target": 80, "published": 8080}], "{http: 80}", id="long"),
        pytest.param("nonsense", "{http: 8080}", id="nonsense"),
    ],
)
def test_ports_hint(written: Any, hint: str) -> None:
    assert nested.ports_hint(written).endswith(f"'ports: {hint}'")
