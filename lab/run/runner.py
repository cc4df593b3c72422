"""One run of a plan: starts the lab, takes it through its steps, judges, collects evidence and takes it down.

It decides nothing about what is right (`lab.expectations`) and writes nothing (`lab.report`): it only yields events.
"""

from __future__ import annotations

import queue
import secrets
import time
from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from lab.containers.engine import SlowAnswer
from lab.errors import EngineUnavailable, ExitCode, LabError, StepFailed
from lab.internal_errors import log_internal_error
from lab.language import reasons
from lab.plan.actions import ChangePlan, LoadPlan
from lab.plan.model import CheckPlan, LabPlan, StepPlan
from lab.plan.naming import project_name
from lab.record.event import (
    ActionDone,
    EngineSlow,
    Event,
    Failed,
    Judged,
    LoadDone,
    LoadTruth,
    Phase,
    RunEnded,
    RunStarted,
    StepStarted,
    Waiting,
)
from lab.record.outcome import run_result
from lab.record.verdict import Status, Verdict
from lab.run.actions import OtherAction, act, describe, left_out
from lab.run.clock import Clock, clocks_text
from lab.run.deadline import Deadline, deadline_s
from lab.run.evidence import collect_logs, evidence
from lab.run.expecting import StepContext, expect, expecting_throughout, undecided
from lab.run.lab import Lab
from lab.run.load import both, sending
from lab.run.planned_failures import PlannedFailures, planned_failures
from lab.run.platforms import PREPARED, Platform, leave, start_lab, take_down, whatever_runs
from lab.run.refused_exports import RefusedExports
from lab.run.step_failure import step_failure
from lab.run.undelivered import Undelivered
from lab.run.watch import Watch, watching
from lab.settings import Settings
from lab.stack.folders import Folders


