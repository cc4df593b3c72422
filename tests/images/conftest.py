"""An engine on which only what a test made is touched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from python_on_whales import DockerClient

from lab.images.engine_images import look, ours
from lab.images.storing import prune
from tests.images.bench import Bench


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


@pytest.fixture
def engine(bench: Bench) -> Iterator[DockerClient]:
    client = DockerClient()
    yield client
    made = {image.labels["dev.lab.image"] for image in ours(client)}
    prune((), client, everything=True, only=frozenset(name for name in made if bench.mark in name))


@pytest.fixture
def shell_image(engine: DockerClient) -> str:
    """Any image with a shell that is there already; tests pull and bootstrap nothing."""
    bases = [tag for image in ours(engine) for tag in image.tags if tag.startswith("lab/base-debian:")]
    for name in (*bases, *look(engine, ["debian:trixie-slim", "lab/debian-base:trixie"])):
        return name
    pytest.skip("no image with a shell is present")
