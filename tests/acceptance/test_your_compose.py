"""A Compose project of somebody's own: started unchanged, judged, broken, and left as it was."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.driving import lab, left, reasons
from tests.compose_projects.copies import copied_shop

pytestmark = [pytest.mark.engine, pytest.mark.acceptance]

# What the project's file calls things: a lab must touch nothing that has these names.
CONTAINERS, VOLUMES, NETWORKS = ("shop", "prometheus"), ("shop_prometheus_data",), ("company_monitoring",)


def docker(*arguments: str) -> str:
    return subprocess.run(["docker", *arguments], check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return copied_shop(tmp_path)


@pytest.fixture
def look_alikes() -> Iterator[dict[str, str]]:
    """Objects with the names that the project would give its own -> their ids."""
    image = docker("image", "ls", "--format", "{{.ID}}", "--filter", "reference=lab/base-python").split()
    if not image:
        pytest.skip("no image to make look-alike containers of")
    names = [name for name in CONTAINERS if not docker("ps", "-aq", "--filter", f"name=^{name}$")]
    made = {name: docker("create", "--name", name, image[0], "true") for name in names}
    for name in VOLUMES:
        made[name] = docker("volume", "create", name)
    for name in NETWORKS:
        made[name] = docker("network", "create", name)
    try:
        yield made
    finally:
        for name in names:
            subprocess.run(["docker", "rm", "--force", name], check=False, capture_output=True)
        for name in VOLUMES:
            subprocess.run(["docker", "volume", "rm", name], check=False, capture_output=True)
        for name in NETWORKS:
            subprocess.run(["docker", "network", "rm", name], check=False, capture_output=True)


def content(folder: Path) -> dict[str, str]:
    """Every file with its checksum and mode, every folder with its mode."""
    return {
        path.relative_to(folder).as_posix(): (
            f"{path.stat().st_mode:o} {hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ''}"
        )
        for path in sorted(folder.rglob("*"))
    }


def test_the_project_runs_and_nothing_of_it_is_changed(
    project: Path, look_alikes: dict[str, str], env: dict[str, str]
) -> None:
    before = content(project)
    images = set(docker("image", "ls", "--format", "{{.Repository}}:{{.Tag}}").splitlines())
    done = lab("run", str(project), env={**env, "FROM_HOST": "a secret of the caller"})
    assert done.code == 0, done.said
    assert "ports are published on free ports of 127.0.0.1" in done.said
    assert (
        "prom/prometheus:v2.45.0 cannot be had here: lab/prometheus" in done.said or "prom/prometheus:v2.45.0" in images
    )
    assert content(project) == before
    assert not left(done.project)
    for name in CONTAINERS:
        if name in look_alikes:
            assert docker("inspect", "--format", "{{.Id}}", name) == look_alikes[name]
    for kind, names in (("volume", VOLUMES), ("network", NETWORKS)):
        for name in names:
            assert docker(kind, "inspect", "--format", "{{.Name}}", name) == name
    new = set(docker("image", "ls", "--format", "{{.Repository}}:{{.Tag}}").splitlines()) - images
    assert all(name.startswith(("lab/", "prom/", "quay.io/", "<none>")) for name in new), new


def test_a_defect_in_a_mounted_file_is_noticed(project: Path, env: dict[str, str], runs: Path) -> None:
    done = lab("run", str(project), "--mutants", env=env)
    assert done.code == 0, done.said
    assert reasons(runs)["the shop is scraped"] == "target_down"


def test_a_project_that_asks_for_the_host_is_not_started(project: Path, env: dict[str, str]) -> None:
    (project / "docker-compose.override.yml").write_text(
        "services:\n  app:\n    privileged: true\n    volumes: ['/var/run/docker.sock:/var/run/docker.sock']\n"
    )
    scenario = project / "scenario.yaml"
    files = "compose: [docker-compose.yml, docker-compose.override.yml]"
    scenario.write_text(scenario.read_text().replace("compose: docker-compose.yml", files))
    done = lab("run", str(project), env=env)
    assert done.code == 2
    assert "docker-compose.override.yml:3:5: app runs privileged" in done.said
    assert "docker-compose.override.yml:4:15: app mounts the Docker socket" in done.said
