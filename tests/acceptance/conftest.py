"""Each test has state and runs of its own; labs are told apart by their label anyway."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    return tmp_path / "runs"


@pytest.fixture
def env(tmp_path: Path, runs: Path) -> dict[str, str]:
    return {**os.environ, "LAB_STATE": str(tmp_path / "state"), "LAB_RUNS": str(runs), "COLUMNS": "120"}
