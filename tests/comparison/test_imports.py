"""SciPy takes a tenth of a second to load: only a comparison pays for it."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    "modules",
    [
        pytest.param("lab.cli.main", id="lab --help"),
        pytest.param("lab.cli.main, lab.cli.run, lab.run.batch", id="lab run"),
        pytest.param(
            "lab.cli.check, lab.cli.list, lab.selection.scenarios, lab.comparison.reading", id="lab check, lab list"
        ),
    ],
)
def test_scipy_is_not_loaded(modules: str) -> None:
    code = f"import sys, {modules}; sys.exit('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
