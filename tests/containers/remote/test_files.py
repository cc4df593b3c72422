from __future__ import annotations

import io
import json
import os
import subprocess
import tarfile
from pathlib import Path

import pytest
import yaml

from lab.containers.remote.files import CarriedMount, carried_mounts, override, write_archive
from lab.errors import LabError

COMPOSE = """
services:
  prometheus:
    image: prom/prometheus
    volumes:
      - ./prometheus/prometheus.yml:/etc/prometheus/prometheus.yml:ro
      - ./rules/$$odd:/etc/rules:ro,z
      - {type: bind, source: ./data, target: /data}
      - prometheus-data:/prometheus
      - {type: tmpfs, target: /tmp}
      - /anonymous
  node-exporter:
    image: prom/node-exporter
    volumes: [/proc:/host/proc:ro, /sys:/host/sys:ro, "../elsewhere:/elsewhere"]
  nothing: {image: x}
volumes: {prometheus-data: {}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "lab"
    (folder / "prometheus").mkdir(parents=True)
    (folder / "prometheus/prometheus.yml").write_text("global: {}\n")
    (folder / "rules/$odd").mkdir(parents=True)
    (folder / "rules/$odd/a.yml").write_text("groups: []\n")
    (folder / "rules/$odd/a.yml").chmod(0o640)
    (folder / "compose.yaml").write_text(COMPOSE)
    return folder


def test_mounts_of_the_folder_are_carried_and_those_of_the_host_are_not(folder: Path) -> None:
    assert carried_mounts(yaml.safe_load(COMPOSE), folder) == (
        CarriedMount("prometheus", "prometheus/prometheus.yml", "/etc/prometheus/prometheus.yml", read_only=True),
        CarriedMount("prometheus", "rules/$odd", "/etc/rules", read_only=True),
        CarriedMount("prometheus", "data", "/data", read_only=False),
    )


def test_archive_has_modes_owners_and_what_is_missing_as_a_folder(folder: Path) -> None:
    (folder / "rules/$odd/link").symlink_to(folder / "prometheus/prometheus.yml")
    os.mkfifo(folder / "rules/$odd/pipe")
    written = io.BytesIO()
    write_archive(("rules/$odd", "data", "rules/$odd"), folder, written)
    written.seek(0)
    with tarfile.open(fileobj=written) as archive:
        entries = {entry.name: (entry.isdir(), oct(entry.mode), entry.uid) for entry in archive}
    uid = os.getuid()
    assert entries.pop("rules/$odd/link")[0] is False  # the file that it leads to
    assert entries == {
        "rules/$odd": (True, "0o755", uid),
        "rules/$odd/a.yml": (False, "0o640", uid),
        "data": (True, "0o755", uid),
    }


def test_file_that_cannot_be_read(folder: Path) -> None:
    (folder / "gone").symlink_to(folder / "nowhere")
    (folder / "below").mkdir()
    (folder / "below/gone").symlink_to(folder / "nowhere")
    with pytest.raises(LabError, match=r"below/gone cannot be read: No such file"):
        write_archive(("below",), folder, io.BytesIO())


def test_compose_mounts_the_copies_instead(folder: Path) -> None:
    text = override(carried_mounts(yaml.safe_load(COMPOSE), folder), "lab-x")
    (folder / "compose.copies.yaml").write_text(text)
    files = ["-f", str(folder / "compose.yaml"), "-f", str(folder / "compose.copies.yaml")]
    command = ["docker", "compose", "-p", "lab-x", *files, "config", "--format", "json"]
    merged = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    mounts = {one["target"]: one for one in merged["services"]["prometheus"]["volumes"]}
    assert mounts["/etc/prometheus/prometheus.yml"] == {
        "type": "volume",
        "source": "lab-files",
        "target": "/etc/prometheus/prometheus.yml",
        "read_only": True,
        "volume": {"nocopy": True, "subpath": "prometheus/prometheus.yml"},
    }
    assert mounts["/etc/rules"]["volume"]["subpath"] == "rules/$$odd"  # written as it is read
    assert {target: one["type"] for target, one in mounts.items()} == {
        "/etc/prometheus/prometheus.yml": "volume",
        "/etc/rules": "volume",
        "/data": "volume",
        "/prometheus": "volume",
        "/tmp": "tmpfs",
        "/anonymous": "volume",
    }
    assert merged["volumes"]["lab-files"] == {"name": "lab-x_lab-files", "external": True}
    assert [one["type"] for one in merged["services"]["node-exporter"]["volumes"]] == ["bind", "bind", "bind"]
