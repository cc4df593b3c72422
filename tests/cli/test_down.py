from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from typer.testing import CliRunner

from lab.cli.down import select_labs, select_leftovers
from lab.cli.main import app
from lab.containers.attach import LabSummary
from lab.containers.cleanup import leftovers
from lab.containers.engine import Engine
from lab.containers.removal import LabObjects
from lab.engine_address import EngineAddress
from lab.errors import LabError, UsageError
from lab.kubernetes import remembered
from lab.kubernetes.remembered import RememberedLab

PULL, ANOTHER_PULL, PUSH = (
    LabSummary(project, scenario, "", (), None)
    for project, scenario in (("lab-pull-1", "pull"), ("lab-pull-2", "pull"), ("lab-push-1", "push"))
)


@pytest.mark.parametrize(
    ("labs", "name", "selected"),
    [
        ((PULL, PUSH), "lab-push-1", [PUSH]),
        ((PULL, PUSH), "push", [PUSH]),
        ((PULL, PUSH), "push-1", [PUSH]),
        ((PULL, ANOTHER_PULL), "lab-pull-2", [ANOTHER_PULL]),
        ((PULL,), None, [PULL]),
        ((), None, []),
    ],
)
def test_select_labs(labs: tuple[LabSummary, ...], name: str | None, selected: list[LabSummary]) -> None:
    assert select_labs(labs, name) == selected


@pytest.mark.parametrize(
    ("labs", "name", "message", "remedy"),
    [
        ((PULL, PUSH), None, "2 labs are running", "name one, or give --all: lab-pull-1, lab-push-1"),
        ((PULL, ANOTHER_PULL, PUSH), "pull", "2 labs are running", "name one, or give --all: lab-pull-1, lab-pull-2"),
        ((PULL,), "push", "there is no lab 'push'", "running labs: lab-pull-1"),
        ((), "push", "there is no lab 'push'", "running labs: none"),
    ],
)
def test_select_labs_none_or_several(labs: tuple[LabSummary, ...], name: str | None, message: str, remedy: str) -> None:
    with pytest.raises(UsageError) as caught:
        select_labs(labs, name)
    assert (caught.value.message, caught.value.remedy) == (message, remedy)


@pytest.mark.parametrize(
    ("labs", "name", "selected"),
    [
        ((), "lab-pull-0a1b2c", ["lab-pull-0a1b2c"]),
        ((), "pull", ["lab-pull-0a1b2c", "lab-pull-ffffff"]),
        ((PULL,), "pull", []),
        ((PULL,), "lab-pull-ffffff", ["lab-pull-ffffff"]),
        ((PULL,), "lab-pull-1", []),
        ((), None, ["lab-pull-0a1b2c", "lab-pull-ffffff", "lab-pull-many-000000"]),
    ],
)
def test_select_leftovers(labs: tuple[LabSummary, ...], name: str | None, selected: list[str]) -> None:
    left = ("lab-pull-0a1b2c", "lab-pull-ffffff", "lab-pull-many-000000")
    assert select_leftovers(left, labs, name) == selected


def test_leftovers_are_folders_and_locks_without_anything_on_the_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "labs" / "lab-a-1").mkdir(parents=True)
    (tmp_path / "labs" / "lab-runs-1").mkdir()
    (tmp_path / "locks").mkdir()
    (tmp_path / "locks" / "lab-b-1.lock").touch()
    (tmp_path / "locks" / "Not Ours.lock").touch()
    monkeypatch.setattr("lab.containers.cleanup.projects", lambda engine: ("lab-runs-1",))
    (tmp_path / "labs" / "lab-elsewhere-1").mkdir()
    (tmp_path / "labs" / "lab-elsewhere-1" / "engine").write_text("ssh://build-3")
    (tmp_path / "locks" / "lab-elsewhere-1.lock").touch()
    engine = cast("Engine", SimpleNamespace(state=tmp_path, address=EngineAddress()))
    assert leftovers(engine) == ("lab-a-1", "lab-b-1")


def left_in_cluster(state: Path, project: str) -> RememberedLab:
    lab = RememberedLab(project, "pull", "staging", "https://cluster", project)
    remembered.remember(state, lab)
    return lab


@pytest.mark.parametrize("name", ["lab-pull-0a1b2c", "pull-0a1b2c", "pull"])
def test_down_in_a_cluster_needs_no_engine(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left, removed = left_in_cluster(tmp_path, "lab-pull-0a1b2c"), list[RememberedLab]()
    monkeypatch.setenv("LAB_STATE", str(tmp_path))
    monkeypatch.setattr("lab.kubernetes.cluster.remove_left", lambda lab, settings: removed.append(lab))
    result = CliRunner().invoke(app, ["down", name])
    assert (result.exit_code, removed) == (0, [left])
    assert "lab-pull-0a1b2c: removed namespace lab-pull-0a1b2c (context staging)" in result.output


def test_down_all_goes_on_after_a_cluster_that_does_not_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left_in_cluster(tmp_path, "lab-pull-0a1b2c"), left_in_cluster(tmp_path, "lab-pull-ffffff")
    tried: list[str] = []

    def fail(lab: RememberedLab, settings: object) -> None:
        tried.append(lab.project)
        raise LabError(f"{lab.project} cannot be taken down: no answer")

    monkeypatch.setenv("LAB_STATE", str(tmp_path))
    monkeypatch.setattr("lab.kubernetes.cluster.remove_left", fail)
    monkeypatch.setattr("lab.containers.engine.connect", lambda settings: None)
    monkeypatch.setattr("lab.containers.cleanup.remove", lambda engine, project: LabObjects())
    result = CliRunner().invoke(app, ["down", "--all"])
    assert tried == ["lab-pull-0a1b2c", "lab-pull-ffffff"]
    assert "all labs: nothing to remove" in result.output
    assert isinstance(result.exception, LabError)
