"""A CPU benchmark that is run before each repetition, to see whether the speed of the machine varies."""

from __future__ import annotations

import hashlib
import time

_BLOCK = bytes(1024 * 1024)
_BLOCKS = 64


def cpu_benchmark_ms() -> float:
    """Milliseconds for about 0.1 s of CPU time that uses neither disk nor network."""
    began = time.perf_counter()
    digest = hashlib.sha256()
    for _ in range(_BLOCKS):
        digest.update(_BLOCK)
    return (time.perf_counter() - began) * 1000
