"""The deadline of a run: how long it may take from its first container on, and what happens when it has passed.

It is the sum of what its parts may take. Each part keeps its own limit; the deadline is for what no limit foresees, an
engine that hangs or a machine that is overloaded.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from lab.errors import CannotStart
from lab.plan.actions import CallPlan, FaultPlan, ImportPlan, LoadPlan, ManifestPlan, SilencePlan
from lab.plan.model import LabPlan, StepPlan
from lab.run.clock import Clock
from lab.run.cluster import APPLY_S, SETTLE_S
from lab.run.evidence import EVIDENCE_S
from lab.run.load import LOAD_GRACE_S
from lab.run.polling import ATTEMPT_S
from lab.run.readiness import is_awaited, within
from lab.run.starting import START_DEADLINE_S

_ACTION_S = 30.0  # what any action but a load may take: the longest is a call to a service


def deadline_s(plan: LabPlan) -> float:
    """What starting may take, each step its action and its slowest expectation, and collecting evidence."""
    ready = (within(service) for service in plan.services if is_awaited(service))
    total: float = START_DEADLINE_S + max(ready, default=0.0) + EVIDENCE_S
    if plan.cluster is not None:  # services start in two turns
        total += APPLY_S + SETTLE_S + START_DEADLINE_S
    return total + sum(map(_step_s, plan.steps))


def _step_s(step: StepPlan) -> float:
    waits = [max((check.within for check in checks), default=None) for checks in (step.wait, step.expect)]
    expecting = sum(within + ATTEMPT_S for within in waits if within is not None)
    match step.action:
        case LoadPlan() as load:
            return expecting + load.seconds + LOAD_GRACE_S
        case CallPlan() | FaultPlan() | SilencePlan() | ImportPlan():
            return expecting + _ACTION_S
        case ManifestPlan():
            return expecting + APPLY_S + SETTLE_S
        case _:
            return expecting


class DeadlinePassed(CannotStart):
    """The run was cut short at its deadline. The exit code is that of a lab that could not do its work."""


@dataclass(slots=True)
class Deadline:
    """Stops the clock of a run when its time is over, which ends everything that waits.

    `begin` is called when all images are there: getting them takes what it takes.
    """

    seconds: float
    clock: Clock
    passed: bool = False
    _timer: threading.Timer | None = field(default=None, init=False)

    def begin(self) -> None:
        self._timer = threading.Timer(self.seconds, self._pass)
        self._timer.daemon = True
        self._timer.start()

    def cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def check(self) -> None:
        """Raises DeadlinePassed."""
        if self.passed:
            raise DeadlinePassed(
                f"the run has not ended within its {self.seconds:.0f} s, and was cut short",
                remedy="the timeline shows what took so long; run fewer labs at once if the machine is overloaded",
            )

    def _pass(self) -> None:
        self.passed = True
        self.clock.stopped.set()
