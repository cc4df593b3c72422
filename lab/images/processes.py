"""Runs programs: the one file of this room that starts processes. python-on-whales is not enough for builds, pulls and
a base's script: it streams a build's lines but keeps the process to itself, so a build could not be ended when its run
is, and it looks at images one process each. A process that loses us to a `kill -9` is not followed: it ends
with its next line of output, or leaves a finished image that the next run uses."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from time import monotonic


@dataclass(frozen=True, slots=True)
class ProgramResult:
    code: int
    out: str
    err: str


class Ended(Exception):
    """The process was ended by us, or was not started because everything is being ended."""


def run_program(argv: Sequence[str], within: float = 120.0) -> ProgramResult:
    """A short question to a program; one that does not answer `within` seconds counts as failed."""
    try:
        done = subprocess.run(
            [*argv],
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=within,
        )
    except subprocess.TimeoutExpired:
        return ProgramResult(124, "", f"no answer within {within:g} s")
    except OSError as error:
        return ProgramResult(127, "", f"{argv[0]}: {error.strerror}")
    return ProgramResult(done.returncode, done.stdout, done.stderr)


class Processes:
    """Long-running programs that can all be ended together, from another thread than those that follow them."""

    def __init__(self) -> None:
        self._running: set[subprocess.Popen[str]] = set()
        self._lock = Lock()
        self._ending = False

    def follow(self, argv: Sequence[str], on_line: Callable[[str], None]) -> int:
        """Runs a program to its end, reporting each line of its output as it comes. Returns its exit code."""
        with self._lock:
            if self._ending:
                raise Ended
            # A session of its own: Ctrl-C in the terminal reaches us alone, and the whole group can be ended.
            process = subprocess.Popen(
                [*argv],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                start_new_session=True,
            )
            self._running.add(process)
        try:
            assert process.stdout is not None
            with process.stdout as lines:
                for line in lines:
                    on_line(line.rstrip())
            code = process.wait()
        finally:
            with self._lock:
                self._running.discard(process)
        if self._ending:
            raise Ended
        return code

    def end(self, grace: float = 10.0) -> None:
        """Ends everything that runs, politely first: a builder cancels its build, a script removes what it made."""
        with self._lock:
            self._ending = True
            running = tuple(self._running)
        deadline = monotonic() + grace
        try:
            for process in running:
                _signal(process, signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                for process in running:
                    process.wait(max(0.1, deadline - monotonic()))
        finally:
            for process in running:
                if process.poll() is None:
                    _signal(process, signal.SIGKILL)


def _signal(process: subprocess.Popen[str], number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)
