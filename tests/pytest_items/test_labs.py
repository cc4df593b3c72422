"""Labs of one Prometheus, started and taken down by pytest itself, also when it is interrupted or killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lab.containers import cleanup
from lab.containers.attach import projects
from lab.containers.engine import Engine, connect
from lab.settings import from_environment
from tests.pytest_items.fake_runs import MUTANT, project

pytest_plugins = ["pytester"]
pytestmark = pytest.mark.engine

FAILING = {'"< 3", within: 1s': '"> 3", within: 1s'}
LONG = {'"< 3", within: 1s': '"> 3", within: 60s'}


@pytest.fixture
def lab(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lab]:
    monkeypatch.setenv("LAB_STATE", str(pytester.path / "state"))
    monkeypatch.setenv("LAB_RUNS", str(pytester.path / "lab-runs"))
    started = Lab(pytester, connect(from_environment()))
    yield started
    for name in started.left_over():
        cleanup.remove(started.engine, name)


class Lab:
    """A scenario with a unique name, which its labs are found by."""

    def __init__(self, pytester: pytest.Pytester, engine: Engine) -> None:
        self.path, self.engine = pytester.path, engine
        self.name = f"plugin-{os.getpid()}-{time.monotonic_ns() % 10**6}"
        project(pytester, None, self.name)

    @property
    def file(self) -> Path:
        return self.path / "scenarios" / self.name / "scenario.yaml"

    def replace(self, replacements: dict[str, str]) -> None:
        text = self.file.read_text(encoding="utf-8")
        for old, new in replacements.items():
            assert old in text
            text = text.replace(old, new)
        self.file.write_text(text, encoding="utf-8")

    def left_over(self) -> list[str]:
        return [name for name in projects(self.engine) if name.startswith(f"lab-{self.name}-")]

    def output_after(self, act: Callable[[subprocess.Popen[str]], None], *arguments: str) -> str:
        """The output of pytest. `act` is called with its process once the lab is up."""
        command = [sys.executable, "-m", "pytest", "scenarios", "-m", "not mutant", *arguments]
        running = subprocess.Popen(
            command,
            cwd=self.path,
            start_new_session=True,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_until(lambda: self.left_over() and list((self.path / "state" / "labs").glob("*/compose.yaml")))
            act(running)
            output, _ = running.communicate(timeout=60)
        finally:
            running.kill()
        return output


def wait_until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_labs_write_reports_and_are_taken_down(pytester: pytest.Pytester, lab: Lab) -> None:
    lab.replace(FAILING)
    result = pytester.runpytest("scenarios", "-p", "no:randomly")
    result.assert_outcomes(passed=3, failed=2)
    result.stdout.fnmatch_lines(
        [
            "  expected    *> 3*",
            f"  where       scenarios/{lab.name}/scenario.yaml:11:7",
            f"  report      lab-runs/{lab.name}-*/report.html",
            "also failed: two is not three",
            f"{lab.name} *2 of 3 expectations passed in *; 1 failed",
            f"{MUTANT.replace('numbers', lab.name)}  mutant killed with unexpected results: *1 unexpected result*",
        ]
    )
    written = sorted(file.name for file in (lab.path / "lab-runs").glob("*/*"))
    assert written == sorted(["events.ndjson", "junit.xml", "report.html", "run.json"] * 2)
    assert lab.left_over() == []


def test_lab_keep(pytester: pytest.Pytester, lab: Lab) -> None:
    result = pytester.runpytest("scenarios", "-m", "not mutant", "--lab-keep")
    result.assert_outcomes(passed=3)
    (name,) = lab.left_over()
    result.stdout.fnmatch_lines([f"*keeps running; stop it with: lab down {name}"])


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_interrupted_lab_is_taken_down(lab: Lab, sent: signal.Signals) -> None:
    lab.replace(LONG)
    assert "KeyboardInterrupt" in lab.output_after(lambda running: running.send_signal(sent))
    assert lab.left_over() == []


def test_lab_of_a_killed_worker_is_taken_down(lab: Lab) -> None:
    lab.replace(LONG)

    def kill_workers(running: subprocess.Popen[str]) -> None:
        children = Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text().split()
        for child in children:
            os.kill(int(child), signal.SIGKILL)

    output = lab.output_after(kill_workers, "-n", "1", "--max-worker-restart", "0")
    assert "crashed" in output
    assert lab.left_over() == []
    assert not list((lab.path / "state" / "pytest").iterdir())
