"""Drives the real command as a person does, and looks at what is left on the engine."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LAB = str(Path(sys.executable).with_name("lab"))
CHECKOUT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Ended:
    """What a command printed, its exit code, and the seconds it took."""

    code: int
    said: str
    seconds: float

    @property
    def project(self) -> str:
        return re.findall(r"\blab-[a-z0-9-]+-[0-9a-f]{6}\b", self.said)[0]


def lab(*words: str, env: dict[str, str], within: float = 120) -> Ended:
    began = time.monotonic()
    done = subprocess.run(
        [LAB, *words],
        cwd=CHECKOUT,
        env=env,
        timeout=within,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Ended(done.returncode, done.stdout, time.monotonic() - began)


def interrupted(*words: str, env: dict[str, str], by: int, at: str, within: float = 60) -> Ended:
    """Sends the signal as soon as the command has printed `at`; the seconds count from there."""
    process = subprocess.Popen(
        [LAB, *words], cwd=CHECKOUT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, bufsize=1
    )
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if at in line:
            break
    began = time.monotonic()
    process.send_signal(by)
    rest, _ = process.communicate(timeout=within)
    return Ended(process.returncode, said + rest, time.monotonic() - began)


def left(project: str) -> list[str]:
    """Everything on the engine that carries the lab's label."""
    label = f"label=dev.lab.run={project}"
    found: list[str] = []
    for kind in (("ps", "--all"), ("network", "ls"), ("volume", "ls")):
        out = subprocess.run(
            ["docker", *kind, "--quiet", "--filter", label], capture_output=True, text=True, check=True
        ).stdout
        found += out.split()
    return found


def record(runs: Path) -> dict[str, Any]:
    (file,) = runs.glob("*/run.json")
    found: dict[str, Any] = json.loads(file.read_text())
    return found


def reasons(runs: Path) -> dict[str, str | None]:
    """Expectation -> reason, of those that did not pass."""
    verdicts = [event["verdict"] for event in record(runs)["events"] if event["event"] == "verdict"]
    return {v["name"]: v["judgement"]["reason"] for v in verdicts if v["judgement"]["status"] != "passed"}
