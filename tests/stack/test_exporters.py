"""The exporters with the mounts and rights their components give them: each sees what it is there for."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.shell_image import shell_image

LAB = Path(sys.executable).with_name("lab")
FILES = Path(__file__).with_name("exporters")


@pytest.mark.engine
def test_exporters_have_their_metrics(tmp_path: Path) -> None:
    # Not called scenario.yaml where it lies: pytest would take it for one to run.
    scenario = shutil.copytree(FILES, tmp_path / "exporters")
    (scenario / "exporters.yaml").rename(scenario / "scenario.yaml")
    env = {**os.environ, "LAB_STATE": str(tmp_path / "state"), "LAB_RUNS": str(tmp_path / "runs"), "COLUMNS": "120"}
    done = subprocess.run(
        [LAB, "run", scenario, "--image", f"busy={shell_image()}"],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "10 of 10 expectations passed" in done.stdout
