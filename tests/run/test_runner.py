"""A run from its first event to its last, of a lab that is not there."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest

from lab.containers.engine import SlowAnswer
from lab.containers.engine_errors import CommandFailed
from lab.errors import EngineUnavailable, LabError, NotReady, Place, StepFailed
from lab.language import reasons
from lab.plan.actions import CallPlan, FaultPlan
from lab.plan.model import CheckPlan, EarlyFailure, LabPlan, MutantPlan, StepPlan
from lab.queries.answer import Answer
from lab.record.event import EngineSlow, Event, Exited, Failed, Judged, Phase, RunEnded
from lab.record.verdict import Status
from lab.run.clock import Clock, clocks_text
from lab.run.lab import Lab
from lab.run.runner import Run
from lab.settings import Settings
from tests.run.fake_lab import FakeProject, exited, lab_of, plan_of, running
from tests.run.scripted import check
from tests.run.test_expecting import Answers, answering

SETTINGS = Settings(Path("/p"), Path("/p"), Path("/s"), Path("/r"))
PLACE = Place("scenario.yaml", 1, 1)


class FakeEngine:
    on_slow_answer: Callable[[SlowAnswer], None]

    def for_run(self, on_slow_answer: Callable[[SlowAnswer], None], give_up_at: float) -> FakeEngine:
        self.on_slow_answer = on_slow_answer
        return self

    def give_up_at(self, at: float) -> None:
        assert at > time.monotonic()


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Event]]:
    """The events of a run; `backends` answers its queries, `failing` is raised instead of starting."""
    monkeypatch.setattr("lab.run.runner.evidence", lambda lab, dialects, clock, verdicts, actions: ())
    monkeypatch.setattr("lab.run.runner.collect_logs", lambda plan, running, clock: ())
    monkeypatch.setattr("lab.run.platforms.attach", lambda engine, project: None)
    monkeypatch.setattr("lab.containers.cleanup.remove", lambda engine, project: None)
    monkeypatch.setattr("lab.run.watch.CONTAINER_POLL_S", 0.01)
    monkeypatch.setattr("lab.run.watch.SAMPLE_POLL_S", 60.0)

    def events_of(
        plan: LabPlan,
        backends: Answers | None = None,
        fake: FakeProject | None = None,
        failing: LabError | None = None,
        slow: SlowAnswer | None = None,
    ) -> list[Event]:
        engine = FakeEngine()

        def start(plan: LabPlan, *rest: Any) -> Generator[Event, None, Lab]:
            if slow is not None:
                engine.on_slow_answer(slow)
            yield Phase(at_ms=1, name="images", ms=1)
            yield Phase(at_ms=1, name="ready", ms=1)
            if failing is not None:
                raise failing
            return lab_of(plan, fake or FakeProject(running))

        monkeypatch.setattr("lab.run.runner.start_lab", start)
        answers = backends or answering(up=lambda count: "1")
        monkeypatch.setattr(Lab, "backends", lambda lab, clock: answers)
        return list(Run(plan, engine, SETTINGS).events())  # type: ignore[arg-type]

    return events_of


def step(name: str, *checks: CheckPlan) -> StepPlan:
    return StepPlan(name, PLACE, None, (), (), checks)


def kinds(events: list[Event]) -> list[str]:
    return [event.event for event in events]


def verdicts(events: list[Event]) -> dict[str, Status]:
    return {event.verdict.name: event.verdict.status for event in events if isinstance(event, Judged)}


def test_a_run_ends_with_the_lab_taken_down(run: Callable[..., list[Event]]) -> None:
    events = run(plan_of(step("asked", check("it is up"))))
    assert verdicts(events) == {"it is up": Status.PASSED}
    assert kinds(events)[0] == "run-started"
    assert isinstance(events[-2], Phase) and events[-2].name == "down"
    assert events[-1] == RunEnded(at_ms=events[-1].at_ms, exit_code=0)


def test_clocks_that_differ_are_said_and_the_engine_s_is_taken() -> None:
    assert Clock(ahead_s=90.0).now() - Clock().now() == pytest.approx(90.0, abs=1.0)
    assert clocks_text(-2.5) == (
        "the engine's clock is 2.5 s behind this machine's; all times of the run are the engine's"
    )


def test_a_lab_that_cannot_start_is_exit_code_4(run: Callable[..., list[Event]]) -> None:
    events = run(plan_of(step("asked", check("it is up"))), failing=NotReady("api was not ready", evidence="its log"))
    (failed,) = [event for event in events if isinstance(event, Failed)]
    assert (failed.kind, failed.message, failed.evidence, failed.exit_code) == (
        "NotReady",
        "api was not ready",
        "its log",
        4,
    )
    assert events[-1] == RunEnded(at_ms=events[-1].at_ms, exit_code=4)


def test_an_engine_that_goes_away_meanwhile_is_exit_code_4(run: Callable[..., list[Event]]) -> None:
    def gone() -> Any:
        raise EngineUnavailable("no Docker Engine answers at unix:///nowhere.sock")

    never = answering(up=lambda count: "0")
    events = run(plan_of(step("asked", check("it is up", within=60.0))), never, FakeProject(gone))
    (failed,) = [event for event in events if isinstance(event, Failed)]
    assert (failed.kind, failed.exit_code) == ("EngineUnavailable", 4)


def test_a_slow_engine_is_an_event_and_no_failure(run: Callable[..., list[Event]]) -> None:
    slow = SlowAnswer("inspecting containers", 23.0, answered=True)
    events = run(plan_of(step("asked", check("it is up"))), slow=slow)
    (event,) = [event for event in events if isinstance(event, EngineSlow)]
    assert (event.question, event.ms, event.answered) == ("inspecting containers", 23_000, True)
    assert events[-1] == RunEnded(at_ms=events[-1].at_ms, exit_code=0)


def test_a_step_whose_service_has_died_is_exit_code_1_with_its_last_words(
    run: Callable[..., list[Event]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*rest: Any) -> Any:
        raise StepFailed("cannot kill api: it is exited, not running or paused")

    monkeypatch.setattr("lab.run.runner.act", refuse)
    kill = StepPlan("it is killed", PLACE, FaultPlan("kill", "api"), (), (), (check("it is up"),))
    events = run(plan_of(kill), fake=FakeProject(exited))
    (failed,) = [event for event in events if isinstance(event, Failed)]
    assert failed.message == (
        "step 'it is killed' failed, because api was not running: it had exited with code 137 (SIGKILL); "
        "its last lines: last lines of api"
    )
    assert (failed.kind, failed.exit_code, failed.evidence) == ("StepFailed", 1, "last lines of api")
    assert events[-1] == RunEnded(at_ms=events[-1].at_ms, exit_code=1)


def test_a_call_answered_otherwise_is_exit_code_1(
    run: Callable[..., list[Event]], monkeypatch: pytest.MonkeyPatch
) -> None:
    call = CallPlan("api", 8000, "POST", "/v1/metrics", "{}", "application/json", None, None)
    answer = Answer(json={"status": 400, "text": '{"message": "invalid temporality"}', "json": None})
    monkeypatch.setattr("lab.run.actions.page.send", lambda *request: answer)
    log = "level=info msg=ready\nlevel=error msg=temporality"
    fake = FakeProject(running)
    monkeypatch.setattr(fake, "logs", lambda service, lines=50, since=None: log)
    events = run(plan_of(StepPlan("sent", PLACE, call, (), (), ())), fake=fake)
    (failed,) = [event for event in events if isinstance(event, Failed)]
    assert failed.message == (
        "step 'sent' failed: api answered 400 to POST /v1/metrics, not 2xx: invalid temporality; "
        "its log says: level=error msg=temporality"
    )
    assert (failed.exit_code, events[-1].event) == (1, "run-ended")


def test_an_engine_that_refuses_an_action_is_exit_code_4(
    run: Callable[..., list[Event]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*rest: Any) -> Any:
        raise CommandFailed("cannot pause api", stderr="cgroups: freezer not supported")

    monkeypatch.setattr("lab.run.runner.act", refuse)
    pause = StepPlan("it is paused", PLACE, FaultPlan("pause", "api"), (), (), ())
    events = run(plan_of(pause))
    assert events[-1] == RunEnded(at_ms=events[-1].at_ms, exit_code=4)


def test_a_container_that_exits_ends_what_is_awaited(run: Callable[..., list[Event]]) -> None:
    never = answering(up=lambda count: "0")
    events = run(plan_of(step("asked", check("it is up", within=60.0))), never, FakeProject(exited))
    assert verdicts(events) == {"it is up": Status.FAILED}
    assert [event.service for event in events if isinstance(event, Exited)] == ["api"]


def test_a_mutant_does_not_wait_for_what_may_fail_once_it_is_killed(run: Callable[..., list[Event]]) -> None:
    mutant = MutantPlan("m", {"counted": reasons.WRONG_VALUE}, ("drawn", "later"))
    counted = check("counted", within=60.0)
    counted = CheckPlan(
        counted.name, counted.kind, counted.place, counted.spec, 60.0, miss=EarlyFailure(0.2, reasons.WRONG_VALUE)
    )
    steps = (step("first", counted, check("drawn", within=60.0), check("holds", "now")), step("second", check("later")))
    backends = answering(up=lambda count: "0", now=lambda count: "1")
    events = run(plan_of(*steps, mutant=mutant), backends)
    assert verdicts(events) == {"holds": Status.PASSED, "counted": Status.FAILED, "drawn": Status.FAILED}
    assert events[-1].at_ms < 30_000


def test_a_mutant_judges_what_must_hold_though_it_is_killed(run: Callable[..., list[Event]]) -> None:
    mutant = MutantPlan("m", {"counted": reasons.WRONG_VALUE}, ())
    steps = (step("first", check("counted", within=0.1)), step("second", check("holds", "now")))
    backends = answering(up=lambda count: "0", now=lambda count: "1" if count > 2 else "0")
    events = run(plan_of(*steps, mutant=mutant), backends)
    assert verdicts(events) == {"counted": Status.FAILED, "holds": Status.PASSED}


def test_an_internal_error_ends_the_run_with_its_verdicts(
    run: Callable[..., list[Event]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(*rest: object) -> None:
        raise KeyError("job")

    monkeypatch.setattr("lab.run.runner.evidence", wrong)
    monkeypatch.setattr("lab.run.runner.log_internal_error", lambda error, settings: f"internal error: {error}")
    events = run(plan_of(step("asked", check("it is up"))))
    assert verdicts(events) == {"it is up": Status.PASSED}
    (failed,) = [event for event in events if isinstance(event, Failed)]
    assert (failed.kind, failed.message, failed.exit_code) == ("KeyError", "internal error: 'job'", 3)
    assert events[-1] == RunEnded(at_ms=events[-1].at_ms, exit_code=3)


def test_a_run_is_cut_short_at_its_deadline(run: Callable[..., list[Event]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lab.run.runner.deadline_s", lambda plan: 0.5)

    began = time.monotonic()
    never = answering(up=lambda count: "0")
    events = run(plan_of(step("asked", check("it is up", within=60.0)), step("not asked", check("later"))), never)
    assert time.monotonic() - began < 5
    assert verdicts(events) == {"it is up": Status.FAILED}
    (failed,) = [event for event in events if isinstance(event, Failed)]
    assert (failed.kind, failed.exit_code) == ("DeadlinePassed", 4)
