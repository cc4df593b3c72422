"""Runs lab against one hostile container, measures it from outside, and says what was not as it must be."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import copytree
from xml.etree import ElementTree

from lab.record.event import RunEnded
from lab.report.saved_runs import read_record
from tests.hostile.cases import Case

CHECKOUT = Path(__file__).parents[2]
PROJECT = Path(__file__).parent / "project"
MAX_MIB = 300
OBEYED_S = 5.0
DOWN_S = 75.0  # what a take-down may take before it gives up, see lab/containers/removal.py
REPORTS = ("run.json", "events.ndjson", "junit.xml", "report.html")
_MAX_RECORD = 40 * 1024 * 1024
_DEADLINE = re.compile(r"lab (lab-\S+), deadline ([^)]+)\)")
_PWNED = re.compile(r"^\s*::(?!error (?:file|title)=)\S|##\[|\x1b|\x00|[\ud800-\udfff]", re.MULTILINE)


@dataclass
class Outcome:
    case: Case
    signal: str = ""
    code: int = -1
    seconds: float = 0.0
    deadline: float = 0.0
    mib: float = 0.0
    obeyed: float | None = None  # seconds from the signal to the first container that was removed
    record_kb: float = 0.0
    verdicts: str = ""
    problems: list[str] = field(default_factory=list)


class Spy:
    """Listens on the host's loopback, and counts who asks."""

    def __init__(self) -> None:
        spy = self
        self.asked = 0

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                spy.asked += 1
                self.send_response(200)
                self.end_headers()

            def log_message(self, format: str, *words: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, daemon=True).start()


def make_project(folder: Path, cases: tuple[Case, ...], spy_port: int) -> Path:
    """A project with the hostile component and a scenario for each case."""
    copytree(PROJECT, folder, dirs_exist_ok=True)
    for case in cases:
        (folder / "scenarios" / case.name).mkdir(parents=True, exist_ok=True)
        (folder / "scenarios" / case.name / "scenario.yaml").write_text(case.scenario(spy_port), encoding="utf-8")
    return folder


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "lab.cli.main", *words]


def environment(folder: Path, runs: Path) -> dict[str, str]:
    return os.environ | {
        "PYTHONPATH": str(CHECKOUT),
        "LAB_STATE": str(folder / "state"),
        "LAB_RUNS": str(runs),
        "GITHUB_ACTIONS": "true",
        "GITHUB_STEP_SUMMARY": str(runs / "summary.md"),
        "PYTHONUNBUFFERED": "1",
    }


def drive(
    case: Case, folder: Path, number: int, interrupt: signal.Signals | None = None, after: float = 0.0
) -> Outcome:
    """One real run. `interrupt` is sent `after` seconds from the first line that names the lab."""
    runs = folder / "runs" / f"{number}-{case.name}"
    runs.mkdir(parents=True)
    outcome = Outcome(case, interrupt.name if interrupt else "")
    began = time.monotonic()
    process = subprocess.Popen(
        command("run", case.name),
        cwd=folder,
        env=environment(folder, runs),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="surrogateescape",
    )
    peak = threading.Thread(target=_follow_memory, args=(process.pid, outcome), daemon=True)
    peak.start()
    assert process.stdout is not None
    said: list[str] = []
    project, signalled = "", 0.0
    with _removals() as removals:
        for line in process.stdout:
            said.append(line)
            if not project and (match := _DEADLINE.search(line)):
                project, outcome.deadline = match[1], _seconds(match[2])
                if interrupt:
                    threading.Timer(after, _send, (process, interrupt)).start()
                    signalled = time.monotonic() + after
            if case.where == "pause" and " step " in line:
                _pause(project)
        outcome.code = process.wait(timeout=30)
        ended = time.monotonic()
        outcome.seconds = ended - began
        if signalled:
            after_signal = [at for at, name in removals if project in name and at >= signalled]
            outcome.obeyed = min([*after_signal, ended]) - signalled
    peak.join(5)
    _judge(outcome, "".join(said), runs, interrupted=bool(interrupt) and ended > signalled)
    _left_behind(project, outcome)
    return outcome


