"""Plans of scenarios on a Compose project, with the answer of Docker Compose as it was captured."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lab.configs.yaml_file import read_config
from lab.plan.model import LabPlan
from lab.plan.planning import AS_WRITTEN, Request, plan
from lab.stack import folders as folders_module
from lab.stack.folders import ScenarioSource
from lab.stack.user_compose.project import ResolvedProject
from tests.plan.planned import CHECKOUT, FOLDERS

SHOP = CHECKOUT / "tests" / "compose_projects" / "shop"
CAPTURED = Path(__file__).parent / "captured" / "shop.json"
ROOT = "/PROJECT"  # stands for the checkout in the captured answer


def captured(**changes: Mapping[str, Any]) -> dict[str, Any]:
    """The answer for the shop; `changes`: service -> keys that it has besides."""
    data: dict[str, Any] = json.loads(CAPTURED.read_text(encoding="utf-8").replace(ROOT, str(CHECKOUT)))
    for name, keys in changes.items():
        data["services"].setdefault(name, {}).update(keys)
    return data


def planned_shop(
    monkeypatch: pytest.MonkeyPatch,
    data: dict[str, Any] | None = None,
    *,
    request: Request = AS_WRITTEN,
    trusted: bool = False,
    text: str | None = None,
) -> LabPlan:
    """Raises `Problems`."""
    documents = tuple(
        read_config((SHOP / name).read_text(encoding="utf-8"), name) for name in ("docker-compose.yml", "common.yml")
    )
    project = ResolvedProject(data or captured(), documents, str(CHECKOUT), ('The "X" variable is not set.',))

    def resolved(use: Any, *_: object) -> ResolvedProject:
        return replace(project, left_out=use.without)

    monkeypatch.setattr(folders_module, "resolved_project", resolved)
    source = FOLDERS.scenario("tests/compose_projects/shop")
    if text is not None:
        source = ScenarioSource(source.name, source.folder, source.display_path, text)
    return plan(source, replace(FOLDERS, trusted=trusted), request)
