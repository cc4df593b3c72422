"""What a mount of a Compose file has on disk."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from lab.language.compose.values import Refused
from lab.stack.user_compose.mounted import Mounted, mounted


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "prometheus" / "rules").mkdir(parents=True)
    (tmp_path / "prometheus" / "prometheus.yml").write_text("a: 1")
    (tmp_path / "prometheus" / "rules" / "shop.rules").write_text("groups: []")
    (tmp_path / "prometheus" / "logo.png").write_bytes(b"\x89PNG")
    (tmp_path / "prometheus" / ".hidden.yml").write_text("")
    (tmp_path / "data").mkdir()
    return tmp_path


def test_mounted_folder_lists_the_files_that_are_read_as_text(root: Path) -> None:
    texts = ("prometheus.yml", "rules/shop.rules")
    assert mounted(str(root / "prometheus"), root) == Mounted("folder", "prometheus", texts)


def test_mounted_file(root: Path) -> None:
    assert mounted(str(root / "prometheus" / "logo.png"), root) == Mounted("file", "prometheus/logo.png", ("",))


@pytest.mark.parametrize("name", ["data", "not/there"])
def test_mounted_folder_without_files_is_empty(root: Path, name: str) -> None:
    assert mounted(str(root / name), root) == Mounted("empty", name)


def test_mounted_outside_of_the_project_is_refused(root: Path) -> None:
    (root / "link").symlink_to("/etc")
    for path in ("/etc/hosts", str(root / "link"), str(root / ".." / "x")):
        with pytest.raises(Refused, match="outside of the project"):
            mounted(path, root)


def test_mounted_hidden_folder_is_refused(root: Path) -> None:
    (root / ".git" / "config").write_text("token")
    with pytest.raises(Refused, match="hidden folder"):
        mounted(str(root / ".git"), root)


def test_mounted_socket(root: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(root / "s.sock"))
        assert mounted(str(root / "s.sock"), root).kind == "socket"
