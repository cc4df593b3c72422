"""The process that keeps the ports of a lab reachable."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from lab.containers.attach import attach
from lab.containers.cleanup import remove
from lab.containers.engine import Engine
from lab.containers.remote.kept import FILE, KeptPorts, end, kept_ports
from lab.containers.starting import start
from tests.containers.projects import Project
from tests.containers.remote.test_relays import API, page, published

Make = Callable[..., Project]


def until(condition: Callable[[], bool], seconds: float = 15.0) -> bool:
    last = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > last:
            return False
        threading.Event().wait(0.05)
    return True


def ended(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z"
    except FileNotFoundError:
        return True


@pytest.mark.parametrize("content", [None, "", "{}", '{"pid": 1, "ports": []}'])
def test_a_file_without_its_process_says_nothing(content: str | None, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / FILE).write_text(content)
    assert kept_ports(tmp_path) is None
    end(tmp_path)  # ends nobody: not process 1


@pytest.mark.engine
def test_ports_stay_reachable_until_the_lab_has_gone(engine: Engine, make_project: Make) -> None:
    project = make_project(api=API)
    lab = start(engine, project.folder, project.name, ("api",), (), 60.0)
    lab.keep_reachable()
    engine.relays.close(project.name)  # as the end of `lab up` does
    kept = kept_ports(project.folder)
    assert kept is not None
    url = f"http://127.0.0.1:{kept.ports['api', 8080]}"
    assert page(url) == "hello" and attach(engine, project.name).endpoint("api", 8080) == url
    before = published(project)
    subprocess.run(["docker", "restart", "--time=0", f"{project.name}-api-1"], check=True, capture_output=True)
    assert (published(project) != before, page(url)) == (True, "hello")
    remove(engine, project.name)
    assert (ended(kept.pid), project.folder.exists()) == (True, False)


@pytest.mark.engine
def test_it_ends_with_the_lab_whoever_removed_that(engine: Engine, make_project: Make) -> None:
    project = make_project(api=API)
    start(engine, project.folder, project.name, ("api",), (), 60.0).keep_reachable()
    engine.relays.close(project.name)
    kept = kept_ports(project.folder)
    assert kept is not None
    subprocess.run(["docker", "rm", "--force", f"{project.name}-api-1"], check=True, capture_output=True)
    assert until(lambda: ended(kept.pid))
    assert kept_ports(project.folder) is None


@pytest.mark.engine
def test_one_that_was_killed_leaves_no_addresses(engine: Engine, make_project: Make) -> None:
    project = make_project(api=API)
    lab = start(engine, project.folder, project.name, ("api",), (), 60.0)
    lab.keep_reachable()
    kept = kept_ports(project.folder)
    assert isinstance(kept, KeptPorts)
    os.kill(kept.pid, signal.SIGKILL)
    assert until(lambda: kept_ports(project.folder) is None)
    assert json.loads((project.folder / FILE).read_text())["pid"] == kept.pid
    assert page(lab.endpoint("api", 8080)) == "hello"  # through a relay of this process again
