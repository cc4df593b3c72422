"""What a service may mount of the project."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lab.language.compose.values import Refused
from lab.stack.project_files import MAX_FILES, mountable, project_root


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A scenario's folder in a project with files around it."""
    for path in ("p/scenarios/s/caddy/Caddyfile", "p/monitoring/prometheus.yml", "p/.git/config", "p/.env", "secret"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("x")
    (tmp_path / "p/scenarios/s/inside").symlink_to("../../monitoring/prometheus.yml")
    (tmp_path / "p/scenarios/s/outside").symlink_to("../../../secret")
    (tmp_path / "p/scenarios/s/linked").mkdir()
    (tmp_path / "p/scenarios/s/linked/out").symlink_to(tmp_path)
    return tmp_path / "p/scenarios/s"


@pytest.mark.parametrize(
    ("relative", "path"),
    [
        pytest.param("./caddy", "scenarios/s/caddy", id="a folder"),
        pytest.param("../../monitoring/prometheus.yml", "monitoring/prometheus.yml", id="elsewhere in the project"),
        pytest.param("inside", "monitoring/prometheus.yml", id="a link within the project"),
        pytest.param("../../.env", ".env", id="a hidden file that is named"),
    ],
)
def test_mountable(relative: str, path: str, folder: Path) -> None:
    assert mountable(folder, relative) == folder.parents[1] / path


@pytest.mark.parametrize(
    ("relative", "message"),
    [
        pytest.param("../../../secret", "points outside of the project", id="outside"),
        pytest.param("outside", "points outside of the project", id="a link to the outside"),
        pytest.param("linked", "holds a link that points outside of the project: out", id="a link in a folder"),
        pytest.param("../../.git/config", "is in the hidden folder '.git'", id="credentials of git"),
        pytest.param("../../.git", "is in the hidden folder '.git'", id="the folder of git"),
        pytest.param("missing", "names nothing", id="missing"),
        pytest.param("pipe", "is neither a file nor a folder", id="a pipe"),
        pytest.param("many", f"is too large to be copied: 'many' has more than {MAX_FILES} files", id="many"),
    ],
)
def test_mountable_refused(relative: str, message: str, folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    (folder / "many").mkdir()
    for number in range(MAX_FILES + 1 if relative == "many" else 0):
        (folder / "many" / str(number)).touch()

    with pytest.raises(Refused) as caught:
        mountable(folder, relative)
    assert caught.value.message.startswith(message)


def test_project_root_without_a_repository(tmp_path: Path) -> None:
    (tmp_path / "p/scenarios/s").mkdir(parents=True)
    (tmp_path / "alone/s").mkdir(parents=True)

    assert project_root(tmp_path / "p/scenarios/s") == tmp_path / "p"
    assert project_root(tmp_path / "alone/s") == tmp_path / "alone"
