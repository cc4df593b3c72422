"""Compose projects written by hand around the components under test: their own service keys, and a few more."""

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
Seen = TypeVar("Seen")


@lru_cache
def image(component: str) -> str:
    """Found once for each component: looking costs a second."""
    (want,) = component_images((component,), Folders((ROOT,), ROOT))
    (outcome,) = resolve_images((want,), DockerClient(), from_environment(), lambda _: None)
    if isinstance(outcome, ImageUnavailable):
        pytest.skip(f"no image: {outcome.message}")
    return outcome.reference_used


def service(component: str, *ports: int, **keys: Any) -> dict[str, Any]:
    """The Compose service of a component, with `ports` published and further keys laid over it."""
    file = next(ROOT.glob(f"*/{component}/component.yaml"))
    own = yaml.safe_load(file.read_text(encoding="utf-8")).get("service", {})
    published = {"ports": [f"127.0.0.1::{port}" for port in ports]} if ports else {}
    return {"image": image(component), **own, **published, **keys}


@dataclass(frozen=True)
class Running:
    """A project that was started. Its commands raise with what Docker said when it refuses."""

    project: str
    file: Path

    def compose(self, *words: str, check: bool = True) -> str:
        return said("compose", "-p", self.project, "-f", str(self.file), *words, check=check)

    def url(self, name: str, port: int) -> str:
        return f"http://{self.address(name, port)}"

    def address(self, name: str, port: int) -> str:
        return self.compose("port", name, str(port)).strip()

    def container(self, name: str) -> str:
        return self.compose("ps", "--all", "--quiet", name).strip()

    def state(self, name: str) -> Any:
        return json.loads(said("inspect", "--format", "{{json .State}}", self.container(name)))


def said(*words: str, check: bool = True) -> str:
    ran = subprocess.run(["docker", *words], capture_output=True, text=True, timeout=120, check=False)
    if check and ran.returncode:
        raise AssertionError(f"docker {' '.join(words)}: {ran.stdout}{ran.stderr}")
    return ran.stdout + ran.stderr


@contextmanager
def running(
    folder: Path, services: Mapping[str, Any], volumes: Mapping[str, Any] | None = None, *, wait: bool = True
) -> Iterator[Running]:
    """Started, with every health check passed if `wait`, and taken down with its volumes in the end."""
    project = f"lab-test-stacks-{secrets.token_hex(4)}"
    file = folder / f"{project}.yaml"
    document = {"services": dict(services), "volumes": dict(volumes or {})}
    file.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    made = Running(project, file)
    try:
        made.compose("up", "--detach", "--no-build", "--pull=never", *(["--wait"] if wait else []))
        yield made
    finally:
        made.compose("down", "--volumes", "--timeout=1", check=False)


def eventually(look: Callable[[], Seen], within: float = 15.0) -> Seen:
    """The first true answer; fails with the last one when time is up."""
    end = time.monotonic() + within
    while not (seen := look()):
        assert time.monotonic() < end, f"still {seen!r} after {within:g} s"
        time.sleep(0.05)
    return seen
