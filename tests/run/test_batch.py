from __future__ import annotations

import json
import signal
import threading
from pathlib import Path
from typing import Any

import pytest

from lab.engine_facts import EngineFacts, engine_facts
from lab.errors import CannotStart, ExitCode, Interrupted
from lab.language import reasons
from lab.record.event import Judged, RunEnded, RunStarted
from lab.record.run_record import RunRecord
from lab.record.verdict import Status
from lab.report.files import ReportFiles, write_reports
from lab.run import batch
from lab.run.batch import RunOptions, run_plans
from lab.settings import Settings
from tests.plan.planned import planned
from tests.report.records import record, verdict

PLAN = planned()


class FakeEngine:
    def facts(self) -> EngineFacts:
        return engine_facts({})

    def for_run(self, *_: object) -> FakeEngine:
        return self


def started() -> RunStarted:
    return RunStarted(at_ms=0, scenario="shop", title="A shop", lab="lab-shop-1", plan_digest="", deadline_ms=9)


def run_of(status: Status) -> RunRecord:
    reason = None if status is Status.PASSED else reasons.WRONG_VALUE
    judged = Judged(at_ms=1, verdict=verdict("counted", status, reason=reason))
    code = 0 if status is Status.PASSED else 1
    return record((started(), judged, RunEnded(at_ms=2, exit_code=code)), exit_code=code)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path, tmp_path, tmp_path, tmp_path / "runs", step_summary=tmp_path / "summary.md")


@pytest.fixture
def records(monkeypatch: pytest.MonkeyPatch) -> list[RunRecord]:
    """What the runs come to, in this order. There is no engine."""
    results = [run_of(Status.PASSED), run_of(Status.FAILED)]

    def execute(run: Any, facts: Any, on_event: Any) -> tuple[RunRecord, ReportFiles]:
        result = results.pop(0)
        for event in result.events:
            on_event(event)
        return result, write_reports(result, run.settings.runs / run.project)

    monkeypatch.setattr(batch, "connect", lambda settings: FakeEngine())
    monkeypatch.setattr(batch, "check_memory", lambda *arguments: None)
    monkeypatch.setattr(batch, "execute", execute)
    return results


@pytest.mark.parametrize("at_once", [1, 2])
def test_run_plans_has_the_worst_exit_code(at_once: int, settings: Settings, records: list[RunRecord]) -> None:
    assert run_plans((PLAN, PLAN), settings, RunOptions(at_once=at_once)) is ExitCode.FAILED
    assert settings.step_summary is not None
    assert settings.step_summary.read_text().startswith("## 1 of 2 runs passed")


def test_run_plans_prints_each_run_and_all_of_them(
    settings: Settings, records: list[RunRecord], capsys: pytest.CaptureFixture[str]
) -> None:
    run_plans((PLAN, PLAN), settings, RunOptions())
    lines = capsys.readouterr().out.splitlines()
    assert "1 of 1 expectation passed in 26.3 s" in lines
    assert "0 of 1 expectation passed in 26.3 s; 1 failed" in lines
    assert lines[-1] == "1 of 2 runs passed, 52.6 s of run time"


def test_run_plans_as_ndjson(settings: Settings, records: list[RunRecord], capsys: pytest.CaptureFixture[str]) -> None:
    run_plans((PLAN, PLAN), settings, RunOptions(ndjson=True))
    events = [json.loads(line)["event"] for line in capsys.readouterr().out.splitlines()]
    assert events == ["run-started", "verdict", "run-ended"] * 2


def test_run_plans_raises_what_keeps_a_run_from_starting(
    settings: Settings, records: list[RunRecord], monkeypatch: pytest.MonkeyPatch
) -> None:
    def execute(run: Any, facts: Any, on_event: Any) -> tuple[RunRecord, ReportFiles]:
        raise CannotStart("no engine")

    removed: list[str] = []
    monkeypatch.setattr(batch, "execute", execute)
    monkeypatch.setattr(batch, "remove", lambda engine, project: removed.append(project))
    with pytest.raises(CannotStart):
        run_plans((PLAN, PLAN), settings, RunOptions(at_once=2))
    assert removed == []


def test_run_plans_tells_verdicts_when_no_report_can_be_written(
    tmp_path: Path, records: list[RunRecord], capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "runs").write_text("a file")
    settings = Settings(tmp_path, tmp_path, tmp_path, tmp_path / "runs", step_summary=tmp_path / "runs" / "summary.md")
    assert run_plans((PLAN,), settings, RunOptions()) is ExitCode.PASSED
    out, problems = capsys.readouterr()
    assert "1 of 1 expectation passed in 26.3 s" in out.splitlines()
    assert "report.html" not in out
    assert [line.partition(": ")[0].rpartition("/")[2] for line in problems.splitlines()] == [
        "run.json", "events.ndjson", "junit.xml", "report.html", "could not write the step summary",
    ]  # fmt: skip


def test_an_interrupt_stops_the_clocks_of_all_runs_before_it_takes_their_labs_down(
    settings: Settings, records: list[RunRecord], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that waits for the build of an image notices only its clock, and taking a lab down takes seconds."""
    both, runs, stopped = threading.Barrier(2), [], []

    def execute(run: Any, facts: Any, on_event: Any) -> tuple[RunRecord, ReportFiles]:
        runs.append(run)
        if both.wait(30) == 0:
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
        assert run.clock.stopped.wait(30)
        raise Interrupted("stopped")

    def remove(engine: Any, project: str) -> None:
        stopped.append(all(run.clock.stopped.is_set() for run in runs))

    monkeypatch.setattr(batch, "execute", execute)
    monkeypatch.setattr(batch, "remove", remove)
    with pytest.raises(KeyboardInterrupt):
        run_plans((PLAN, PLAN, PLAN), settings, RunOptions(at_once=2))
    assert stopped and all(stopped)
