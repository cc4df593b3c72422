"""What the tests of this folder share besides fixtures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lab.settings import Settings


@dataclass(frozen=True)
class Project:
    name: str
    folder: Path


def settings_in(folder: Path) -> Settings:
    return Settings(project=folder, bundled=folder, state=folder / "state", runs=folder / "runs")
