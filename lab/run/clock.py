"""Time, as an argument. The only file of lab that sleeps, and only between two attempts at something awaited."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Clock:
    """`stopped` ends every pause at once: a run that is over waits for nothing.

    `ahead_s`: how far the clock of the lab's containers is ahead of ours, in seconds.
    """

    stopped: threading.Event = field(default_factory=threading.Event)
    zero: float = field(default_factory=time.monotonic)
    ahead_s: float = 0.0

    def now(self) -> float:
        """Unix seconds by the containers' clock, the time that samples and notifications carry."""
        return time.time() + self.ahead_s

    def ms(self) -> int:
        """Milliseconds since this clock was made."""
        return round((time.monotonic() - self.zero) * 1000)

    def pause(self, seconds: float) -> None:
        self.stopped.wait(seconds)


def clocks_text(ahead_s: float) -> str:
    """What a user should know when the clocks differ."""
    how = "ahead of" if ahead_s > 0 else "behind"
    return f"the engine's clock is {abs(ahead_s):.1f} s {how} this machine's; all times of the run are the engine's"
