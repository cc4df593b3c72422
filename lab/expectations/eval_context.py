"""When and after what a check is evaluated: all that judging knows besides the answers."""

from __future__ import annotations

from dataclasses import dataclass

from lab.record.event import LoadTruth


@dataclass(frozen=True, slots=True)
class EvalContext:
    """Unix seconds. `load` is the truth of the latest load, None before the first.

    `step_started`: when the action of the step had happened; `action_started`: when it was about to, None before.
    """

    now: float
    step_started: float
    lab_started: float
    load: LoadTruth | None = None
    action_started: float | None = None

    @property
    def watched(self) -> float:
        """Seconds since the step began."""
        return self.now - self.step_started

    def at(self, moment: float) -> str:
        """A moment (unix seconds) as a time since the step began, for a message."""
        return f"{moment - self.step_started:.1f} s"
