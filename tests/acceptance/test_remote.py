"""Every command, with an engine that is reached by SSH.

It is that of this machine, whose published ports could be reached without: so what counts is that the links are others.
"""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.driving import CHECKOUT, interrupted, lab, left
from tests.ssh_server import HOST, ssh_server

pytestmark = [pytest.mark.engine, pytest.mark.acceptance]


@pytest.fixture(scope="module")
def ssh_commands(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with ssh_server(tmp_path_factory.mktemp("sshd")) as commands:
        yield commands


@pytest.fixture
def remote(env: dict[str, str], ssh_commands: Path) -> dict[str, str]:
    return {**env, "PATH": f"{ssh_commands}:{env['PATH']}", "DOCKER_HOST": f"ssh://{HOST}"}


def published_ports(project: str) -> set[str]:
    command = ["docker", "ps", "--filter", f"label=dev.lab.run={project}", "--format", "{{.Ports}}"]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return set(re.findall(r"127\.0\.0\.1:(\d+)->", listed))


def binds(project: str) -> set[str]:
    """The sources of all bind mounts of a lab."""
    ids = subprocess.run(
        ["docker", "ps", "--all", "--quiet", "--filter", f"label=dev.lab.run={project}"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    listed = subprocess.run(["docker", "inspect", *ids], check=True, capture_output=True, text=True).stdout
    return {mount["Source"] for one in json.loads(listed) for mount in one["Mounts"] if mount["Type"] == "bind"}


def processes_of(project: str) -> list[str]:
    listed = subprocess.run(["ps", "-eo", "args"], check=True, capture_output=True, text=True).stdout
    return [line for line in listed.splitlines() if project in line]


def test_a_lab_that_stays(remote: dict[str, str]) -> None:
    up = lab("up", "prom-pull", env=remote)
    assert up.code == 0, up.said
    project = up.project
    try:
        assert binds(project) == set()
        links = set(re.findall(r"http://127\.0\.0\.1:(\d+)", up.said))
        assert links and not links & published_ports(project)
        listed = lab("ps", env=remote).said
        assert set(re.findall(r"http://127\.0\.0\.1:(\d+)", listed)) == links
        (prometheus,) = re.findall(rf"^{project}\tprometheus\trunning\t(\S+)$", listed, re.MULTILINE)
        with urllib.request.urlopen(f"{prometheus}/-/ready", timeout=30) as answer:
            assert answer.read().startswith(b"Prometheus Server is Ready")
        assert "sent 30" in lab("load", project, env=remote).said
        assert "Server is ready" in lab("logs", project, "prometheus", env=remote).said
        why = lab("why", "--lab", project, "http_request_total", env=remote)
        assert (why.code, "http_requests_total" in why.said) == (0, True), why.said
    finally:
        down = lab("down", project, env=remote)
    assert (down.code, left(project), processes_of(project)) == (0, [], [])


def test_a_run_with_files_that_change(remote: dict[str, str]) -> None:
    done = lab("run", "prometheus-operations", env=remote)
    assert (done.code, left(done.project), processes_of(done.project)) == (0, [], []), done.said


def test_scenarios_as_tests(remote: dict[str, str]) -> None:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "scenarios/prom-pull",
        "--lab-mutants=none",
        "-q",
        "-p",
        "no:cacheprovider",
    ]
    done = subprocess.run(command, cwd=CHECKOUT, env=remote, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout


def test_doctor_and_images(remote: dict[str, str]) -> None:
    said = lab("doctor", env=remote).said
    assert re.search(rf"connection +ssh://{HOST}; a docker command takes \d\.\d s", said), said
    assert "on another machine: " in said
    assert lab("images", "get", "engine-relay", env=remote).code == 0


@pytest.mark.parametrize("at", ["Compose folder written", "step        shopping"])
@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGKILL])
def test_ended_drivers_leave_nothing(by: int, at: str, remote: dict[str, str]) -> None:
    done = interrupted("run", "prom-pull", env=remote, by=by, at=at)
    if by == signal.SIGKILL:
        assert lab("down", done.project, env=remote).code == 0
    assert (left(done.project), processes_of(done.project)) == ([], [])
    assert list((Path(remote["LAB_STATE"]) / "labs").iterdir()) == []


def test_host_that_cannot_be_reached(remote: dict[str, str]) -> None:
    done = lab("run", "prom-pull", env={**remote, "DOCKER_HOST": "ssh://nowhere.invalid"})
    assert done.code == 4
    assert "no Docker Engine answers on nowhere.invalid" in done.said
    assert "ssh nowhere.invalid docker version" in done.said
