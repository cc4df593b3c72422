"""What bounds an answer besides the service that sends it: the end of the run, and the memory that answers may take.

A service can send anything for as long as it likes. So each request has a time limit of its own; `Bounds` cuts it
shorter when the run ends before that, and `one_at_a_time` lets only one thread hold answers that are large.
"""

from __future__ import annotations

import ctypes
import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache

_M_MMAP_THRESHOLD = -3  # of mallopt(3)
_LARGE_BLOCK_BYTES = 1024 * 1024
WAKE_S = 0.1  # how often a wait looks whether it must end


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Bounds:
    """`stopped`: whether nobody waits for the answer any more. `until`: when waiting ends (time.monotonic)."""

    stopped: Callable[[], bool] = _never
    until: float = math.inf

    def ending_at(self, until: float) -> Bounds:
        """These bounds, ending at `until` at the latest."""
        return Bounds(self.stopped, min(self.until, until))

    def check(self) -> None:
        """Raises StoppedWaiting or OutOfTime when waiting must end."""
        if self.stopped():
            raise StoppedWaiting("the run is over")
        if time.monotonic() >= self.until:
            raise OutOfTime("timed out")


UNBOUNDED = Bounds()


class OutOfTime(OSError):
    """A service did not answer completely within the time limit."""


class StoppedWaiting(OSError):
    """Nobody waits for the answer any more."""


class _Holder(threading.local):
    scopes = 0
    holds = False


_holder = _Holder()
_large_answers = threading.Lock()


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """While the block goes on, the large answers of this thread are the only ones in memory (see `hold_large_answer`).

    The block must not keep large answers after its end.
    """
    _holder.scopes += 1
    try:
        yield
    finally:
        _holder.scopes -= 1
        if not _holder.scopes and _holder.holds:
            _holder.holds = False
            _large_answers.release()


@cache
def _give_large_blocks_back() -> None:
    """Once freed, to the system: glibc would come to keep them, tens of megabytes for each thread."""
    with suppress(OSError, AttributeError):  # another libc has no such function, or no such habit
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _LARGE_BLOCK_BYTES)


def hold_large_answer(bounds: Bounds) -> None:
    """Waits until no other thread holds large answers. Raises StoppedWaiting or OutOfTime.

    Outside of `one_at_a_time` nothing is waited for.
    """
    if not _holder.scopes or _holder.holds:
        return
    _give_large_blocks_back()
    while not _large_answers.acquire(timeout=WAKE_S):
        bounds.check()
    _holder.holds = True
