"""Which scenario a running lab is of."""

from __future__ import annotations

from pathlib import Path

from lab.containers.attach import LabSummary
from lab.containers.scenario_path import remember, scenario_of


def summary(folder: Path) -> LabSummary:
    return LabSummary("lab-pull-1", "pull", str(folder), (), None)


def test_scenario_of_a_file_elsewhere(tmp_path: Path) -> None:
    file = tmp_path / "elsewhere" / "scenario.yaml"
    file.parent.mkdir()
    file.touch()
    remember(tmp_path, file)
    assert scenario_of(summary(tmp_path)) == str(file)


def test_scenario_of_a_file_that_has_gone(tmp_path: Path) -> None:
    remember(tmp_path, tmp_path / "scenario.yaml")
    assert scenario_of(summary(tmp_path)) == "pull"


def test_scenario_of_a_lab_of_a_run(tmp_path: Path) -> None:
    assert scenario_of(summary(tmp_path)) == "pull"