def _judge(outcome: Outcome, said: str, runs: Path, *, interrupted: bool) -> None:
    problems = outcome.problems
    # A signal that comes when the run has ended and Python is shutting down ends the process by itself.
    signals = (130, -signal.SIGINT, -signal.SIGTERM)
    codes = signals if interrupted and outcome.code in signals else (0, 1, 4)
    if outcome.code not in codes:
        problems.append(f"exit code {outcome.code}")
    if "internal error" in said or "Traceback" in said:
        problems.append("internal error")
    if not outcome.deadline:
        problems.append("no deadline was printed")
    elif outcome.seconds > outcome.deadline + DOWN_S:
        problems.append(f"took {outcome.seconds:.0f} s, deadline {outcome.deadline:.0f} s")
    if outcome.mib > MAX_MIB:
        problems.append(f"{outcome.mib:.0f} MiB")
    if outcome.obeyed is not None and outcome.obeyed > OBEYED_S:
        problems.append(f"obeyed after {outcome.obeyed:.1f} s")
    if pwned := _PWNED.search(said):
        line = said[said.rfind("\n", 0, pwned.start()) + 1 :].partition("\n")[0]
        problems.append(f"said {line[:80]!r}")
    files = {path.name: path for path in runs.glob("*/*")}
    if missing := [name for name in REPORTS if name not in files]:
        problems.append(f"no {', '.join(missing)}")
        return
    record = read_record(files["run.json"])
    outcome.record_kb = files["run.json"].stat().st_size / 1024
    passed = sum(verdict.status.value == "passed" for verdict in record.verdicts)
    outcome.verdicts = f"{passed}/{len(record.verdicts)}"
    if files["run.json"].stat().st_size > _MAX_RECORD:
        problems.append(f"run.json has {outcome.record_kb:.0f} kB")
    if outcome.code != 130:
        if not any(isinstance(event, RunEnded) for event in record.events):
            problems.append("the record has no end")
        if record.failure is None and len(record.verdicts) != 10:
            problems.append(f"{len(record.verdicts)} of 10 verdicts")
        if f"{passed} of {len(record.verdicts)}" not in said and record.failure is None and outcome.code:
            problems.append("no verdict on the console")
    ElementTree.parse(files["junit.xml"])
    for line in files["events.ndjson"].read_text(encoding="utf-8").splitlines():
        json.loads(line)
    if b"\x1b" in files["report.html"].read_bytes():
        problems.append("an escape sequence in the report")


def _follow_memory(pid: int, outcome: Outcome) -> None:
    """The peak of the driver's own resident memory, which the kernel keeps."""
    while True:
        try:
            status = Path(f"/proc/{pid}/status").read_text()
        except OSError:
            return
        if match := re.search(r"VmHWM:\s+(\d+) kB", status):
            outcome.mib = max(outcome.mib, int(match[1]) / 1024)
        else:
            return
        time.sleep(0.05)


def _send(process: subprocess.Popen[str], number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        process.send_signal(number)


@contextmanager
def _removals() -> Iterator[list[tuple[float, str]]]:
    """When containers were killed or removed, and their names."""
    found: list[tuple[float, str]] = []
    words = ["docker", "events", "--filter", "type=container", "--filter", "event=kill", "--filter", "event=destroy"]
    watching = subprocess.Popen(
        [*words, "--format", "{{.Actor.Attributes.name}}"], stdout=subprocess.PIPE, text=True, errors="replace"
    )

    def follow() -> None:
        assert watching.stdout is not None
        found.extend((time.monotonic(), name.strip()) for name in watching.stdout)

    threading.Thread(target=follow, daemon=True).start()
    try:
        yield found
    finally:
        watching.kill()
        watching.wait()


def _pause(project: str) -> None:
    listed = subprocess.run(
        ["docker", "ps", "--quiet", "--filter", f"label=dev.lab.run={project}"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout.split()
    for container in listed:
        subprocess.run(["docker", "pause", container], capture_output=True, check=False)


def _left_behind(project: str, outcome: Outcome) -> None:
    if not project:
        return
    for kind in (("ps", "--all"), ("network", "ls"), ("volume", "ls")):
        words = ["docker", *kind, "--quiet", "--filter", f"label=dev.lab.run={project}"]
        if subprocess.run(words, capture_output=True, text=True, check=False).stdout.strip():
            outcome.problems.append(f"left a {kind[0]}")


def _seconds(text: str) -> float:
    """`3 min 35 s` and `12.5 s`, as lab prints durations."""
    units = {"h": 3600.0, "min": 60.0, "s": 1.0, "ms": 0.001}
    return sum(float(number) * units[unit] for number, unit in re.findall(r"([\d.]+) (h|min|ms|s)\b", text))