@dataclass(slots=True)
class Run:
    """One run of one plan. `events` is a generator: closing it takes the lab down."""

    plan: LabPlan
    engine: Platform
    settings: Settings
    keep: bool = False
    strict: bool = False
    clock: Clock = field(default_factory=Clock)
    token: str = field(default_factory=lambda: secrets.token_hex(3))
    load: LoadTruth | None = None
    loads: dict[str, LoadTruth] = field(default_factory=dict)  # by service, all that was sent to it so far
    named_loads: dict[str, LoadTruth] = field(default_factory=dict)
    steps: dict[str, float] = field(default_factory=dict)  # when the action of each was about to happen, unix seconds
    verdicts: list[Verdict] = field(default_factory=list)
    action_times: list[float] = field(default_factory=list)  # when steps acted on services, in unix seconds
    planned: PlannedFailures = field(init=False)
    deadline: Deadline = field(init=False)
    started: bool = False  # whether the lab was ready and its first step begun
    _slow_answers: queue.SimpleQueue[EngineSlow] = field(default_factory=queue.SimpleQueue)

    def __post_init__(self) -> None:
        self.planned = planned_failures(self.plan.mutant)
        self.deadline = Deadline(deadline_s(self.plan), self.clock)
        self.engine = self.engine.for_run(self._note_slow_answer, time.monotonic() + self.deadline.seconds)

    @property
    def project(self) -> str:
        return project_name(self.plan.name, self.token)

    def events(self) -> Generator[Event, None, None]:
        with_slow_answers = self._events()
        try:
            for event in with_slow_answers:
                if isinstance(event, Phase) and event.name in PREPARED and event.ms is not None:
                    # Builds may take an hour; the deadline is that of the lab.
                    self.engine.give_up_at(time.monotonic() + self.deadline.seconds)
                    self.deadline.begin()
                yield event
                yield from self._new_slow_answers()
        finally:
            with_slow_answers.close()

    def _events(self) -> Generator[Event, None, None]:
        ended_by: int | None = None
        yield RunStarted(
            at_ms=0,
            scenario=self.plan.scenario,
            variant=self.plan.variant_name,
            title=self.plan.title,
            lab=self.project,
            plan_digest=self.plan.digest,
            deadline_ms=round(self.deadline.seconds * 1000),
        )
        if self.clock.ahead_s:
            yield Phase(at_ms=0, name="clocks", detail=clocks_text(self.clock.ahead_s))
        try:
            lab = yield from start_lab(self.plan, self.engine, self.settings, self.clock, self.project)
            self.started = True
            yield from self._steps(lab)
            yield from collect_logs(self.plan, lab.running, self.clock)
        except LabError as error:
            ended_by = error.exit_code
            yield Failed(
                at_ms=self.clock.ms(),
                kind=type(error).__name__,
                message=error.message,
                remedy=error.remedy,
                evidence=error.evidence,
                exit_code=error.exit_code,
            )
            running = None if isinstance(error, EngineUnavailable) else whatever_runs(self.engine, self.project)
            yield from collect_logs(self.plan, running, self.clock)
        except Exception as error:  # noqa: BLE001 - a bug of lab must not lose the verdicts that there are
            ended_by = ExitCode.BUG
            message = log_internal_error(error, self.settings)
            yield Failed(at_ms=self.clock.ms(), kind=type(error).__name__, message=message, exit_code=ended_by)
        finally:
            # However it ended, closed, interrupted or by itself: the lab goes down first.
            self.deadline.cancel()
            self.clock.stopped.set()
            if not self.keep:
                down = take_down(self.engine, self.project, self.clock)
        if not self.keep:
            yield down
        elif (left := leave(self.engine, self.project, self.clock)) is not None:
            yield left
        result = run_result(
            tuple(self.verdicts), self.plan.mutant, ended_by=ended_by, strict=self.strict, started=self.started
        )
        yield RunEnded(at_ms=self.clock.ms(), exit_code=result.exit_code)

    def _note_slow_answer(self, slow: SlowAnswer) -> None:
        self._slow_answers.put(
            EngineSlow(
                at_ms=self.clock.ms(),
                question=slow.question,
                ms=round(slow.seconds * 1000),
                answered=slow.answered,
                gone=slow.gone,
            )
        )

    def _new_slow_answers(self) -> Iterator[EngineSlow]:
        with suppress(queue.Empty):
            while True:
                yield self._slow_answers.get_nowait()

    def _steps(self, lab: Lab) -> Iterator[Event]:
        with watching(lab, self.clock) as watch:
            for number, step in enumerate(self.plan.steps):
                if self.planned.ends_before(self.plan.steps[number:]):
                    yield Phase(at_ms=self.clock.ms(), name="mutant killed: no further step can show anything")
                    break
                try:
                    for event in self._step(step, lab, watch):
                        yield event
                        yield from watch.news()
                except StepFailed:
                    yield from watch.news()
                    yield from self._evidence(lab)
                    raise
                if watch.engine_gone is not None:
                    raise watch.engine_gone
                self.deadline.check()
            yield from watch.news()
            yield from self._evidence(lab)

    def _evidence(self, lab: Lab) -> Iterator[Event]:
        dialects = Folders(self.settings.roots(), Path.cwd()).dialects()
        began = self.clock.ms()
        yield from evidence(lab, dialects, self.clock, self.verdicts, self.action_times)
        yield Phase(at_ms=self.clock.ms(), name="evidence", ms=self.clock.ms() - began)

    def _step(self, step: StepPlan, lab: Lab, watch: Watch) -> Iterator[Event]:
        began = self.clock.ms()
        yield StepStarted(at_ms=began, name=step.name, action=describe(step.action))
        context = StepContext(
            step=step.name,
            step_started=self.clock.now(),
            lab_started=lab.started,
            backends=lab.backends(self.clock),
            clock=self.clock,
            exited=lambda: watch.exited,
            given_up=lambda: watch.engine_gone is not None,
            load=self.load,
            loads=self.named_loads,
            steps=self.steps,
            planned=self.planned,
        )
        applicable = []
        for check in step.checks():
            missing = self._missing(check, lab)
            if missing is None:
                applicable.append(check)
            else:
                yield self._judged(undecided(check, step.name, Status.NOT_APPLICABLE, reasons.LEFT_OUT, missing), lab)
        yield from self._expect(tuple(c for c in applicable if c.when == "wait"), context, lab)
        context.action_started = self.steps[step.name] = self.clock.now()
        with expecting_throughout(tuple(c for c in applicable if c.when == "throughout"), context) as verdicts:
            yield from self._act(step, lab, context)
        for verdict in verdicts:
            self.planned.note(verdict)
            yield self._judged(verdict, lab)
        yield from self._expect(tuple(c for c in applicable if c.when == "expect"), context, lab)
        yield Phase(at_ms=self.clock.ms(), name="step", step=step.name, ms=self.clock.ms() - began)

    def _expect(self, checks: tuple[CheckPlan, ...], context: StepContext, lab: Lab) -> Iterator[Event]:
        for result in expect(checks, context):
            if isinstance(result, Verdict):
                yield self._judged(result, lab)
            else:
                yield Waiting(at_ms=self.clock.ms(), awaited=dict(result))

    def _act(self, step: StepPlan, lab: Lab, context: StepContext) -> Iterator[Event]:
        match step.action:
            case LoadPlan() as load:
                inject = partial(self._do, step=step, lab=lab, context=context)
                truth = yield from sending(load, lab, self.clock, self.deadline.check, inject)
                yield LoadDone(at_ms=self.clock.ms(), truth=truth)
                self.named_loads[load.name] = truth
                earlier = self.loads.get(load.service)
                self.loads[load.service] = truth if earlier is None else both(earlier, truth)
                self.load = context.load = self.loads[load.service]
            case None:
                pass
            case action if why := left_out(action, lab):
                yield Phase(at_ms=self.clock.ms(), name="skipped", step=step.name, detail=why)
            case action:
                done = self._do(action, step, lab, context)
                # What is expected of a fault is expected from the moment it has happened.
                context.step_started = self.action_times[-1]
                yield done

    def _do(self, action: OtherAction, step: StepPlan, lab: Lab, context: StepContext) -> ActionDone:
        try:
            done = act(action, lab, self.clock)
        except LabError as failed:
            service = "" if isinstance(action, ChangePlan) else action.service
            now = self.clock.now()
            raise step_failure(failed, step.name, service, lab.running, context.exited(), now) from None
        self.action_times.append(self.clock.now())
        return done

    def _judged(self, verdict: Verdict, lab: Lab) -> Judged:
        verdict = Undelivered(lab, self.clock).explained(RefusedExports(lab, self.clock).explained(verdict))
        self.verdicts.append(verdict)
        return Judged(at_ms=self.clock.ms(), verdict=verdict)

    def _missing(self, check: CheckPlan, lab: Lab) -> str | None:
        """Why this cannot be asked: what it asks is an optional component that was left out."""
        reasons = [self._left_out(role, check.ask.get(role, ""), lab) for role in check.needs]
        reasons += [lab.left_out.get(service) for service in check.services]
        return next((why for why in reasons if why), None)

    def _left_out(self, role: str, asked: str, lab: Lab) -> str | None:
        service = self.plan.role(role, asked)
        if service is None:
            return f"no component of this scenario is a {role}"
        return lab.left_out.get(service.name)
