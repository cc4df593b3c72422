"""What a service mounts of the project is taken along into the rendered folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from lab.errors import Problems
from lab.plan.model import CopiedFiles, ServicePlan
from lab.plan.planning import plan
from tests.plan.planned import FOLDERS, SMALL, written

STEPS = "steps: [{name: look}]\n"


def service_of(tmp_path: Path, service: str, files: dict[str, str]) -> ServicePlan:
    text = f"{SMALL}  caddy: {{image: caddy:2.10, service: {{{service}}}}}\n{STEPS}"
    return plan(written(tmp_path, text, files), FOLDERS).service("caddy")


def test_mounts_are_taken_along(tmp_path: Path) -> None:
    caddy = service_of(tmp_path, 'volumes: ["./caddy:/etc/caddy", "/data"]', {"caddy/Caddyfile": "x"})

    assert caddy.compose["volumes"] == ["./caddy/mounts/1/caddy:/etc/caddy:ro", "/data"]
    assert caddy.copies == (CopiedFiles("caddy/mounts/1/caddy", str(tmp_path / "small/caddy")),)


def test_mounts_missing_have_a_place(tmp_path: Path) -> None:
    with pytest.raises(Problems, match=r"s.yaml:7:50: item 1 of 'volumes' names nothing: there is no file or folder"):
        service_of(tmp_path, 'volumes: ["./caddy:/etc/caddy"]', {})


def test_env_files_are_taken_along(tmp_path: Path) -> None:
    caddy = service_of(tmp_path, "env_file: [.env, {path: no.env, required: false}]", {".env": "A=b\n"})

    assert caddy.compose["env_file"] == [{"path": "./caddy/env/1/.env"}]
    assert [(file.path, file.target, file.text) for file in caddy.files] == [("caddy/env/1/.env", "", "A=b\n")]


def test_env_files_problems_have_a_place(tmp_path: Path) -> None:
    with pytest.raises(Problems, match=r".env:2:1: B has a '\$'"):
        service_of(tmp_path, "env_file: .env", {".env": "A=b\nB=$SECRET\n"})
    with pytest.raises(Problems, match=r"s.yaml:7:\d+: there is no file 'other.env' in the scenario's folder"):
        service_of(tmp_path, "env_file: other.env", {})
