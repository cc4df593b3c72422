"""Which scenario a running lab is of."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from lab.containers.attach import LabSummary, named
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


def test_scenario_of_a_lab_of_a_variant(tmp_path: Path) -> None:
    lab = replace(summary(tmp_path), variant="0.46b0")
    remember(tmp_path, tmp_path / "scenario.yaml")
    assert scenario_of(lab) == "pull[0.46b0]"

    (tmp_path / "scenario.yaml").touch()
    assert scenario_of(lab) == f"{tmp_path}/scenario.yaml[0.46b0]"


def test_labs_named_by_scenario_and_variant(tmp_path: Path) -> None:
    as_written = summary(tmp_path)
    variant = replace(as_written, project="lab-pull-0-46b0-2", variant="0.46b0")
    assert named((as_written, variant), "pull") == [as_written, variant]
    assert named((as_written, variant), "pull[0.46b0]") == [variant]
    assert named((as_written, variant), "pull-0-46b0-2") == [variant]
