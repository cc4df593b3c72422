from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from lab.errors import UsageError
from lab.pytest_items.changed_files import changed_files


class Repository:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str) -> str:
        identity = ("-c", "user.name=test", "-c", "user.email=test@example.org")
        command = ["git", *identity, *arguments]
        return subprocess.run(command, cwd=self.folder, check=True, capture_output=True, text=True).stdout.strip()

    def commit(self, name: str) -> str:
        self.write(name)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", name)
        return self.git("rev-parse", "HEAD")[:12]

    def write(self, name: str) -> None:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "repository")


def test_changed_files_since_the_commit_before(repository: Repository) -> None:
    first, second = repository.commit("a"), repository.commit("b/c")
    change = changed_files(repository.folder, "")
    assert change is not None
    assert (change.since, change.commit, change.paths) == (first, second, {"b/c"})


def test_changed_files_uncommitted_and_new_ones_count(repository: Repository) -> None:
    repository.commit("a")
    repository.commit("b")
    (repository.folder / "a").write_text("changed")
    repository.write("new/one")
    change = changed_files(repository.folder / "new", "")
    assert change is not None
    assert change.paths == {"a", "b", "new/one"}


def test_changed_files_since_the_branch_left_its_upstream(repository: Repository) -> None:
    left_at = repository.commit("a")
    repository.git("checkout", "--quiet", "-b", "work", "--track")
    for name in ("b", "c"):
        repository.commit(name)
    change = changed_files(repository.folder, "")
    assert change is not None
    assert (change.since, change.paths) == (left_at, {"b", "c"})


def test_changed_files_since_a_revision(repository: Repository) -> None:
    first = repository.commit("a")
    for name in ("b", "c"):
        repository.commit(name)
    change = changed_files(repository.folder, first)
    assert change is not None
    assert change.paths == {"b", "c"}


def test_changed_files_since_an_unknown_revision(repository: Repository) -> None:
    repository.commit("a")
    with pytest.raises(UsageError, match="git knows no revision 'unknown'"):
        changed_files(repository.folder, "unknown")


def test_changed_files_without_an_earlier_commit(repository: Repository) -> None:
    assert changed_files(repository.folder, "") is None
    repository.commit("a")
    assert changed_files(repository.folder, "") is None


def test_changed_files_without_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    assert changed_files(tmp_path, "") is None
