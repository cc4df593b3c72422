"""Time, as an argument. The only file of lab that sleeps, and only between two attempts at something awaited."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Clock:
    """`stopped` ends every pause at once: a run that is over waits for nothing."""

    stopped: threading.Event = field(default_factory=threading.Event)
    zero: float = field(default_factory=time.monotonic)

    def now(self) -> float:
        """Unix seconds, the time that samples and notifications carry."""
        return time.time()

    def ms(self) -> int:
        """Milliseconds since this clock was made."""
        return round((time.monotonic() - self.zero) * 1000)

    def pause(self, seconds: float) -> None:
        self.stopped.wait(seconds)
