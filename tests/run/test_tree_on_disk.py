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
