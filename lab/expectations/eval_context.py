"""When and after what a check is evaluated: all that judging knows besides the answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lab.record.event import LoadTruth


@dataclass(frozen=True, slots=True)
class EvalContext:
    """Unix seconds. `load` is the truth of all loads so far to the service of the latest one, None before the first.

    `step_started`: when the action of the step had happened; `action_started`: when it was about to, None before.
    `loads`: the truth of each load by its name. `steps`: by the name of this step and the earlier ones, when the action
    was about to happen.
    """

    now: float
    step_started: float
    lab_started: float
    load: LoadTruth | None = None
    action_started: float | None = None
    loads: Mapping[str, LoadTruth] = field(default_factory=dict)
    steps: Mapping[str, float] = field(default_factory=dict)

    @property
    def effects_since(self) -> float:
        """What comes from then on may be an effect of the step: a fault has some before the engine has confirmed it."""
        return self.step_started if self.action_started is None else min(self.step_started, self.action_started)

    @property
    def watched(self) -> float:
        """Seconds since the step began."""
        return self.now - self.step_started

    def at(self, moment: float) -> str:
        """A moment (unix seconds) as a time since the step began, for a message."""
        return f"{moment - self.step_started:.1f} s"
