"""One repetition of faults: how soon a side's own query detects each, and what is missing afterwards.

Single events are sent all the time. The number that the application answered is the truth; the final count is compared
with it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from lab.comparison import measures
from lab.comparison.config import Fault, Faults
from lab.comparison.measure.phases import phase
from lab.comparison.measure.prom_queries import PromQueries
from lab.comparison.measure.results import RepetitionResult
from lab.comparison.measure.side_setup import not_ready_reason, queries_of
from lab.comparison.measure.single_events import EventSender, in_background, poll
from lab.comparison.measures import Measure
from lab.comparison.sides.planning import SidePlan
from lab.comparison.stats.arrivals import Reading, longest_gap
from lab.containers.compose_project import Verb
from lab.errors import LabError
from lab.plan.actions import LoadPlan
from lab.plan.naming import link_network
from lab.record.event import Event
from lab.run.clock import Clock
from lab.run.lab import Lab

POLL_S = 0.05
EVENTS_PER_S = 20.0
NORMAL_S = 2.0  # of normal operation that must be seen before a fault
RECOVERY_TIMEOUT_S = 20.0  # how long what recovers may take to be counted again


@dataclass(slots=True)
class _FaultRun:
    """`counts` and `detections`: what the request count and the side's detection query returned, when.

    `answered_before`: how many events had been answered when the counter last began at 0.
    """

    side: SidePlan
    load: LoadPlan
    queries: PromQueries
    clock: Clock
    config: Faults
    result: RepetitionResult
    sender: EventSender
    counts: list[Reading] = field(default_factory=list)
    detections: list[Reading] = field(default_factory=list)
    answered_before: int = 0

    @property
    def answered(self) -> int:
        return len(self.sender.answered) - self.answered_before

    def count(self) -> float:
        return next((reading.value for reading in reversed(self.counts) if reading.value is not None), 0.0)

    def first_count(self, since: float, matches: Callable[[float], bool]) -> float | None:
        """When a matching count was first read after `since`; None when there was none. Unix seconds."""
        later = ((reading.at, reading.value) for reading in self.counts if reading.at > since)
        return next((at for at, value in later if value is not None and matches(value)), None)

    def wait_until(self, condition: Callable[[], bool], seconds: float) -> bool:
        end = self.clock.now() + seconds
        while not condition():
            if self.clock.now() > end or self.clock.stopped.is_set():
                return False
            self.clock.pause(POLL_S)
        return True

    def inject(self, verb: Verb, service: str, network: str | None = None) -> float | None:
        """When the container ended (unix seconds of the engine's clock); None when it did not."""
        try:
            return self.queries.lab.compose_project.inject(verb, service, network).finished_at
        except LabError as error:
            self.result.invalid_reason = self.result.invalid_reason or error.message
            return None


def measure_faults(
    side: SidePlan, lab: Lab, config: Faults, clock: Clock, on_event: Callable[[Event], None]
) -> RepetitionResult:
    """`lab` is a fresh one of this side. What goes wrong in the lab is an `invalid_reason`, never an exception."""
    assert side.event is not None and side.load is not None
    result, queries = RepetitionResult(), queries_of(side, lab)
    result.invalid_reason = not_ready_reason(side, lab, clock)
    if result.invalid_reason:
        return result
    load = side.load
    sender = EventSender(lambda: lab.address(load.service, load.port), f"{load.service}:{load.port}", side.event, clock)
    run = _FaultRun(side, load, queries, clock, config, result, sender)
    with (
        in_background(poll(queries.count, POLL_S, clock, run.counts)),
        in_background(poll(lambda: queries.value(side.side.detection_query), POLL_S, clock, run.detections)),
        in_background(lambda stop: _send_events(run, stop.is_set)),
    ):
        for fault in config.kinds:
            if result.invalid_reason:
                break
            with phase(fault, clock, on_event):
                _wait_for_normal(run, fault)
                if not result.invalid_reason:
                    _MEASURE[fault](run)
    return result


def _send_events(run: _FaultRun, stopped: Callable[[], bool]) -> None:
    while not stopped() and not run.clock.stopped.is_set():
        run.sender.send_many(1, EVENTS_PER_S)


def _wait_for_normal(run: _FaultRun, fault: Fault) -> None:
    """Marks the repetition as invalid when there is no normal operation before the fault to compare with."""
    began = len(run.sender.answered)
    counting = run.wait_until(
        lambda: run.count() > 0 and len(run.sender.answered) > began + NORMAL_S * EVENTS_PER_S * 0.5,
        RECOVERY_TIMEOUT_S,
    )
    quiet = run.wait_until(lambda: bool(run.detections) and run.detections[-1].value is None, RECOVERY_TIMEOUT_S)
    if not counting:
        run.result.invalid_reason = f"before the fault {fault!r} the request count did not grow"
    elif not quiet:
        run.result.invalid_reason = f"before the fault {fault!r} the detection_query already returned something"


def _measure_crash(run: _FaultRun) -> None:
    lab, service = run.queries.lab.compose_project, run.load.service
    finished = run.inject("kill", service)
    died = finished or run.clock.now()
    answered = sum(1 for at in run.sender.answered[run.answered_before :] if at <= died)
    _measure_detection(run, measures.CRASH_DETECTED, died)
    # The series of the dead process no longer grow: the largest count of its last second is its final one.
    final = max((r.value for r in run.counts if r.value is not None and r.at >= died - 1), default=0.0)
    run.result.add(measures.CRASH_LOST, max(0.0, answered - final))
    lab.inject("start", service)
    restarted = run.clock.now()
    run.answered_before = len(run.sender.answered)
    # The counter begins at 0 again; until that is seen, queries may still return the old value.
    run.wait_until(
        lambda: run.first_count(restarted, lambda count: 0 < count < answered) is not None, RECOVERY_TIMEOUT_S
    )


def _measure_partition(run: _FaultRun) -> None:
    service = run.load.service
    link = next(name for name, ends in run.side.side.network_links.items() if service in ends)
    run.inject("disconnect", service, link_network(link))
    cut = run.clock.now()
    _measure_detection(run, measures.PARTITION_DETECTED, cut)
    run.inject("connect", service, link_network(link))
    _measure_recovery(run, measures.PARTITION_LOST, measures.PARTITION_GAP, cut, run.clock.now())


def _measure_restart(run: _FaultRun) -> None:
    storage = run.queries.storage
    assert storage is not None
    service = run.side.side.restarted or storage.name
    began = run.clock.now()
    before = run.count()
    run.inject("restart", service)
    back = run.clock.now()

    def recovered() -> float | None:
        return run.first_count(back, lambda count: count > before)

    run.wait_until(lambda: recovered() is not None, RECOVERY_TIMEOUT_S)
    recovered_at = recovered()
    if recovered_at is None:
        run.result.invalid_reason = "no new event was counted after the restart of the backend"
        return
    run.result.add(measures.RESTART_RECOVERED, round(recovered_at - began, 3), "clock")
    _measure_recovery(run, measures.RESTART_LOST, measures.RESTART_GAP, began, back)


_MEASURE: dict[Fault, Callable[[_FaultRun], None]] = {
    "application crash": _measure_crash,
    "network partition": _measure_partition,
    "backend restart": _measure_restart,
}


def _measure_detection(run: _FaultRun, measure: Measure, since: float) -> None:
    """A fault that is not detected has the limit as a censored value."""
    limit = run.config.detection_limit

    def detected() -> float | None:
        return next((r.at for r in run.detections if r.at >= since and r.value is not None), None)

    run.wait_until(lambda: detected() is not None or run.clock.now() - since > limit, limit + 1)
    detected_at = detected()
    in_time = detected_at is not None and detected_at - since < limit
    run.result.add(
        measure,
        round(detected_at - since, 3) if detected_at is not None and in_time else limit,
        "clock",
        censored=not in_time,
    )


def _measure_recovery(run: _FaultRun, lost: Measure, gap: Measure, began: float, back: float) -> None:
    """Waits until every answered event is counted, or for the timeout, and for a sample.

    An engine may confirm late that something is back: by then everything is counted, and the next sample is to come.
    """
    answered = run.answered
    run.wait_until(lambda: run.count() >= answered, RECOVERY_TIMEOUT_S)
    run.result.add(lost, max(0.0, answered - run.count()))

    def seconds_without() -> float:
        samples = run.queries.sample_times(round(run.clock.now() - began + NORMAL_S) + 2)
        return longest_gap(samples, began, back)

    run.wait_until(lambda: seconds_without() != float("inf"), RECOVERY_TIMEOUT_S)
    seconds = seconds_without()
    if seconds == float("inf"):
        run.result.invalid_reason = f"{gap.title}: no sample came afterwards"
    else:
        run.result.add(gap, round(seconds, 3))
