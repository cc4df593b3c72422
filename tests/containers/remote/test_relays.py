"""Ports of labs on an engine behind SSH or TCP."""

from __future__ import annotations

import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from lab.containers.attach import attach, find
from lab.containers.engine import Engine, connect
from lab.containers.process_guard import GuardTools
from lab.containers.remote.relays import Relays
from lab.containers.removal import objects_of, remove_objects
from lab.containers.starting import start
from lab.errors import LabError
from tests.containers.fake_docker import FakeDocker
from tests.containers.projects import Project, settings_in

Make = Callable[..., Project]
SERVER = (
    "use IO::Socket::INET; my $s = IO::Socket::INET->new(LocalPort => 8080, Listen => 9, ReuseAddr => 1) or die;"
    "while (my $c = $s->accept) { while (<$c>) { last if /^\\r$/ }"
    ' print $c "HTTP/1.0 200 OK\\r\\n\\r\\nhello"; close $c }'
)
API = {"ports": ["127.0.0.1::8080"], "command": ["perl", "-e", SERVER]}


def page(url: str, seconds: float = 15.0) -> str:
    """Once somebody listens there."""
    end = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=30) as answer:
                return str(answer.read().decode())
        except OSError:
            if time.monotonic() > end:
                raise
            threading.Event().wait(0.05)


def published(project: Project) -> int:
    command = ["docker", "port", f"{project.name}-api-1", "8080"]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip().rpartition(":")[2])


@pytest.mark.engine
@pytest.mark.parametrize("engine", ["by_ssh", "by_tcp"], indirect=True)
def test_ports_are_reached_through_the_relay(engine: Engine, make_project: Make) -> None:
    project = make_project(api=API)
    lab = start(engine, project.folder, project.name, ("api",), (), 60.0)
    first = lab.endpoint("api", 8080)
    assert (page(first), first == f"http://127.0.0.1:{published(project)}") == ("hello", False)
    lab.inject("restart", "api")
    assert page(lab.endpoint("api", 8080)) == "hello"
    lab.inject("stop", "api")
    with pytest.raises(LabError, match="port 8080 is not published and the container is exited"):
        lab.endpoint("api", 8080)

    (listed,) = [one for one in find(engine) if one.project == project.name]
    assert [container.state.service for container in listed.services] == ["api"]
    lab.inject("start", "api")
    another = connect(settings_in(engine.state.parent / "another"))  # which has to find the relay's image itself
    assert page(attach(another, project.name).endpoint("api", 8080)) == "hello"
    another.relays.close(project.name)

    engine.relays.close(project.name)
    assert f"{project.name}-api-1" in remove_objects(engine, project.name).containers
    assert not objects_of(engine, project.name)


def test_engine_without_the_image(fake_docker: FakeDocker, tmp_path: Path) -> None:
    fake_docker.plan({"/images/json": []})
    with pytest.raises(LabError, match="no image of the relay") as raised:
        Relays().of(Engine(settings_in(tmp_path), GuardTools()), "lab-x")
    assert raised.value.remedy == "lab images get engine-relay"
