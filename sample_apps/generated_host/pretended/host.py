"""The host as it goes on: its CPU counters advance with real time, its files follow, and a change is written before
whoever asked for it is answered."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

from pretended.disk import Disk
from pretended.procfs import CpuTime, Snapshot, slow_files, stat
from pretended.state import State, changed

# A scrape reads the counters as they were at the last tick: over a window of 5 s this is 0.4 % at most.
TICK_S = 0.02
SLOW_EVERY = 25


class Host:
    def __init__(
        self, proc: Path, disk: Disk, cpus: int, clock: Callable[[], float], booted: float, state: State | None = None
    ) -> None:
        """`clock` counts seconds and never goes back; `booted` is a unix time."""
        self._proc, self._disk, self._cpus, self._clock, self._booted = proc, disk, cpus, clock, booted
        self._lock = threading.Lock()
        self._state = state or State()
        self._cpu = CpuTime()
        self._began = self._until = clock()
        self._ticks = 0

    @property
    def state(self) -> State:
        return self._state

    def missing(self) -> str:
        """What is not there yet; empty once the host can be read."""
        return "" if self._ticks >= 2 else f"{self._ticks} of 2 CPU ticks are written"

    def start(self) -> None:
        self._disk.fill(self._state.disk_used)
        self.tick()

    def tick(self) -> None:
        with self._lock:
            self._advance()
            self._write(slow=self._ticks % SLOW_EVERY == 0)
            self._ticks += 1

    def change(self, text: bytes) -> State:
        """Raises NotAState, and OSError when the disk cannot be filled so far."""
        with self._lock:
            state = changed(self._state, text)
            self._disk.fill(state.disk_used)
            self._advance()  # what has been until now was in the old state
            self._state = state
            self._write(slow=True)
            return state

    def _advance(self) -> None:
        now = self._clock()
        self._cpu = self._cpu.after(now - self._until, self._state.cpu_busy)
        self._until = now

    def _write(self, *, slow: bool) -> None:
        now = Snapshot(self._state, self._cpus, self._cpu, self._booted, self._until - self._began)
        for path, text in ({**slow_files(now), "stat": stat(now)} if slow else {"stat": stat(now)}).items():
            _replace(self._proc / path, text)


def _replace(path: Path, text: str) -> None:
    """In one step, so that no reader ever sees half a file."""
    new = path.with_name(f".{path.name}.new")
    try:
        new.write_text(text)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        new.write_text(text)
    os.replace(new, path)
