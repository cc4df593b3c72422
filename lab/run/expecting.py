"""Asks all expectations of a step at once against their deadlines, and tells what is still missing meanwhile."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from lab.backends.observing import Backends
from lab.expectations.eval_context import EvalContext
from lab.language import reasons
from lab.language.reasons import Reason
from lab.plan.model import CheckPlan
from lab.record.event import Exited, LoadTruth
from lab.record.verdict import Judgement, Status, Verdict
from lab.run.clock import Clock
from lab.run.polling import Look, Polled, throughout, until

MOST_AT_ONCE = 16


@dataclass(slots=True)
class Scene:
    """What a step's expectations are asked in. `exited` fills when a container ends that nobody asked to."""

    step: str
    step_started: float
    lab_started: float
    backends: Backends
    clock: Clock
    exited: Callable[[], Exited | None]
    load: LoadTruth | None = None
    missing: dict[str, str] = field(default_factory=dict)

    def look(self, check: CheckPlan) -> Look:
        ctx = EvalContext(self.clock.now(), self.step_started, self.lab_started, self.load)
        observations = tuple(self.backends.observe(query) for query in check.spec.queries(ctx))
        judgement = check.spec.judge(observations, ctx)
        if judgement.status is not Status.PASSED:
            self.missing[check.name] = judgement.difference or judgement.actual
        return Look(judgement, observations)


def expect(checks: tuple[CheckPlan, ...], scene: Scene) -> Iterator[Verdict | dict[str, str]]:
    """Verdicts as they come; between them, what is awaited and what is missing, whenever that changed."""
    if not checks:
        return
    done: queue.SimpleQueue[Verdict] = queue.SimpleQueue()
    pending = {check.name: check for check in checks}
    shown: dict[str, str] = {}
    asked_at = scene.clock.ms()
    abandoned = threading.Event()

    def given_up() -> bool:
        return abandoned.is_set() or scene.exited() is not None

    def work(check: CheckPlan) -> None:
        def missed(judgement: Judgement) -> bool:
            late = check.miss is not None and scene.clock.ms() >= asked_at + round(check.miss.within * 1000)
            return late and as_planned(judgement, check)

        deadline = asked_at + round(check.within * 1000)
        polled = until(lambda: scene.look(check), deadline, scene.clock, given_up, missed)
        done.put(verdict_of(check, polled, scene))

    with ThreadPoolExecutor(MOST_AT_ONCE, thread_name_prefix="expect") as pool:
        for check in checks:
            pool.submit(_reporting, work, check, scene, done)
        try:
            while pending:
                try:
                    verdict = done.get(timeout=0.25)
                except queue.Empty:
                    awaited = {name: scene.missing.get(name, "not asked yet") for name in pending}
                    if awaited != shown:
                        shown = awaited
                        yield awaited
                    continue
                pending.pop(verdict.name, None)
                yield verdict
        finally:
            abandoned.set()  # interrupted: nobody waits for the rest


def as_planned(judgement: Judgement, check: CheckPlan) -> bool:
    """Whether a mutant's expectation has failed, and for the reason it must fail for."""
    planned = check.miss is not None and check.miss.reason in (None, judgement.reason)
    return planned and judgement.status is Status.FAILED


class Throughout:
    """Expectations that must hold as long as an action goes on; `end` gives their verdicts."""

    def __init__(self, checks: tuple[CheckPlan, ...], scene: Scene) -> None:
        self._over = threading.Event()
        # A thread for each: one that had to wait for another's would miss the action.
        self._pool = ThreadPoolExecutor(max(1, len(checks)), thread_name_prefix="throughout")
        self._work = [self._pool.submit(self._verdict, check, scene) for check in checks]

    def _verdict(self, check: CheckPlan, scene: Scene) -> Verdict:
        try:
            polled = throughout(lambda: scene.look(check), self._over, scene.clock)
        except Exception as fault:  # noqa: BLE001 - reported as a verdict, with what it was
            return faulty(check, scene, fault)
        return verdict_of(check, polled, scene)

    def end(self) -> tuple[Verdict, ...]:
        self._over.set()
        try:
            return tuple(work.result() for work in self._work)
        finally:
            self._pool.shutdown()


def verdict_of(check: CheckPlan, polled: Polled, scene: Scene) -> Verdict:
    judgement = polled.look.judgement
    exited = scene.exited()
    # What the answers themselves settled stands; what was still awaited can no longer come true.
    if exited is not None and judgement.status is not Status.PASSED and not judgement.final:
        judgement = judgement.model_copy(
            update={
                "status": Status.FAILED,
                "reason": reasons.CONTAINER_EXITED,
                "actual": f"{exited.service} exited with {exited.code}; before that: {judgement.actual}",
                "hint": f"see the last lines of its log: {' / '.join(exited.log.strip().splitlines()[-3:])}",
            }
        )
    return Verdict(
        step=scene.step,
        name=check.name,
        kind=check.kind,
        where=check.place,
        judgement=judgement,
        attempts=polled.attempts,
        elapsed_ms=polled.elapsed_ms,
        evidence=polled.look.observations,
    )


def undecided(check: CheckPlan, step: str, status: Status, reason: Reason, why: str) -> Verdict:
    """A verdict on something that was never asked."""
    judgement = Judgement(status=status, reason=reason, expected=check.name, actual=why)
    return Verdict(
        step=step, name=check.name, kind=check.kind, where=check.place, judgement=judgement, attempts=0, elapsed_ms=0
    )


def _reporting(
    work: Callable[[CheckPlan], None], check: CheckPlan, scene: Scene, done: queue.SimpleQueue[Verdict]
) -> None:
    """A fault of ours in one expectation must not leave the others waiting for it."""
    try:
        work(check)
    except Exception as fault:  # noqa: BLE001 - reported as a verdict, with what it was
        done.put(faulty(check, scene, fault))


def faulty(check: CheckPlan, scene: Scene, fault: Exception) -> Verdict:
    why = f"lab could not judge this: {type(fault).__name__}: {fault}"
    return undecided(check, scene.step, Status.UNDECIDED, reasons.NOT_OBSERVED, why)
