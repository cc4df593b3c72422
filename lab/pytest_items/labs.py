"""A lab of the session: run once, when the first of its items asks how it went, and told from its record ever after."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Never, TypeAlias

import pytest

from lab.commands.internal_errors import keep_fault
from lab.commands.output import shown
from lab.commands.run import check_memory, conduct
from lab.containers.engine import Engine, connect
from lab.errors import LabError
from lab.plan.model import LabPlan
from lab.record.run_record import RunRecord
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
    """`told` is set once somebody has shown why it could not run: one such text is enough."""

    plan: LabPlan
    run: Runner
    told: bool = False
    ended: Ran | NotRun | None = None

    def outcome(self) -> Ran | NotRun:
        if self.ended is None:
            # Also when the run is torn off, by Ctrl-C or a time-out: no other item may start it again.
            self.ended = NotRun("the run was ended before it was over")
            try:
                self.ended = self.run(self.plan)
            except LabError as error:
                self.ended = NotRun(error.message, error.remedy, error.evidence)
            except Exception as fault:  # noqa: BLE001 - told to a person, and kept for whoever mends it
                self.ended = NotRun(keep_fault(fault, from_environment()))
        return self.ended

    def time_limit_s(self) -> float:
        """Past this something hangs. Any item may be the one that starts the lab and builds its images."""
        return deadline_s(self.plan) + IMAGES_DEADLINE_S


@dataclass(slots=True)
class RunsOnEngine:
    """Real runs, connected on first need. `live` is where a worker notes its lab, so that others can take it down."""

    settings: Settings
    keep: bool
    at_once: int
    live: Path | None
    chosen: Callable[[], tuple[LabPlan, ...]]
    engine: Engine | None = None

    def __call__(self, plan: LabPlan) -> Ran:
        if self.engine is None:
            self.engine = connect(self.settings)
        facts = self.engine.facts()
        check_memory({each.label: each for each in self.chosen()}.values(), self.at_once, facts, "-n 1")
        run = Run(plan, self.engine, self.settings, keep=self.keep)
        with _sigterm_as_ctrl_c(), self._noted(run.project):
            record, paths = conduct(run, facts)
        return Ran(record, shown(paths.report), run.project if self.keep else "")

    @contextmanager
    def _noted(self, project: str) -> Iterator[None]:
        if self.live is None or self.keep:
            yield
            return
        self.live.mkdir(parents=True, exist_ok=True)
        note = self.live / project
        note.touch()
        yield
        # Stays when the run did not end by itself: whether its lab is down is then for the one who sweeps.
        note.unlink()


@contextmanager
def _sigterm_as_ctrl_c() -> Iterator[None]:
    """pytest dies of SIGTERM where it stands; a lab must be taken down first."""
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
