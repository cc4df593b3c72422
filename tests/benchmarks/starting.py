"""How long a command takes before it does anything: help, check and render against an interpreter that does nothing."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.measuring import command, interleaved, verdict

LAB = str(Path(sys.executable).with_name("lab"))


def measure() -> bool:
    scenarios = len(list(Path("scenarios").glob("*/scenario.yaml")))
    with tempfile.TemporaryDirectory() as folder:
        found = interleaved(
            15,
            empty=command([sys.executable, "-c", "pass"]),
            help=command([LAB, "--help"]),
            check=command([LAB, "check"]),
            check_of_changed_files=_first_check(Path(folder)),
            render=_render(Path(folder)),
        )
    for timed in found.values():
        print(timed.line())
    empty, help_, check = (found[name].median for name in ("empty", "help", "check"))
    allowed = 10 * empty + 0.015 * scenarios
    return all(
        (
            verdict(f"lab --help is {help_ / empty:.1f} empty interpreters (at most 10)", help_ <= 10 * empty),
            verdict(
                f"lab check of {scenarios} scenarios nobody changed: {check * 1000:.0f} ms"
                f" (at most 10 empty interpreters + 15 ms a scenario = {allowed * 1000:.0f} ms)",
                check <= allowed,
            ),
        )
    )


def _first_check(folder: Path) -> Callable[[], float]:
    """A check that remembers nothing: each time with a state folder of its own."""
    numbers = itertools.count()

    def run() -> float:
        env = {**os.environ, "LAB_STATE": str(folder / str(next(numbers)))}
        began = time.perf_counter()
        subprocess.run([LAB, "check"], check=True, capture_output=True, env=env)
        return time.perf_counter() - began

    return run


def _render(folder: Path) -> Callable[[], float]:
    numbers = itertools.count()
    return lambda: command([LAB, "render", "prom-pull", "--to", str(folder / f"rendered-{next(numbers)}")])()
