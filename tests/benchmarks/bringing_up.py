"""What lab adds to Compose: `lab up` against `docker compose up -d --wait` of the same rendered tree, in pairs."""

from __future__ import annotations

import re
import statistics
import subprocess
import time
from pathlib import Path

from tests.benchmarks.measuring import verdict
from tests.benchmarks.starting import LAB

PAIRS = 10


def measure(scenario: str = "prom-pull") -> bool:
    lab, bare = [], []
    for number in range(PAIRS + 1):
        seconds, project, folder = _lab_up(scenario)
        tree = Path(folder)
        kept = {path.relative_to(tree): path.read_bytes() for path in tree.rglob("*") if path.is_file()}
        _down(project)
        bare_seconds = _bare_up(kept, tree, project)
        if number:  # the first pair warms up
            lab.append(seconds)
            bare.append(bare_seconds)
    differences = [a - b for a, b in zip(lab, bare, strict=True)]
    ratios = [a / b for a, b in zip(lab, bare, strict=True)]
    added = statistics.median(differences)
    print(f"lab up --no-load, median of {PAIRS}                 {statistics.median(lab):6.2f} s")
    print(f"docker compose up -d --wait, same tree       {statistics.median(bare):6.2f} s")
    print(f"ratio pair by pair                           {statistics.median(ratios):6.2f}")
    return verdict(f"lab up adds {added:+.2f} s to Compose (at most 0.5)", added <= 0.5)


def _lab_up(scenario: str) -> tuple[float, str, str]:
    began = time.perf_counter()
    said = subprocess.run([LAB, "up", "-s", scenario, "--no-load"], check=True, capture_output=True, text=True).stdout
    seconds = time.perf_counter() - began
    project = re.findall(r"lab-[a-z0-9-]+-[0-9a-f]{6}", said)[-1]
    wanted = '{{index .Config.Labels "dev.lab.folder"}}'
    ids = _docker("ps", "-q", "--filter", f"label=dev.lab.run={project}").split()
    return seconds, project, _docker("inspect", "--format", wanted, ids[0]).strip()


def _bare_up(files: dict[Path, bytes], tree: Path, project: str) -> float:
    for path, content in files.items():
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_bytes(content)
    compose = ["docker", "compose", "--project-directory", str(tree), "--project-name", project]
    began = time.perf_counter()
    subprocess.run([*compose, "up", "-d", "--wait"], check=True, capture_output=True)
    seconds = time.perf_counter() - began
    _down(project)
    return seconds


def _down(project: str) -> None:
    subprocess.run([LAB, "down", project], check=True, capture_output=True)


def _docker(*words: str) -> str:
    return subprocess.run(["docker", *words], check=True, capture_output=True, text=True).stdout
