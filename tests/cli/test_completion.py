"""What bash completes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.plan.planned import CHECKOUT


def complete(line: str) -> list[str]:
    """What bash completes the last word of a line with."""
    words = line.split(" ")
    env = {"_LAB_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    command = [sys.executable, "-c", "from lab.cli.main import main; main()"]
    output = subprocess.run(
        command, cwd=CHECKOUT, env={**os.environ, **env}, capture_output=True, text=True, check=False
    )
    return output.stdout.split()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("lab run prom-", ["prom-pull", "prom-remote-write"]),
        ("lab up otel-d", ["otel-direct"]),
        ("lab check pull-vs-push-", ["pull-vs-push-at-scale"]),
        ("lab images get notif", ["notification_sink"]),
        ("lab sch", ["schema"]),
    ],
)
def test_completion(line: str, expected: list[str]) -> None:
    assert complete(line) == expected


def test_completion_of_runs_and_labs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "runs" / "prom-pull-1").mkdir(parents=True)
    (tmp_path / "runs" / "prom-pull-1" / "run.json").touch()
    (tmp_path / "state" / "labs" / "lab-prom-pull-2").mkdir(parents=True)
    monkeypatch.setenv("LAB_RUNS", str(tmp_path / "runs"))
    monkeypatch.setenv("LAB_STATE", str(tmp_path / "state"))
    assert complete("lab report prom") == ["prom-pull-1"]
    assert complete("lab down lab-") == ["lab-prom-pull-2"]
