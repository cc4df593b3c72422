"""Sends a load of the plan to a running lab, once, and brings back what the generator says it did."""

from __future__ import annotations

from collections.abc import Callable, Generator

from lab.background import Background
from lab.errors import StepFailed
from lab.plan.actions import FaultPlan, LoadPlan
from lab.plan.naming import load_service
from lab.record.event import ActionDone, Event, LoadTruth, Waiting
from lab.run.actions import left_out
from lab.run.clock import Clock
from lab.run.lab import Lab
from lab.run.running import Running
from lab.traffic.summary import load_truth

LOAD_GRACE_S = 30.0  # what the generator may need beyond its own time: to start, and for its last answers
PROGRESS_S = 0.5
START_POLL_S = 0.05


def sending(
    load: LoadPlan, lab: Lab, clock: Clock, check: Callable[[], None], inject: Callable[[FaultPlan], ActionDone]
) -> Generator[Event, None, LoadTruth]:
    """Sends a load and injects its fault meanwhile; `check` is called now and then, and may raise.

    Interrupted, the load ends with the generator's container, which goes down with the lab.
    """
    background = Background(lambda: send(load, lab.running), "load")
    began, shown = clock.ms(), ""
    fault = None if load.fault is None or left_out(load.fault, lab) else load.fault
    generator_began: int | None = None
    injected: float | None = None
    while not background.wait(PROGRESS_S if fault is None else START_POLL_S):
        check()
        progress = f"{min((clock.ms() - began) / 1000, load.seconds):.0f} of {load.seconds:g} s"
        if progress != shown:
            shown = progress
            yield Waiting(at_ms=clock.ms(), awaited={f"load {load.name}": progress})
        if fault is None:
            continue
        if generator_began is None:
            generator_began = clock.ms() if _runs(load, lab) else None
        elif clock.ms() - generator_began >= load.fault_after * 1000:
            before = clock.now()
            yield inject(fault)
            fault, injected = None, before
    truth = background.result()
    if fault is not None or (injected is not None and not truth.started < injected < truth.ended):
        verb, service = (load.fault.verb, load.fault.service) if load.fault else ("", "")
        raise StepFailed(
            f"{verb} of {service} did not come while the load {load.name!r} went on",
            remedy="make the load longer, and 'after' such that the fault comes well before its end",
            evidence=truth.invalid_reason,
        )
    return truth


def _runs(load: LoadPlan, lab: Lab) -> bool:
    state = lab.running.states().get(load_service(load.name))
    return state is not None and state.running


def send(load: LoadPlan, running: Running) -> LoadTruth:
    finished = running.run_to_end(load_service(load.name), load.seconds + LOAD_GRACE_S)
    return load_truth(load, finished.log, finished.exit_code, oom_killed=finished.oom_killed)


def both(first: LoadTruth, second: LoadTruth) -> LoadTruth:
    """What two loads to one service make together: counters do not begin anew with the second."""
    return LoadTruth(
        name=second.name,
        asked=first.asked + second.asked,
        sent=first.sent + second.sent,
        dropped=first.dropped + second.dropped,
        started=first.started,
        ended=second.ended,
        counts=(*first.counts, *second.counts),
        invalid_reason=first.invalid_reason or second.invalid_reason,
    )
