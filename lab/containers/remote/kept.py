"""Keeps the ports of a lab on another machine reachable here after its command has ended, as `lab up` promises.

That takes a process of its own, until the lab has gone: `python -m lab.containers.remote.kept STATE PROJECT`.
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from lab.containers.process_guard import pause
from lab.errors import EngineUnavailable, LabError
from lab.settings import from_environment

if TYPE_CHECKING:
    from lab.containers.compose_project import ComposeProject
    from lab.containers.engine import Engine

FILE = "forwards.json"
_LOG = "forwards.log"
_BEGIN_S = 90.0
_END_S = 5.0
_LOOK_S = 2.0  # between two looks whether the lab is still there
_AWAY_S = 3600.0  # how long an engine may not answer


@dataclass(frozen=True, slots=True)
class KeptPorts:
    """`ports`: service and container port -> port of 127.0.0.1 of this machine."""

    pid: int
    ports: Mapping[tuple[str, int], int]


def kept_ports(folder: Path) -> KeptPorts | None:
    """Those that are reachable now: the file of a process that was killed says nothing."""
    try:
        with (folder / FILE).open(encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                content = json.load(file)
                ports = {(service, port): local for service, port, local in content["ports"]}
                return KeptPorts(int(content["pid"]), ports)
    except (OSError, ValueError, LookupError, TypeError):
        pass
    return None


def keep(engine: Engine, project: str, folder: Path) -> None:
    """Starts the process, and returns when it listens. Raises LabError."""
    words = [sys.executable, "-m", __name__, str(engine.state), project]
    # What is inherited is the engine's choice as it is now: a context may be switched while the lab runs.
    environment = {**os.environ, **engine.address.variables()}
    with (folder / _LOG).open("wb") as log:
        process = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=environment,
            start_new_session=True,  # a Ctrl-C, and a terminal that closes, are not for it
        )
    until = time.monotonic() + _BEGIN_S
    while kept_ports(folder) is None:
        if process.poll() is not None or time.monotonic() > until:
            with suppress(ProcessLookupError):
                process.kill()
            lines = (folder / _LOG).read_text(encoding="utf-8", errors="replace").strip().splitlines()
            why = f": {lines[-1]}" if lines else ""
            raise LabError(
                f"the ports of {project} cannot be forwarded from the engine's machine{why}",
                remedy="lab why, lab load and lab logs reach the lab without; lab down removes it",
                evidence="\n".join(lines),
            )
        pause(0.05)


def end(folder: Path) -> None:
    """Ends the process of a lab, if there is one."""
    kept = kept_ports(folder)
    if kept is None:
        return
    # It holds the lock, so the number is still its own.
    until = time.monotonic() + _END_S
    with suppress(ProcessLookupError):
        os.kill(kept.pid, signal.SIGTERM)
        while kept_ports(folder) is not None and time.monotonic() < until:
            pause(0.02)
        if kept_ports(folder) is not None:
            os.kill(kept.pid, signal.SIGKILL)


def main(state: Path, project: str) -> None:
    """Raises LabError when the lab cannot be reached."""
    from lab.containers.attach import attach
    from lab.containers.engine import connect

    engine = connect(replace(from_environment(), state=state))
    running = attach(engine, project)
    folder = state / "labs" / project
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    try:
        ports = [[service, port, running.forward(service, port)] for service, port in running.published()]
        unfinished = folder / f"{FILE}.new"
        with unfinished.open("w+", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            json.dump({"pid": os.getpid(), "ports": ports}, file)
            file.flush()
            unfinished.rename(folder / FILE)
            _until_gone(running, folder)
    finally:
        engine.relays.close(project)


def _until_gone(running: ComposeProject, folder: Path) -> None:
    answered = time.monotonic()
    while folder.is_dir() and time.monotonic() - answered < _AWAY_S:
        with suppress(EngineUnavailable):
            if not running.exists():
                return
            answered = time.monotonic()
        pause(_LOOK_S)


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), sys.argv[2])
    except LabError as failed:
        sys.exit(failed.message)
