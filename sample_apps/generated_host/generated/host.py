"""The running host: its CPU counters advance with real time and are written to its files, and a change of state is
written before its request returns."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

from generated.disk import Disk
from generated.procfs import CpuTime, Snapshot, slow_files, stat
from generated.state import State, update_state

# A scrape reads the counters of the last tick: over a window of 5 s the error is at most 0.4 %.
TICK_S = 0.02
SLOW_FILES_EVERY = 25


class Host:
    def __init__(
        self, proc: Path, disk: Disk, cpus: int, clock: Callable[[], float], booted: float, state: State | None = None
    ) -> None:
        """`clock` is monotonic, in seconds; `booted` is a unix time."""
        self._proc, self._disk, self._cpus, self._clock, self._booted = proc, disk, cpus, clock, booted
        self._lock = threading.Lock()
        self._state = state or State()
        self._cpu = CpuTime()
        self._started = self._until = clock()
        self._ticks = 0

    @property
    def state(self) -> State:
        return self._state

    def missing(self) -> str:
        """What is missing until the host can be read; empty when nothing is."""
        return "" if self._ticks >= 2 else f"{self._ticks} of 2 CPU ticks are written"

    def start(self) -> None:
        self._disk.fill(self._state.disk_used)
        self.tick()

    def tick(self) -> None:
        with self._lock:
            self._advance()
            self._write(slow=self._ticks % SLOW_FILES_EVERY == 0)
            self._ticks += 1

    def change(self, text: bytes) -> State:
        """Raises InvalidState, and OSError when the disk cannot be filled that far."""
        with self._lock:
            state = update_state(self._state, text)
            self._disk.fill(state.disk_used)
            self._advance()  # until now the old state applied
            self._state = state
            self._write(slow=True)
            return state

    def _advance(self) -> None:
        now = self._clock()
        self._cpu = self._cpu.after(now - self._until, self._state.cpu_busy)
        self._until = now

    def _write(self, *, slow: bool) -> None:
        snapshot = Snapshot(self._state, self._cpus, self._cpu, self._booted, self._until - self._started)
        files = {**(slow_files(snapshot) if slow else {}), "stat": stat(snapshot)}
        for path, text in files.items():
            _replace(self._proc / path, text)


def _replace(path: Path, text: str) -> None:
    """Atomically, so that no reader sees half a file."""
    new = path.with_name(f".{path.name}.new")
    try:
        new.write_text(text)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        new.write_text(text)
    os.replace(new, path)
