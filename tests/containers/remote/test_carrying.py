"""Files of labs on an engine behind SSH. The engine is that of this machine, which could mount the folders of this
machine: so what counts is what it says that it has mounted."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from lab.containers.cleanup import leftovers, remove
from lab.containers.engine import Engine, connect
from lab.containers.remote.carrying import engine_of, own_name, prepare
from lab.containers.removal import objects_of
from lab.containers.starting import start
from lab.errors import CannotStart
from tests.containers.projects import Project, settings_in
from tests.ssh_server import HOST

pytestmark = pytest.mark.engine

Make = Callable[..., Project]
SERVICE = {
    "volumes": ["./config/app.conf:/etc/app.conf:ro", "./rules:/rules:ro", "./data:/data", "/proc:/host/proc:ro"],
    "read_only": True,
}


def inside(id: str, *command: str) -> str:
    return subprocess.run(["docker", "exec", id, *command], check=True, capture_output=True, text=True).stdout


def mounts(id: str) -> list[Any]:
    command = ["docker", "inspect", "--format", "{{json .Mounts}}", id]
    return list(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))


def with_files(make_project: Make) -> Project:
    project = make_project(api=SERVICE)
    for path, text in {"config/app.conf": "a = 1\n", "rules/one.yml": "groups: []\n"}.items():
        (project.folder / path).parent.mkdir(exist_ok=True)
        (project.folder / path).write_text(text)
    (project.folder / "config/app.conf").chmod(0o640)
    return project


def test_files_are_copies(engine: Engine, make_project: Make) -> None:
    project = with_files(make_project)
    lab = start(engine, project.folder, project.name, ("api",), (), 60.0)
    id = lab.state("api").id
    binds = {mount["Destination"]: mount["Source"] for mount in mounts(id) if mount["Type"] == "bind"}
    assert binds == {"/host/proc": "/proc"}
    assert inside(id, "cat", "/etc/app.conf", "/rules/one.yml") == "a = 1\ngroups: []\n"
    assert inside(id, "stat", "--format=%a %u", "/etc/app.conf").split() == [
        "640",
        str((project.folder / "config/app.conf").stat().st_uid),
    ]
    inside(id, "touch", "/data/written")
    assert not (project.folder / "data").exists()
    with pytest.raises(subprocess.CalledProcessError):
        inside(id, "touch", "/rules/written")

    lab.write({"config/app.conf": "b = 2\n", "rules/one.yml": "# none\n"})
    assert inside(id, "cat", "/etc/app.conf", "/rules/one.yml") == "b = 2\n# none\n"
    assert (project.folder / "config/app.conf").read_text() == "b = 2\n"
    lab.inject("restart", "api")
    assert inside(id, "cat", "/etc/app.conf") == "b = 2\n"
    assert inside(id, "ls", "/data") == "written\n"
    assert set(lab.states()) == {"api"}  # the relay is no service

    removed = lab.stop()
    assert f"{project.name}_lab-files" in removed.volumes
    assert not objects_of(engine, project.name)


def test_labs_of_another_engine_are_not_cleaned_up(
    engine: Engine, make_project: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = with_files(make_project)
    start(engine, project.folder, project.name, ("api",), (), 60.0)
    assert engine_of(project.folder) == own_name(engine) == f"ssh://{HOST}"
    remove_objects = ["docker", "rm", "--force", f"{project.name}-api-1"]
    subprocess.run(remove_objects, check=True, capture_output=True)
    engine.relays.close(project.name)
    monkeypatch.delenv("DOCKER_HOST")
    local = connect(settings_in(engine.state.parent))
    assert (own_name(local), leftovers(local)) == ("", ())
    remove(engine, project.name)
    assert not project.folder.exists()


@pytest.mark.parametrize(
    ("old", "message"),
    [
        ({"version": "25.0.3"}, "Docker Engine is 25.0.3; .* needs 26.0 or newer"),
        ({"compose": "2.24.1"}, "Docker Compose is 2.24.1; .* needs 2.26 or newer"),
    ],
)
def test_versions_that_cannot_mount_copies(
    old: dict[str, str], message: str, engine: Engine, make_project: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = with_files(make_project)
    facts = replace(engine.facts(), **old)
    monkeypatch.setattr(engine, "facts", lambda: facts)
    with pytest.raises(CannotStart, match=message):
        prepare(engine, project.name, project.folder, project.folder / "compose.yaml")
