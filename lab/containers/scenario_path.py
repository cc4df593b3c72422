"""The scenario file of a running lab, kept in the lab's folder: its name alone is not enough for a file elsewhere."""

from __future__ import annotations

from pathlib import Path

from lab.containers.attach import LabSummary

FILE = "scenario-path"


def remember(folder: Path, scenario: Path) -> None:
    (folder / FILE).write_text(str(scenario), encoding="utf-8")


def scenario_of(lab: LabSummary) -> str:
    """The path of its scenario; its name where the lab was started otherwise, or the file has gone. With its variant in
    brackets."""
    try:
        path = (Path(lab.folder) / FILE).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return lab.name
    return lab.name.replace(lab.scenario, path, 1) if Path(path).is_file() else lab.name
