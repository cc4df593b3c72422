"""Why the action of a step was not done: its service had died, or answered otherwise than the step asks for.

Both are results of the lab and fail the run (exit code 1). An engine that goes away, or refuses, is not (4).
"""

from __future__ import annotations

from lab.containers.states import GONE, ContainerState
from lab.errors import EngineUnavailable, LabError, StepFailed
from lab.language.log_excerpts import last_lines
from lab.language.times import duration
from lab.record.event import Exited
from lab.run.running import Running

_LOG_LINES = 30
_QUOTED = 3


def step_failure(
    failed: LabError, step: str, service: str, running: Running, exited: Exited | None, now: float
) -> LabError:
    """The error to end the run with, in place of what the action raised. `now`: unix seconds."""
    if isinstance(failed, EngineUnavailable):
        return failed
    state = _state_of(service, running) if service else None
    if state is not None and state.status in GONE and service not in running.faulted:
        return _died(step, state, running, now)
    if exited is not None and isinstance(failed, StepFailed):
        because = f"; {exited.service} had exited unexpectedly with code {exited.code_text}"
        return StepFailed(f"step {step!r} failed: {failed.message}{because}", evidence=failed.evidence or exited.log)
    if isinstance(failed, StepFailed):
        message = f"step {step!r} failed: {failed.message}"
        return StepFailed(message, remedy=failed.remedy, evidence=failed.evidence)
    return failed


def _state_of(service: str, running: Running) -> ContainerState | None:
    try:
        return running.states().get(service)
    except EngineUnavailable:
        raise
    except LabError:
        return None


def _died(step: str, state: ContainerState, running: Running, now: float) -> StepFailed:
    log = running.logs(state.service, _LOG_LINES)
    if state.status == "removed":
        how = "its container was removed"
    else:
        ago = "" if state.finished_at is None else f" {duration(max(now - state.finished_at, 0.0) * 1000)} before"
        how = f"it had exited{ago} with code {state.exit_text}" + (f": {state.error}" if state.error else "")
    quoted = " / ".join(last_lines(log, _QUOTED))
    words = f"; its last lines: {quoted}" if quoted else "; it wrote no log"
    return StepFailed(
        f"step {step!r} failed, because {state.service} was not running: {how}{words}",
        remedy=f"find out why {state.service} stopped; no step of the scenario stopped it",
        evidence=log,
    )
