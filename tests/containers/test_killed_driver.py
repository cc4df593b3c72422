"""Ends the driver in the middle of what it does, by SIGKILL or as Ctrl-C does, and sees that nothing of it is left."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable

import pytest

from lab.containers import cleanup
from lab.containers.attach import attach
from lab.containers.engine import Engine
from lab.containers.process_guard import installed_tools
from lab.containers.removal import objects_of
from tests.containers.projects import Project

_DRIVER = """
import sys
from pathlib import Path
from lab.containers import cleanup
from lab.containers.engine import connect
from lab.containers.starting import start
from tests.containers.projects import settings_in
engine = connect(settings_in(Path(sys.argv[1])))
try:
    if sys.argv[4] == "start":
        print("go", flush=True)
        start(engine, Path(sys.argv[2]), sys.argv[3], ("a", "b", "c", "d"), ("load",), 60.0)
    else:
        lab = start(engine, Path(sys.argv[2]), sys.argv[3], ("a",), ("load",), 60.0)
        print("go", flush=True)
        lab.run_to_end("load", 60.0)
except KeyboardInterrupt:
    cleanup.remove(engine, sys.argv[3])
"""

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(not (installed_tools().flock and installed_tools().setpriv), reason="needs util-linux"),
]


LOAD = {"profiles": ["load"]}
SPEAKING_LOAD = {**LOAD, "command": ["sh", "-c", "echo begun; exec sleep 300"]}


def _end_a_driver(by: signal.Signals, when: Callable[[], None], doing: str, engine: Engine, project: Project) -> None:
    words = [sys.executable, "-c", _DRIVER, str(engine.state.parent), str(project.folder), project.name, doing]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as driver:
        assert driver.stdout and driver.stdout.readline() == b"go\n"
        when()
        driver.send_signal(by)


def _later(seconds: float) -> Callable[[], None]:
    return lambda: time.sleep(seconds)


def _until(condition: Callable[[], bool], seconds: float = 15.0) -> None:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        threading.Event().wait(0.1)


def _no_process_of(project: Project) -> bool:
    return project.name not in subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True).stdout


@pytest.mark.parametrize("after", [0.0, 0.1, 0.2, 0.25, 0.3, 0.4, 0.6])
def test_nothing_survives(after: float, engine: Engine, make_project: Callable[..., Project]) -> None:
    project = make_project(a={}, b={}, c={}, d={}, load=LOAD)
    _end_a_driver(signal.SIGKILL, _later(after), "start", engine, project)
    cleanup.remove(engine, project.name)
    assert not objects_of(engine, project.name)
    assert _no_process_of(project)
    threading.Event().wait(1.0)
    assert not objects_of(engine, project.name)


@pytest.mark.parametrize("after", [0.15, 0.3])
def test_an_interrupted_driver_cleans_up(after: float, engine: Engine, make_project: Callable[..., Project]) -> None:
    project = make_project(a={}, b={}, c={}, d={}, load=LOAD)
    _end_a_driver(signal.SIGINT, _later(after), "start", engine, project)
    assert not objects_of(engine, project.name)
    assert _no_process_of(project)


def test_a_load_ends_with_its_driver(engine: Engine, make_project: Callable[..., Project]) -> None:
    """From its first word on: a signal that comes while a container starts is lost on the way to its process."""
    project = make_project(a={}, load=SPEAKING_LOAD)

    def load_speaks() -> None:
        _until(lambda: "begun" in attach(engine, project.name).logs("load"))

    _end_a_driver(signal.SIGKILL, load_speaks, "load", engine, project)
    lab = attach(engine, project.name)
    _until(lambda: not lab.states()["load"].running)
    states = lab.states()
    assert (states["a"].status, states["load"].status, states["load"].exit_code) == ("running", "exited", 143)
