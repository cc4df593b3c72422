"""How long a lab takes until its Kubernetes API is ready and its node too, from the command line on, images at hand."""

from __future__ import annotations

import re
import statistics
import subprocess
import time
from pathlib import Path

from tests.benchmarks.measuring import verdict
from tests.benchmarks.starting import LAB

TIMES = 10
ALLOWED_S = 10.0
SCENARIO = str(Path(__file__).parent / "bare_kubernetes" / "scenario.yaml")


def measure() -> bool:
    seconds = [_up_and_down() for _ in range(TIMES + 1)][1:]  # the first one warms up
    median = statistics.median(seconds)
    print(f"lab up of kubernetes: {{}}, {TIMES} times       {min(seconds):6.2f} to {max(seconds):.2f} s")
    return verdict(f"the API is ready after {median:.2f} s, median (at most {ALLOWED_S:g})", median <= ALLOWED_S)


def _up_and_down() -> float:
    began = time.perf_counter()
    output = subprocess.run([LAB, "up", "-s", SCENARIO, "--no-load"], check=True, capture_output=True, text=True).stdout
    seconds = time.perf_counter() - began
    subprocess.run(
        [LAB, "down", re.findall(r"lab-[a-z0-9-]+-[0-9a-f]{6}", output)[-1]], check=True, capture_output=True
    )
    return seconds
