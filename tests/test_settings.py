from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from lab.errors import UsageError
from lab.settings import Settings, bundled_root, from_environment


def test_from_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LAB_STATE", "LAB_RUNS", "GITHUB_STEP_SUMMARY", "HTTP_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LAB_REGISTRY_MIRROR", "mirror.example/")
    monkeypatch.setenv("GOPROXY", "direct")
    settings = from_environment()
    assert settings.project == tmp_path
    assert settings.state == tmp_path / "home" / "lab"
    assert settings.runs == tmp_path / "lab-runs"
    assert settings.mirror == "mirror.example"
    assert settings.build_env["GOPROXY"] == "direct"
    assert settings.step_summary is None


def test_from_environment_in_ci(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    settings = from_environment()
    assert (settings.github_actions, settings.step_summary) == (True, tmp_path / "summary.md")


def test_roots() -> None:
    own, bundled = Path("/own"), Path("/bundled")
    assert Settings(own, bundled, own, own).roots() == (own, bundled)
    assert Settings(bundled, bundled, own, own).roots() == (bundled,)


def test_bundled_root_holds_the_scenarios() -> None:
    assert (bundled_root() / "scenarios" / "prom-pull" / "scenario.yaml").is_file()


@pytest.mark.parametrize("text", ["https://mirror.example/hub/", "http://mirror.example/hub", "mirror.example/hub"])
def test_a_mirror_is_a_prefix_of_references(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAB_REGISTRY_MIRROR", text)
    assert from_environment().mirror == "mirror.example/hub"


def test_from_environment_without_a_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_home() -> Path:
        raise RuntimeError("Could not determine home directory.")

    for name in ("LAB_STATE", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "home", no_home)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert from_environment().state == Path(tempfile.gettempdir()) / f"lab-state-{os.getuid()}" / "lab"
    (tmp_path / f"lab-state-{os.getuid()}").symlink_to("/root")
    with pytest.raises(UsageError, match="belongs to another user"):
        from_environment()


def test_from_environment_in_a_deleted_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    with pytest.raises(UsageError, match="the current folder no longer exists"):
        from_environment()
