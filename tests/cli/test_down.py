from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from lab.cli.down import select_labs, select_leftovers
from lab.containers.attach import LabSummary
from lab.containers.cleanup import leftovers
from lab.containers.engine import Engine
from lab.errors import UsageError

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
    engine = cast("Engine", SimpleNamespace(state=tmp_path))
    assert leftovers(engine) == ("lab-a-1", "lab-b-1")
