from __future__ import annotations

from pathlib import Path

import pytest

from lab.errors import LabError
from lab.render.tree import RenderedTree
from lab.run.tree_on_disk import write_tree


def test_write_tree_files_and_folders(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "Dockerfile").write_text("FROM scratch\n")
    (source / ".hidden").write_text("")

    write_tree(RenderedTree({"a/b.yml": "x: 1\n"}, {"build/api": str(source)}), tmp_path / "lab")

    assert (tmp_path / "lab" / "a" / "b.yml").read_text() == "x: 1\n"
    assert [file.name for file in (tmp_path / "lab" / "build" / "api").iterdir()] == ["Dockerfile"]


@pytest.mark.parametrize("path", ["../evil.yml", "/evil.yml", "a/../../evil.yml"])
def test_write_tree_refuses_a_path_out_of_the_folder(path: str, tmp_path: Path) -> None:
    with pytest.raises(LabError, match="leads out of the folder"):
        write_tree(RenderedTree({"fine.yml": "", path: ""}, {}), tmp_path / "lab")
    assert not (tmp_path / "lab").exists()


def test_write_tree_mounts_can_be_read_by_other_users(tmp_path: Path) -> None:
    source = tmp_path / "source"
    (source / "sub").mkdir(parents=True)
    for name in ("sub/a", ".hidden", "run.sh"):
        (source / name).write_text("x")
        (source / name).chmod(0o700 if name.endswith("sh") else 0o600)

    mounts = {"api/mounts/1/source": str(source), "api/mounts/2/a": str(source / "sub/a")}
    write_tree(RenderedTree({}, {}, mounts), tmp_path / "lab")

    below = tmp_path / "lab/api/mounts"
    modes = {path.relative_to(below).as_posix(): path.stat().st_mode & 0o777 for path in below.rglob("*")}
    assert {path: mode for path, mode in modes.items() if "/" in path} == {
        "1/source": 0o755,
        "1/source/run.sh": 0o755,
        "1/source/sub": 0o755,
        "1/source/sub/a": 0o644,
        "2/a": 0o644,
    }
