"""How steady this machine is: the same piece of work again and again, timed. What that means is for `lab.compare`."""

from __future__ import annotations

import hashlib
import time

_BLOCK = bytes(1024 * 1024)
_BLOCKS = 64


def piece_of_work() -> float:
    """Milliseconds for some 0.1 s of processor time that touches neither disk nor network."""
    began = time.perf_counter()
    digest = hashlib.sha256()
    for _ in range(_BLOCKS):
        digest.update(_BLOCK)
    return (time.perf_counter() - began) * 1000
