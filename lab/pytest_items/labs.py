"""A lab of the session: run once, when the first of its items needs the result; all items read its record."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Never, TypeAlias

import pytest

from lab.containers.engine import Engine, connect
from lab.errors import LabError
from lab.internal_errors import log_internal_error
from lab.plan.model import LabPlan
from lab.record.run_record import RunRecord
from lab.report.formatting import relative_path
from lab.run.execute import execute
from lab.run.memory import check_memory
from lab.run.runner import Run, deadline_s
from lab.run.starting import IMAGES_DEADLINE_S
from lab.settings import Settings, from_environment


@dataclass(frozen=True, slots=True)
class Ran:
    """`report` is where a person finds it; `kept` names the lab when it still runs."""

    record: RunRecord
    report: str = ""
    kept: str = ""


@dataclass(frozen=True, slots=True)
class NotRun:
    message: str
    remedy: str = ""
    evidence: str = ""


Runner: TypeAlias = Callable[[LabPlan], Ran]
RUNNER = pytest.StashKey[Runner]()


@dataclass(slots=True)
class ScenarioRun:
    """`failure_shown`: whether an item has shown in full why the lab could not run; the others refer to it."""

    plan: LabPlan
    run: Runner
    failure_shown: bool = False
    result: Ran | NotRun | None = None

    def ran(self) -> Ran | NotRun:
        """Runs the lab on the first call."""
        if self.result is None:
            # Stays when the run is cut short by Ctrl-C or a timeout: no other item may start it again.
            self.result = NotRun("the run was stopped before its end")
            try:
                self.result = self.run(self.plan)
            except LabError as error:
                self.result = NotRun(error.message, error.remedy, error.evidence)
            except Exception as error:  # noqa: BLE001 - a bug of ours is logged, and fails the items
                self.result = NotRun(log_internal_error(error, from_environment()))
        return self.result

    def time_limit_s(self) -> float:
        """After this the run hangs. Any item may be the one that starts the lab and builds its images."""
        return deadline_s(self.plan) + IMAGES_DEADLINE_S


@dataclass(slots=True)
class RunsOnEngine:
    """Real runs. Connects to the engine on the first one. `live` is where a worker notes its lab, so that the
    controller can take it down; `selected` are the plans of the session."""

    settings: Settings
    keep: bool
    strict: bool
    at_once: int
    live: Path | None
    selected: Callable[[], tuple[LabPlan, ...]]
    engine: Engine | None = None

    def __call__(self, plan: LabPlan) -> Ran:
        if self.engine is None:
            self.engine = connect(self.settings)
        facts = self.engine.facts()
        check_memory({one.label: one for one in self.selected()}.values(), self.at_once, facts, "-n 1")
        run = Run(plan, self.engine, self.settings, keep=self.keep, strict=self.strict)
        with _sigterm_as_ctrl_c(), self._noted(run.project):
            record, files = execute(run, facts)
        return Ran(record, relative_path(files.report), run.project if self.keep else "")

    @contextmanager
    def _noted(self, project: str) -> Iterator[None]:
        if self.live is None or self.keep:
            yield
            return
        self.live.mkdir(parents=True, exist_ok=True)
        note = self.live / project
        note.touch()
        yield
        # Stays when the run was cut short: the controller then makes sure that its lab is down.
        note.unlink()


@contextmanager
def _sigterm_as_ctrl_c() -> Iterator[None]:
    """pytest ends at once on SIGTERM; the lab must be taken down first."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _interrupt(signum: int, frame: object) -> Never:
    raise KeyboardInterrupt
