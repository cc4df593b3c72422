from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest

from lab.plan.model import LabPlan
from lab.record.event import Event, Phase, RunEnded
from lab.record.run_record import RunRecord
from lab.report.files import ReportFiles, write_reports
from lab.report.saved_runs import read_record
from lab.run.execute import execute
from lab.run.runner import Run
from lab.settings import Settings
from tests.plan.planned import planned
from tests.run.scripted import ManualClock

ENDED = RunEnded(at_ms=9, exit_code=1)


@dataclass
class FakeRun:
    """Yields written events; `down` tells whether the generator was closed."""

    folder: Path
    script: tuple[Event, ...] = (Phase(at_ms=1, name="images", ms=1), ENDED)
    strict: bool = False
    plan: LabPlan = field(default_factory=planned)
    clock: ManualClock = field(default_factory=ManualClock)
    project: str = "lab-shop-1a2b3c"
    down: bool = False

    @property
    def settings(self) -> Settings:
        return Settings(self.folder, self.folder, self.folder, self.folder / "runs")

    def events(self) -> Generator[Event, None, None]:
        try:
            yield from self.script
        finally:
            self.down = True


def test_execute_records_events_and_writes_reports(tmp_path: Path) -> None:
    run, seen = FakeRun(tmp_path, strict=True), []
    record, files = execute(cast("Run", run), cast("Any", None), seen.append)
    assert tuple(seen) == record.events == run.script
    assert (record.exit_code, record.strict) == (1, True)
    assert files.run.parent == tmp_path / "runs" / "shop-1a2b3c"
    assert read_record(files.run) == record


def test_execute_takes_the_lab_down_and_writes_reports_when_interrupted(tmp_path: Path) -> None:
    run = FakeRun(tmp_path)

    def interrupt(event: Event) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        execute(cast("Run", run), cast("Any", None), interrupt)
    assert run.down
    record = read_record(tmp_path / "runs" / "shop-1a2b3c" / "run.json")
    assert (record.exit_code, str(record.result.outcome)) == (130, "interrupted")


def test_execute_writes_reports_again_when_that_is_interrupted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    times: list[int] = []

    def interrupted_once(record: RunRecord, folder: Path) -> ReportFiles:
        times.append(1)
        if len(times) == 1:
            raise KeyboardInterrupt
        return write_reports(record, folder)

    monkeypatch.setattr("lab.run.execute.write_reports", interrupted_once)
    with pytest.raises(KeyboardInterrupt):
        execute(cast("Run", FakeRun(tmp_path)), cast("Any", None))
    assert read_record(tmp_path / "runs" / "shop-1a2b3c" / "run.json").exit_code == 1


def test_execute_without_causes_that_cannot_be_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(record: RunRecord) -> RunRecord:
        raise KeyError("job")

    monkeypatch.setattr("lab.run.execute.with_causes", wrong)
    record, files = execute(cast("Run", FakeRun(tmp_path)), cast("Any", None))
    assert read_record(files.run) == record
