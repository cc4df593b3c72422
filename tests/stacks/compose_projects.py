"""Compose projects of the components under test, with the keys of their services and a few more."""

from __future__ import annotations

import json
import secrets
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import pytest
import yaml
from python_on_whales import DockerClient

from lab.errors import ImageUnavailable
from lab.images.resolve import resolve_images
from lab.selection.components import component_images
from lab.settings import bundled_root, from_environment
from lab.stack.folders import Folders

ROOT = bundled_root()
Result = TypeVar("Result")


@lru_cache
def image(component: str) -> str:
    """The image of a component, cached because resolving it takes a second."""
    (want,) = component_images((component,), Folders((ROOT,), ROOT))
    (outcome,) = resolve_images((want,), DockerClient(), from_environment(), lambda _: None)
    if isinstance(outcome, ImageUnavailable):
        pytest.skip(f"no image: {outcome.message}")
    return outcome.reference_used


def service(component: str, *ports: int, **keys: Any) -> dict[str, Any]:
    """The Compose service of a component, with `ports` published, and overridden by further keys."""
    file = next(ROOT.glob(f"*/{component}/component.yaml"))
    own = yaml.safe_load(file.read_text(encoding="utf-8")).get("service", {})
    published = {"ports": [f"127.0.0.1::{port}" for port in ports]} if ports else {}
    return {"image": image(component), **own, **published, **keys}


@dataclass(frozen=True)
class Running:
    """A started project. Its commands raise AssertionError with the output of Docker when they fail."""

    project: str
    file: Path

    def compose(self, *arguments: str, check: bool = True) -> str:
        return docker("compose", "-p", self.project, "-f", str(self.file), *arguments, check=check)

    def url(self, name: str, port: int) -> str:
        return f"http://{self.address(name, port)}"

    def address(self, name: str, port: int) -> str:
        return self.compose("port", name, str(port)).strip()

    def container(self, name: str) -> str:
        return self.compose("ps", "--all", "--quiet", name).strip()

    def state(self, name: str) -> Any:
        return json.loads(docker("inspect", "--format", "{{json .State}}", self.container(name)))


def docker(*arguments: str, check: bool = True) -> str:
    finished = subprocess.run(["docker", *arguments], capture_output=True, text=True, timeout=120, check=False)
    if check and finished.returncode:
        raise AssertionError(f"docker {' '.join(arguments)}: {finished.stdout}{finished.stderr}")
    return finished.stdout + finished.stderr


@contextmanager
def running(
    folder: Path, services: Mapping[str, Any], volumes: Mapping[str, Any] | None = None, *, wait: bool = True
) -> Iterator[Running]:
    """Starts a project, waits for its health checks if `wait`, and removes it with its volumes in the end."""
    project = f"lab-test-stacks-{secrets.token_hex(4)}"
    file = folder / f"{project}.yaml"
    document = {"services": dict(services), "volumes": dict(volumes or {})}
    file.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    started = Running(project, file)
    try:
        started.compose("up", "--detach", "--no-build", "--pull=never", *(["--wait"] if wait else []))
        yield started
    finally:
        started.compose("down", "--volumes", "--timeout=1", check=False)


def eventually(poll: Callable[[], Result], within: float = 15.0) -> Result:
    """The first true result of `poll`; fails with the last one after `within` seconds."""
    end = time.monotonic() + within
    while not (result := poll()):
        assert time.monotonic() < end, f"still {result!r} after {within:g} s"
        time.sleep(0.05)
    return result
