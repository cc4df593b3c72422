"""Times whole commands in interleaved rounds, so that a machine that slows down slows all of them."""

from __future__ import annotations

import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timed:
    """Seconds of each round, in the order in which they were run."""

    name: str
    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    def line(self, unit: float = 1000.0, name: str = "ms") -> str:
        low, high = min(self.seconds) * unit, max(self.seconds) * unit
        return f"{self.name:<44} {self.median * unit:9.1f} {name}   ({low:.1f} to {high:.1f})"


def command(words: Sequence[str]) -> Callable[[], float]:
    def run() -> float:
        began = time.perf_counter()
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return time.perf_counter() - began

    return run


def interleaved(rounds: int, **subjects: Callable[[], float]) -> dict[str, Timed]:
    """One warm-up of each, then A B A B ..."""
    for run in subjects.values():
        run()
    found: dict[str, list[float]] = {name: [] for name in subjects}
    for _ in range(rounds):
        for name, run in subjects.items():
            found[name].append(run())
    return {name: Timed(name, tuple(seconds)) for name, seconds in found.items()}


def verdict(words: str, holds: bool) -> bool:
    print(f"  {'holds ' if holds else 'MISSED'}  {words}")
    return holds
