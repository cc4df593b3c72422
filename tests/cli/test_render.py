from __future__ import annotations

from pathlib import Path

import pytest

from lab.cli.render import render as render_command
from lab.cli.render import write_compose_folder
from lab.errors import UsageError
from lab.render.tree import render
from tests.plan.planned import planned


def test_a_folder_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    write_compose_folder(planned(), folder)

    for path, text in render(planned()).texts.items():
        assert (folder / path).read_text(encoding="utf-8") == text
        assert (folder / path).stat().st_mode & 0o777 == 0o644
    assert (folder / "build/fastapi_prometheus/Dockerfile").is_file()
    assert not list(folder.rglob("__pycache__"))


def test_a_folder_that_is_not_empty_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("x")

    with pytest.raises(UsageError) as caught:
        write_compose_folder(planned(), tmp_path)

    assert caught.value.message == f"{tmp_path} is not empty"
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_what_starts_a_folder_with_a_kubernetes_api_stands_in_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    render_command("prometheus-operator", tmp_path / "cluster")
    render_command("prom-pull", tmp_path / "plain")

    assert capsys.readouterr().out.splitlines() == [
        f"rendered prometheus-operator to {tmp_path}/cluster: the commands that start it are at the top of "
        f"{tmp_path}/cluster/compose.yaml",
        f"rendered prom-pull to {tmp_path}/plain: docker compose --project-directory {tmp_path}/plain up -d --wait",
    ]
