"""An engine on which only what a test made is touched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from python_on_whales import DockerClient

from lab.images.engine_images import built_images
from lab.images.storing import prune
from tests.images.bench import Bench
from tests.shell_image import shell_image as any_shell_image


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


@pytest.fixture
def engine(bench: Bench) -> Iterator[DockerClient]:
    client = DockerClient()
    yield client
    made = {image.labels["dev.lab.image"] for image in built_images(client)}
    prune((), client, everything=True, only=frozenset(name for name in made if bench.mark in name))


@pytest.fixture
def shell_image() -> str:
    return any_shell_image()
