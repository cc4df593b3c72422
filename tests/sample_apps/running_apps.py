"""Starts one sample application in a container of its own, as its component would, and asks it things."""

from __future__ import annotations

import http.client
import json
import secrets
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from python_on_whales import DockerClient

from lab.images.resolve import ResolvedImage, resolve_images
from lab.selection.components import component_images
from lab.selection.scenarios import project_folders
from lab.settings import from_environment

LABEL = "--label=dev.lab.test=sample_apps"


@dataclass(frozen=True, slots=True)
class RunningApp:
    container: str
    port: int

    def ask(self, method: str, target: str, body: str | None = None) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, target, body)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def said(self, method: str, target: str, body: str | None = None) -> Any:
        return json.loads(self.ask(method, target, body)[1])

    def answers(self, target: str) -> bool:
        try:
            return self.ask("GET", target)[0] == 200
        except (OSError, http.client.HTTPException):
            return False

    def run(self, *words: str) -> str:
        return _docker("exec", self.container, *words)

    def logged(self) -> list[str]:
        done = subprocess.run(["docker", "logs", self.container], capture_output=True, text=True, check=True)
        return [*done.stdout.splitlines(), *done.stderr.splitlines()]


def image_of(component: str) -> str:
    """Already there, or built. Raises ImageUnavailable."""
    settings = from_environment()
    (outcome,) = resolve_images(
        component_images((component,), project_folders(settings)), DockerClient(), settings, lambda _said: None
    )
    if not isinstance(outcome, ResolvedImage):
        raise outcome
    return outcome.reference_used


@contextmanager
def network() -> Iterator[str]:
    name = _docker("network", "create", LABEL, f"lab-test-apps-{secrets.token_hex(4)}")
    try:
        yield name
    finally:
        _docker("network", "rm", name)


@contextmanager
def running(
    image: str,
    *flags: str,
    environment: Mapping[str, str] | None = None,
    port: int = 8000,
    ready: str = "/ready",
) -> Iterator[RunningApp]:
    set_to = [f"--env={name}={value}" for name, value in (environment or {}).items()]
    locked = ["--read-only", "--cap-drop=ALL", "--memory=96m", f"--publish=127.0.0.1::{port}"]
    container = _docker("run", "--detach", LABEL, *locked, *set_to, *flags, image)
    try:
        app = RunningApp(container, int(_docker("port", container, str(port)).rpartition(":")[2]))
        until(lambda: app.answers(ready), lambda: "\n".join(app.logged()))
        yield app
    finally:
        _docker("rm", "--force", "--volumes", container)


def until(holds: Callable[[], bool], evidence: Callable[[], str]) -> None:
    # The container has its own pace, and tells nobody when it has got somewhere.
    pause = threading.Event()
    for _ in range(300):
        if holds():
            return
        pause.wait(0.1)
    raise TimeoutError(evidence())


def _docker(*words: str) -> str:
    return subprocess.run(["docker", *words], capture_output=True, text=True, check=True).stdout.strip()
