"""A Compose project that nobody has written a scenario for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from lab.errors import UsageError
from lab.scenario.reading import load
from lab.selection.compose_projects import ComposeProjectChoice, compose_project_source, is_compose_file
from tests.plan.planned import FOLDERS


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("docker-compose.yml", True),
        ("deploy/compose.yaml", True),
        ("docker-compose.prod.yml", True),
        ("scenarios/x/scenario.yaml", False),
        ("compose", False),
    ],
)
def test_is_compose_file(name: str, expected: bool) -> None:
    assert is_compose_file(name) == expected


def test_compose_project_source_is_a_scenario_beside_the_first_file(tmp_path: Path) -> None:
    for name in ("shop/docker-compose.yml", "ci.yml", "shop/ci.env"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    choice = ComposeProjectChoice(
        ("shop/docker-compose.yml", "ci.yml"), ("ui",), ("shop/ci.env",), ("cadvisor",), ("app=GET /products",)
    )
    source = compose_project_source(choice, replace(FOLDERS, here=tmp_path))
    scenario, _ = load(source.text, "s.yaml")
    assert source.folder == tmp_path / "shop"
    assert scenario.compose is not None
    assert scenario.compose.files == ("docker-compose.yml", "../ci.yml")
    assert scenario.compose.profiles == ("ui",)
    assert scenario.compose.env_files == ("ci.env",)
    assert scenario.compose.without == ("cadvisor",)
    (step,) = scenario.steps
    assert step.load is not None and (step.load.to, list(step.load.mix)) == ("app", ["GET /products"])


def test_compose_project_source_without_load(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text("")
    source = compose_project_source(ComposeProjectChoice(("compose.yaml",)), replace(FOLDERS, here=tmp_path))
    assert [step.name for step in load(source.text, "s.yaml")[0].steps] == ["started"]


def test_compose_project_source_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"there is no file 'compose\.yaml'"):
        compose_project_source(ComposeProjectChoice(("compose.yaml",)), replace(FOLDERS, here=tmp_path))


def test_compose_project_source_with_a_load_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text("")
    with pytest.raises(UsageError, match="is not SERVICE=REQUEST"):
        compose_project_source(ComposeProjectChoice(("compose.yaml",), loads=("app",)), replace(FOLDERS, here=tmp_path))
