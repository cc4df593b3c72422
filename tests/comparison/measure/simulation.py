"""Sides of real comparisons, a lab whose services all answer at one address, and a clock that only pauses move."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from lab.comparison.reading import read_comparison
from lab.comparison.sides.planning import SidePlan, plan_side
from lab.run.clock import Clock
from lab.run.lab import Lab
from tests.plan.planned import FOLDERS


def side_of(comparison: str, name: str, size: int | None = None) -> SidePlan:
    return plan_side(read_comparison(FOLDERS.comparison(comparison)), name, FOLDERS, size=size)


def lab_at(url: str, side: SidePlan) -> Lab:
    project: Any = SimpleNamespace(endpoint=lambda service, port: url)
    return Lab(side.plan, project, 100.0)


class ManualClock:
    """Pauses advance it, and nothing else."""

    def __init__(self, at: float = 100.0) -> None:
        self.at = at
        self.stopped = SimpleNamespace(is_set=lambda: False)

    def now(self) -> float:
        return self.at

    def ms(self) -> int:
        return round(self.at * 1000)

    def pause(self, seconds: float) -> None:
        self.at += seconds


def manual_clock(at: float = 100.0) -> Clock:
    return cast("Clock", ManualClock(at))
