"""A lab of the session: it runs once, when the first of its items needs the result."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pytest

from lab.containers.engine import Engine, connect
from lab.errors import LabError
from lab.internal_errors import log_internal_error
from lab.plan.model import LabPlan
from lab.record.run_record import RunRecord
from lab.report.formatting import relative_path
from lab.run.clock import Clock
from lab.run.deadline import deadline_s
from lab.run.execute import execute
from lab.run.memory import check_memory
from lab.run.runner import Run
from lab.run.starting import IMAGES_DEADLINE_S
from lab.settings import Settings, from_environment
from lab.signals import signals_as_ctrl_c


@dataclass(frozen=True, slots=True)
class FinishedRun:
    """`report`: the path of its HTML report. `kept`: the name of the lab if it still runs."""

    record: RunRecord
    report: str = ""
    kept: str = ""


@dataclass(frozen=True, slots=True)
class NotRun:
    message: str
    remedy: str = ""
    evidence: str = ""


Runner: TypeAlias = Callable[[LabPlan], FinishedRun]
RUNNER = pytest.StashKey[Runner]()


@dataclass(slots=True)
class ScenarioRun:
    """A lab and its result. `failure_shown`: whether an item has shown in full why it could not run."""

    plan: LabPlan
    run: Runner
    failure_shown: bool = False
    _result: FinishedRun | NotRun | None = None

    def result(self) -> FinishedRun | NotRun:
        """Runs the lab on the first call."""
        if self._result is None:
            # Remains if Ctrl-C or a timeout stops the run: no other item may start it again.
            self._result = NotRun("the run was stopped before its end")
            try:
                self._result = self.run(self.plan)
            except LabError as error:
                self._result = NotRun(error.message, error.remedy, error.evidence)
            except Exception as error:  # noqa: BLE001 - a bug of lab is logged, and fails the items
                self._result = NotRun(log_internal_error(error, from_environment()))
        return self._result

    def time_limit_s(self) -> float:
        """The timeout of an item. Any of them may be the one that starts the lab and builds images."""
        return deadline_s(self.plan) + IMAGES_DEADLINE_S


@dataclass(slots=True)
class EngineRunner:
    """Runs labs on the Docker Engine; connects to it on the first call.

    `markers`: the folder in which a worker marks its running lab, so that the controller can take it down if the worker
    dies; None without workers. `selected`: the plans of the session.
    """

    settings: Settings
    keep: bool
    strict: bool
    at_once: int
    markers: Path | None
    selected: Callable[[], tuple[LabPlan, ...]]
    engine: Engine | None = None

    def __call__(self, plan: LabPlan) -> FinishedRun:
        if self.engine is None:
            self.engine = connect(self.settings)
        facts = self.engine.facts()
        check_memory({selected.label: selected for selected in self.selected()}.values(), self.at_once, facts, "-n 1")
        clock = Clock(ahead_s=facts.clock_ahead_s)
        run = Run(plan, self.engine, self.settings, keep=self.keep, strict=self.strict, clock=clock)
        with signals_as_ctrl_c(), self._marked(run.project):
            record, files = execute(run, facts)
        for problem in files.unwritten:
            warnings.warn(f"lab could not write {problem}", stacklevel=1)
        report = relative_path(files.report) if files.report.exists() else ""
        return FinishedRun(record, report, run.project if self.keep else "")

    @contextmanager
    def _marked(self, project: str) -> Iterator[None]:
        if self.markers is None or self.keep:
            yield
            return
        self.markers.mkdir(parents=True, exist_ok=True)
        marker = self.markers / project
        marker.touch()
        yield
        # Remains after an exception: the controller then makes sure that the lab is down.
        marker.unlink()
