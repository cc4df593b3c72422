"""The time of a run against its floor: what the scenario itself asks to wait for."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from pathlib import Path

from lab.expectations.absent import AbsenceExpectation
from lab.plan.actions import LoadPlan
from lab.plan.model import LabPlan
from lab.plan.planning import plan
from lab.selection.scenarios import project_folders
from lab.settings import from_environment
from tests.benchmarks.measuring import verdict
from tests.benchmarks.starting import LAB


def measure() -> bool:
    folders = project_folders(from_environment())
    held = True
    for name in folders.scenario_names():
        took, record = _run(name)
        floor = _floor(plan(folders.scenario(name), folders), record)
        print(f"{name:<20} {took:5.1f} s, floor {floor:5.1f} s, ratio {took / floor:.2f}")
        held = verdict(f"{name}: at most 20 s of wall time when warm", took <= 20) and held
    return held


def _run(name: str) -> tuple[float, dict[str, object]]:
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "LAB_RUNS": folder}
        began = time.perf_counter()
        subprocess.run([LAB, "run", name], check=True, capture_output=True, env=env)
        took = time.perf_counter() - began
        return took, json.loads(next(Path(folder).glob("*/run.json")).read_text())


def _floor(made: LabPlan, record: dict[str, object]) -> float:
    """Loads and windows are asked for; how long the alert lives is Prometheus' own time after the load."""
    events = record["events"]
    assert isinstance(events, list)
    seconds = 0.0
    for step in made.steps:
        if isinstance(step.action, LoadPlan):
            seconds += step.action.seconds
        windows = [c.spec.for_ for c in step.expect if isinstance(c.spec, AbsenceExpectation)]
        alerts = [
            event["verdict"]["elapsed_ms"] / 1000
            for event in events
            if event["event"] == "verdict"
            and event["verdict"]["kind"] == "alert"
            and event["verdict"]["step"] == step.name
        ]
        held = [getattr(c.spec, "for_", 0.0) or 0.0 for c in step.expect]
        seconds += max([0.0, *windows, *alerts, *held])
    return seconds
