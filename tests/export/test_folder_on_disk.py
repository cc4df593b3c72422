from __future__ import annotations

from pathlib import Path

import pytest

from lab.errors import UsageError
from lab.export.folder_on_disk import mounted_content, write_folder

FIRST = {"a/deployment.yaml": "a\n", "b/deployment.yaml": "b\n"}


def files(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*.yaml")}


def test_an_export_replaces_the_one_before(tmp_path: Path) -> None:
    write_folder(FIRST, tmp_path / "out")
    (tmp_path / "out" / "overlay.yaml").write_text("mine\n")
    write_folder({"a/deployment.yaml": "changed\n"}, tmp_path / "out")

    assert files(tmp_path / "out") == {"a/deployment.yaml": "changed\n", "overlay.yaml": "mine\n"}
    assert not (tmp_path / "out" / "b").exists()


def test_a_folder_with_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("x")
    with pytest.raises(UsageError) as caught:
        write_folder(FIRST, tmp_path)

    assert caught.value.message == f"{tmp_path} is not empty, and holds no export"
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_file_that_somebody_changed_is_not_overwritten(tmp_path: Path) -> None:
    write_folder(FIRST, tmp_path)
    (tmp_path / "a/deployment.yaml").write_text("mine\n")
    with pytest.raises(UsageError) as caught:
        write_folder({"a/deployment.yaml": "new\n"}, tmp_path)

    assert caught.value.message == f"{tmp_path}/a/deployment.yaml was changed since lab wrote it"
    assert files(tmp_path) == {"a/deployment.yaml": "mine\n", "b/deployment.yaml": "b\n"}


def test_a_file_of_somebody_else_is_not_overwritten(tmp_path: Path) -> None:
    write_folder(FIRST, tmp_path)
    (tmp_path / "c.yaml").write_text("mine\n")
    with pytest.raises(UsageError) as caught:
        write_folder({**FIRST, "c.yaml": "new\n"}, tmp_path)
    assert caught.value.message == f"{tmp_path}/c.yaml was not written by lab, and would be overwritten"


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x")
    with pytest.raises(UsageError) as caught:
        write_folder(FIRST, tmp_path / "out")
    assert caught.value.message == f"{tmp_path}/out is a file"


def test_a_list_of_files_that_leads_out_of_the_folder_removes_nothing(tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("x")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / ".lab-export.json").write_text('{"files": {"../kept.txt": "0"}}')
    write_folder(FIRST, tmp_path / "out")
    assert (tmp_path / "kept.txt").exists()


def test_a_list_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".lab-export.json").write_text("[]")
    with pytest.raises(UsageError) as caught:
        write_folder(FIRST, tmp_path)
    assert ".lab-export.json cannot be read" in caught.value.message


def test_mounted_content(tmp_path: Path) -> None:
    for path in ("a.txt", "sub/b.txt", ".git/c", "x/__pycache__/d.pyc"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(path)

    assert mounted_content(tmp_path).files == {"a.txt": b"a.txt", "sub/b.txt": b"sub/b.txt"}
    assert mounted_content(tmp_path / "a.txt").files == {"": b"a.txt"}
