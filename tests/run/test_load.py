"""A load that is sent, with a fault that comes while it goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from lab.containers.on_demand import Finished
from lab.containers.states import ContainerState
from lab.errors import StepFailed
from lab.plan.actions import FaultPlan, LoadPlan, RequestPlan
from lab.record.event import ActionDone, Event, LoadTruth
from lab.run.clock import Clock
from lab.run.load import sending
from tests.run.fake_lab import FakeProject, lab_of, plan_of

SUMMARY = 'LAB-LOAD {{"sent": 9, "dropped": 0, "started": {started}, "ended": {ended}, "counts": []}}'


class Generator(FakeProject):
    """Runs from the second question on, until it is told to end."""

    def __init__(self, clock: Clock, ended: threading.Event) -> None:
        super().__init__(self.state)
        self.clock, self.over = clock, ended

    def state(self) -> dict[str, ContainerState]:
        status = "created" if self.asked < 2 else "running"
        return {"load-l": ContainerState("load-l", "1", status, started_at=1.0)}

    def run_to_end(self, service: str, seconds: float) -> Finished:
        started = self.clock.now()
        assert self.over.wait(5)
        log = SUMMARY.format(started=started, ended=self.clock.now() + 0.001)
        return Finished(exit_code=0, log=log, started=started, ended=self.clock.now())


def load(**fault: object) -> LoadPlan:
    return LoadPlan("l", "api", 8000, 9.0, 1.0, (RequestPlan("GET", "/", "/", "", None),), (0,), **fault)  # type: ignore[arg-type]


def sent(plan: LoadPlan, ends: Callable[[threading.Event], None]) -> tuple[list[FaultPlan], list[Event], LoadTruth]:
    clock, over, faults, events = Clock(), threading.Event(), [], []

    def inject(fault: FaultPlan) -> ActionDone:
        faults.append(fault)
        threading.Timer(0.01, over.set).start()
        return ActionDone(at_ms=clock.ms(), verb=fault.verb, service=fault.service, state="exited")

    ends(over)
    lab = lab_of(plan_of(), Generator(clock, over))
    generator = sending(plan, lab, clock, lambda: None, inject)
    while True:
        try:
            events.append(next(generator))
        except StopIteration as end:
            return faults, events, end.value


def test_sending_injects_a_fault_once_when_the_generator_runs() -> None:
    kill = FaultPlan("kill", "api")
    faults, events, truth = sent(load(fault=kill, fault_after=0.1), lambda over: None)
    assert faults == [kill]
    (done,) = [event for event in events if isinstance(event, ActionDone)]
    assert truth.started < truth.ended
    assert done.at_ms >= 100


def test_sending_without_a_fault() -> None:
    faults, _, truth = sent(load(), lambda over: over.set())
    assert (faults, truth.sent) == ([], 9)


def test_sending_refuses_a_load_that_ends_before_its_fault() -> None:
    with pytest.raises(StepFailed, match="kill of api did not come while the load 'l' went on"):
        sent(load(fault=FaultPlan("kill", "api"), fault_after=60.0), lambda over: over.set())
