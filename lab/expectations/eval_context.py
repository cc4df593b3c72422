"""When and after what a check is asked: the only context a judgement has besides the answers."""

from __future__ import annotations

from dataclasses import dataclass

from lab.record.event import LoadTruth


@dataclass(frozen=True, slots=True)
class Moment:
    """Unix seconds. `load` is the truth of the latest load, None before the first."""

    now: float
    step_started: float
    lab_started: float
    load: LoadTruth | None = None
