"""A real engine and tiny labelled projects for it. Nothing here stands in for Docker."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from lab.containers import cleanup
from lab.containers.engine import Engine, connect
from tests.containers.fake_docker import FakeDocker
from tests.containers.projects import Project, settings_in
from tests.shell_image import shell_image


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return connect(settings_in(tmp_path))


@pytest.fixture
def make_project(engine: Engine) -> Iterator[Callable[..., Project]]:
    """Writes a compose.yaml as rendering would, and takes the lab down in the end, whatever became of it."""
    made: list[str] = []

    def make(scenario: str = "tiny", **services: Any) -> Project:
        name = f"lab-test-containers-{secrets.token_hex(4)}"
        folder = engine.state / "labs" / name
        labels = {"dev.lab.run": name, "dev.lab.scenario": scenario, "dev.lab.folder": str(folder)}
        document = {
            "name": name,
            "services": {
                service: {
                    "image": shell_image(),
                    "init": True,
                    "stop_grace_period": "1s",
                    "command": ["sleep", "300"],
                    "labels": {**labels, "dev.lab.service": service},
                    **keys,
                }
                for service, keys in services.items()
            },
            "networks": {
                network: {"labels": labels, "internal": network.startswith("link-")}
                for network in (
                    "default",
                    *dict.fromkeys(n for keys in services.values() for n in keys.get("networks", ())),
                )
            },
            "volumes": {"data": {"labels": labels}},
        }
        folder.mkdir(parents=True)
        text = yaml.safe_dump(document, sort_keys=False).replace("$", "$$")  # Compose replaces $NAME
        (folder / "compose.yaml").write_text(text)
        made.append(name)
        return Project(name, folder)

    yield make
    for name in made:
        cleanup.remove(engine, name)


@pytest.fixture
def fake_docker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeDocker:
    folder = tmp_path / "fake"
    folder.mkdir()
    return FakeDocker(folder, monkeypatch)
