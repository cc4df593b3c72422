"""Docker Compose is asked for real: what it gets of the caller's environment, and what its refusals say."""

from __future__ import annotations

from pathlib import Path

import pytest

from lab.errors import Place, Problems
from lab.scenario.compose_use import ComposeUse
from lab.stack.user_compose.asking import resolved_project
from lab.stack.user_compose.project import ResolvedProject

pytestmark = pytest.mark.engine  # no engine is asked, but docker must be there


def resolved(folder: Path, text: str, **use: object) -> ResolvedProject:
    (folder / "docker-compose.yml").write_text(text, encoding="utf-8")
    given = ComposeUse.model_validate({"files": ("docker-compose.yml",), **use})
    return resolved_project(given, folder, folder, lambda path: path.name, Place("scenario.yaml", 4, 1))


def test_resolved_project_has_no_variable_of_the_caller(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN", "of the caller")
    (tmp_path / ".env").write_text("TAG=1.2\n")
    text = "services: {app: {image: 'shop:${TAG}', environment: {BARE: , TOKEN: , GIVEN: '${TOKEN}'}}}\n"
    project = resolved(tmp_path, text)
    assert project.services["app"]["image"] == "shop:1.2"
    assert project.services["app"]["environment"] == {"BARE": None, "TOKEN": None, "GIVEN": ""}
    assert project.notes == ('The "TOKEN" variable is not set. Defaulting to a blank string.',)


def test_resolved_project_follows_env_files_and_profiles(tmp_path: Path) -> None:
    (tmp_path / "ci.env").write_text("TAG=ci\n")
    text = "services: {app: {image: 'shop:${TAG}'}, ui: {image: 'ui:1', profiles: [ui]}}\n"
    project = resolved(tmp_path, text, env_file="ci.env", profiles=("ui",))
    assert {name: service["image"] for name, service in project.services.items()} == {"app": "shop:ci", "ui": "ui:1"}


def test_resolved_project_asks_again_when_a_file_has_changed(tmp_path: Path) -> None:
    (tmp_path / "app.env").write_text("A=1\n")
    text = "services: {app: {image: 'shop:1', env_file: app.env}}\n"
    assert resolved(tmp_path, text).services["app"]["environment"] == {"A": "1"}
    (tmp_path / "app.env").write_text("A=2\n")
    assert resolved(tmp_path, text).services["app"]["environment"] == {"A": "2"}


@pytest.mark.parametrize(
    ("text", "use", "message"),
    [
        (
            "services: {app: {image: a, porst: []}}\n",
            {},
            r"docker-compose\.yml: Docker Compose cannot read this project",
        ),
        ("services: {app: {image: '${TAG:?set TAG}'}}\n", {}, "set TAG"),
        (
            "services: {app: {image: a}}\n",
            {"without": ("ap",)},
            r"scenario\.yaml:4:1: there is no service 'ap' to leave",
        ),
    ],
)
def test_resolved_project_that_is_none(tmp_path: Path, text: str, use: dict[str, object], message: str) -> None:
    with pytest.raises(Problems, match=message):
        resolved(tmp_path, text, **use)
