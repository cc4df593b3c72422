"""The conductor: opens a lab, takes it through its steps, judges, gathers evidence and takes it down.

It decides nothing about what is right (`lab.judge`) and writes nothing (`lab.report`): it only yields events.
"""

from __future__ import annotations

import secrets
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path

from lab.containers.engine import Engine
from lab.errors import LabError
from lab.language import reasons
from lab.plan.actions import CallPlan, ChangePlan, FaultPlan, ImportPlan, LoadPlan, SilencePlan
from lab.plan.model import CheckPlan, LabPlan, StepPlan
from lab.record.event import (
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
from lab.run.actions import act, left_out
from lab.run.clock import Clock
from lab.run.evidence import collect_logs, evidence
from lab.run.expecting import Scene, Throughout, expect, undecided
from lab.run.lab_starter import START_DEADLINE_S, Lab, LabStarter
from lab.run.load import LOAD_GRACE_S, both, send
from lab.run.watch import Watch, lab_samples
from lab.settings import Settings
from lab.stack.folders import Folders

TELL_S = 0.5  # between two words on a load that goes on


@dataclass(slots=True)
class Run:
    """One run of one plan. `events` is a generator: closing it takes the lab down."""

    plan: LabPlan
    engine: Engine
    settings: Settings
    keep: bool = False
    strict: bool = False
    clock: Clock = field(default_factory=Clock)
    token: str = field(default_factory=lambda: secrets.token_hex(3))
    starter: LabStarter = field(init=False)
    load: LoadTruth | None = None
    loads: dict[str, LoadTruth] = field(default_factory=dict)  # by service, all that was sent to it so far
    verdicts: list[Verdict] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.starter = LabStarter(self.plan, self.engine, self.settings, self.clock, self.token)

    def events(self) -> Generator[Event, None, None]:
        ended_by: int | None = None
        yield RunStarted(
            at_ms=0,
            scenario=self.plan.scenario,
            title=self.plan.title,
            lab=self.starter.project,
            plan_digest=self.plan.digest,
            deadline_ms=round(deadline_s(self.plan) * 1000),
        )
        try:
            yield from self.starter.open()
            yield from self._steps(self.starter.lab())
            yield from collect_logs(self.plan, self.starter.made, self.clock)
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
            yield from collect_logs(self.plan, self.starter.made, self.clock)
        finally:
            # Ended by whatever: closed, interrupted or at its end, the lab goes down first.
            self.clock.stopped.set()
            if not self.keep:
                down = self._down()
        if not self.keep:
            yield down
        result = run_result(tuple(self.verdicts), self.plan.mutant, ended_by=ended_by, strict=self.strict)
        yield RunEnded(at_ms=self.clock.ms(), exit_code=result.exit_code)

    def _down(self) -> Phase:
        began = self.clock.ms()
        from lab.containers.cleanup import remove  # only a run that started something comes here

        failed = ""
        try:
            remove(self.engine, self.starter.project)
        except LabError as error:
            failed = f"not everything could be removed: {error.message}; lab down {self.starter.project} tries again"
        return Phase(at_ms=self.clock.ms(), name="down", ms=self.clock.ms() - began, detail=failed)

    def _steps(self, lab: Lab) -> Iterator[Event]:
        watch = Watch(lab.running, self.clock)
        with watch.going_on(), lab_samples(lab, self.clock) as first_samples:
            for step in self.plan.steps:
                for event in self._step(step, lab, watch):
                    yield event
                    yield from first_samples.so_far()
            if watch.exited is not None:
                yield watch.exited
            yield from evidence(lab, Folders(self.settings.roots(), Path.cwd()).dialects(), self.clock)

    def _step(self, step: StepPlan, lab: Lab, watch: Watch) -> Iterator[Event]:
        began = self.clock.ms()
        yield StepStarted(at_ms=began, name=step.name, action=describe(step))
        scene = Scene(
            step=step.name,
            step_started=self.clock.now(),
            lab_started=lab.started,
            backends=lab.backends(self.clock),
            clock=self.clock,
            exited=lambda: watch.exited,
            load=self.load,
        )
        applicable = []
        for check in step.checks():
            missing = self._missing(check, lab)
            if missing is None:
                applicable.append(check)
            else:
                yield self._judged(undecided(check, step.name, Status.NOT_APPLICABLE, reasons.LEFT_OUT, missing))
        yield from self._expect(tuple(c for c in applicable if c.when == "wait"), scene)
        watched = Throughout(tuple(c for c in applicable if c.when == "throughout"), scene)
        try:
            yield from self._act(step, lab, scene)
        finally:
            held = watched.end()
        for verdict in held:
            yield self._judged(verdict)
        yield from self._expect(tuple(c for c in applicable if c.when == "expect"), scene)
        yield Phase(at_ms=self.clock.ms(), name="step", step=step.name, ms=self.clock.ms() - began)

    def _expect(self, checks: tuple[CheckPlan, ...], scene: Scene) -> Iterator[Event]:
        for found in expect(checks, scene):
            if isinstance(found, Verdict):
                yield self._judged(found)
            else:
                yield Waiting(at_ms=self.clock.ms(), awaited=found)

    def _act(self, step: StepPlan, lab: Lab, scene: Scene) -> Iterator[Event]:
        match step.action:
            case LoadPlan() as load:
                truth = yield from self._sent(load, lab)
                yield LoadDone(at_ms=self.clock.ms(), truth=truth)
                earlier = self.loads.get(load.service)
                self.loads[load.service] = truth if earlier is None else both(earlier, truth)
                self.load = scene.load = self.loads[load.service]
            case None:
                pass
            case action if why := left_out(action, lab):
                yield Phase(at_ms=self.clock.ms(), name="skipped", step=step.name, detail=why)
            case action:
                done = act(action, lab, self.clock)
                # What is expected of a fault is expected from the moment it has happened.
                scene.step_started = self.clock.now()
                yield done

    def _sent(self, load: LoadPlan, lab: Lab) -> Generator[Event, None, LoadTruth]:
        """Sends it beside us, so that what happens meanwhile is told meanwhile."""
        pool = ThreadPoolExecutor(1, thread_name_prefix="load")
        sending = pool.submit(send, load, lab.running)
        began = self.clock.ms()
        try:
            while True:
                done, _ = wait((sending,), timeout=TELL_S)
                if done:
                    return sending.result()
                so_far = min((self.clock.ms() - began) / 1000, load.seconds)
                yield Waiting(
                    at_ms=self.clock.ms(), awaited={f"load {load.name}": f"{so_far:.0f} of {load.seconds:g} s"}
                )
        finally:
            # Interrupted, it ends with the generator's container, which goes down with the lab.
            pool.shutdown(wait=False)

    def _judged(self, verdict: Verdict) -> Judged:
        self.verdicts.append(verdict)
        return Judged(at_ms=self.clock.ms(), verdict=verdict)

    def _missing(self, check: CheckPlan, lab: Lab) -> str | None:
        """Why this cannot be asked: what it asks is an optional component that was left out."""
        reasons = [self._left_out(role, lab) for role in check.needs]
        reasons += [lab.left_out.get(service) for service in check.services]
        return next((why for why in reasons if why), None)

    def _left_out(self, role: str, lab: Lab) -> str | None:
        service = self.plan.role(role)
        if service is None:
            return f"no component of this scenario is a {role}"
        return lab.left_out.get(service.name)


def describe(step: StepPlan) -> str:
    match step.action:
        case LoadPlan() as load:
            return f"load: {load.asked} requests to {load.service} in {load.seconds:g} s"
        case FaultPlan(verb, service):
            return f"{verb} {service}"
        case CallPlan() as call:
            return f"call {call.service}: {call.method} {call.path}"
        case SilencePlan() as silence:
            return f"silence {', '.join(f'{name}={value}' for name, value in silence.matchers.items())}"
        case ImportPlan() as wanted:
            return f"import {wanted.file} into {wanted.service}"
        case ChangePlan() as change:
            return f"change {', '.join(dict.fromkeys(each.file for each in change.changed))}"
        case None:
            return ""


def deadline_s(plan: LabPlan) -> float:
    """The one deadline of a run: what starting may take, and each step its action and its slowest expectation."""
    total = START_DEADLINE_S
    for step in plan.steps:
        if isinstance(step.action, LoadPlan):
            total += step.action.seconds + LOAD_GRACE_S
        for checks in (step.wait, step.expect):
            total += max((check.within for check in checks), default=0.0)
    return total
