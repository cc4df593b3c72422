"""Copies of the shop, which somebody could have written, with an image to build upon that is there."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from python_on_whales import DockerClient

from lab.images.resolve import resolve_images
from lab.selection.components import component_images
from lab.settings import from_environment
from tests.plan.planned import CHECKOUT, FOLDERS

SHOP = CHECKOUT / "tests" / "compose_projects" / "shop"
_OURS = ("image", "ls", "--format", "{{.Repository}}:{{.Tag}}", "--filter", "reference=lab/base-python")


def python_base() -> str:
    """An image with Python: ours where one was built, else the official one."""
    (sink,) = resolve_images(
        component_images(("notification_sink",), FOLDERS), DockerClient(), from_environment(), lambda _: None
    )
    assert not isinstance(sink, Exception), sink
    done = subprocess.run(["docker", *_OURS], check=True, capture_output=True, text=True)
    return done.stdout.split()[0] if done.stdout.split() else "python:3.13-slim-trixie"


def copied_shop(folder: Path) -> Path:
    project = folder / "shop"
    shutil.copytree(SHOP, project)
    with (project / ".env").open("a") as env_file:
        env_file.write(f"PYTHON_BASE={python_base()}\n")
    return project
