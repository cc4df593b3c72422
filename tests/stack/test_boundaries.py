"""Nothing outside of the repository is read, whatever a path or a link says."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lab.language.compose.values import Refused
from lab.stack.boundaries import (
    MAX_ENTRIES,
    OutsideError,
    context_problem,
    is_file,
    is_folder,
    path_inside,
    resolved,
)
from lab.stack.project_files import mountable
from lab.stack.scenario_files import find_file, matching_files


@pytest.fixture
def context(tmp_path: Path) -> Path:
    folder = tmp_path / "repository" / "app"
    folder.mkdir(parents=True)
    (folder / "Dockerfile").write_text("FROM scratch\n")
    (tmp_path / "repository" / "shared.txt").write_text("shared")
    (tmp_path / "secret").write_text("secret")
    return folder


def problem(context: Path) -> str | None:
    return context_problem(context.parent, context.parent, "app")


def test_context_problem_none(context: Path) -> None:
    (context / "shared.txt").symlink_to("../shared.txt")
    (context / ".hidden").symlink_to("/etc/passwd")  # is not copied
    assert problem(context) is None


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("/etc/passwd", "in the folder 'app': the link 'x' points outside of the repository"),
        ("../../secret", "in the folder 'app': the link 'x' points outside of the repository"),
        ("nothing", "in the folder 'app': the link 'x' points to nothing"),
        ("..", "in the folder 'app': the link 'x' points to a folder; only links to files can be copied"),
        ("x", "in the folder 'app': the link 'x' "),
    ],
)
def test_context_problem_of_a_link(context: Path, target: str, message: str) -> None:
    (context / "x").symlink_to(target)
    assert str(problem(context)).startswith(message)


def test_context_problem_of_a_pipe(context: Path) -> None:
    os.mkfifo(context / "x")
    assert problem(context) == "in the folder 'app': 'x' is neither a file nor a folder"


@pytest.mark.parametrize("relative", ["/etc", "../../../../../etc", "link"])
def test_context_problem_of_a_folder_outside(context: Path, relative: str) -> None:
    (context.parent / "link").symlink_to("/etc")
    message = context_problem(context.parent, context.parent, relative)
    assert str(message).startswith(f"{relative!r} is outside of {context.parent}; ")


def test_context_problem_of_a_whole_disk(context: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MAX_ENTRIES == 20_000
    monkeypatch.setattr("lab.stack.boundaries.MAX_ENTRIES", 3)
    for number in range(10):
        (context / str(number)).touch()
    assert str(problem(context)).startswith("the folder 'app' has more than 3 files")


@pytest.mark.parametrize("relative", ["a\0b", "x" * 5_000, "../secret"])
def test_path_inside_refuses(tmp_path: Path, relative: str) -> None:
    if relative.startswith("x"):
        assert not is_file(path_inside(tmp_path, tmp_path, relative))
        return
    with pytest.raises(OutsideError):
        path_inside(tmp_path, tmp_path, relative)


def test_paths_that_no_file_can_have(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "scenarios" / "s" / "rules").mkdir(parents=True)
    (tmp_path / "scenarios" / "s" / "rules" / "loop.yml").symlink_to("loop.yml")
    assert resolved(tmp_path / "loop") is None
    assert resolved(tmp_path / "a\0b") is None
    assert not is_folder(tmp_path / ("x" * 5_000))
    folder = tmp_path / "scenarios" / "s"
    for name in ("../../loop", "x" * 5_000, "a\0b"):
        assert find_file(folder, name) is None
        assert matching_files(folder, f"{name}/") == ()
        with pytest.raises(Refused):
            mountable(folder, name)
    assert matching_files(folder, "rules/") == ()
    with pytest.raises(Refused, match="outside of the project"):
        mountable(folder, "rules")
