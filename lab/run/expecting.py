"""Asks all expectations of a step at once against their deadlines, and says what is still missing meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial

from lab.backends.bounds import Bounds, one_at_a_time
from lab.backends.observing import Backends
from lab.background import Background, completed
from lab.errors import EngineUnavailable
from lab.expectations.eval_context import EvalContext
from lab.language import reasons
from lab.language.reasons import Reason
from lab.plan.model import CheckPlan
from lab.record.bounded import shown_judgement, shown_observation
from lab.record.event import Exited, LoadTruth
from lab.record.observation import Observation
from lab.record.verdict import Judgement, Status, Verdict
from lab.run.clock import Clock
from lab.run.planned_failures import PlannedFailures
from lab.run.polling import ATTEMPT_S, Attempt, PollResult, poll_until, poll_while

MOST_AT_ONCE = 16
_REPORT_EVERY_S = 0.25


@dataclass(slots=True)
class StepContext:
    """What a step's expectations are asked in. `exited` is set when a container has ended unexpectedly."""

    step: str
    step_started: float
    lab_started: float
    backends: Backends
    clock: Clock
    exited: Callable[[], Exited | None] = lambda: None
    given_up: Callable[[], bool] = lambda: False
    load: LoadTruth | None = None
    action_started: float | None = None
    loads: Mapping[str, LoadTruth] = field(default_factory=dict)
    steps: Mapping[str, float] = field(default_factory=dict)
    planned: PlannedFailures = field(default_factory=PlannedFailures)
    missing: dict[str, str] = field(default_factory=dict)

    def attempt(self, check: CheckPlan, end_ms: float, abandoned: threading.Event) -> Attempt:
        """Asks and judges, until `end_ms` (on the clock) at the latest. What is kept is cut to what reports show."""
        ctx = EvalContext(
            self.clock.now(),
            self.step_started,
            self.lab_started,
            self.load,
            action_started=self.action_started,
            loads=self.loads,
            steps=self.steps,
        )
        backends = replace(
            self.backends,
            bounds=Bounds(
                lambda: abandoned.is_set() or self.clock.stopped.is_set(),
                time.monotonic() + (end_ms - self.clock.ms()) / 1000,
            ),
        )
        with one_at_a_time():
            observations: tuple[Observation, ...] = ()
            while queries := check.spec.next_queries(observations, ctx):
                observations += tuple(backends.observe(query.addressed(check.ask)) for query in queries)
            judgement = shown_judgement(check.spec.judge(observations, ctx))
            observations = tuple(map(shown_observation, observations))
        if judgement.status is not Status.PASSED:
            self.missing[check.name] = judgement.difference or judgement.actual
        return Attempt(judgement, observations)


def expect(checks: tuple[CheckPlan, ...], context: StepContext) -> Iterator[Verdict | Mapping[str, str]]:
    """Verdicts as they come; between them, what is awaited and what is missing, whenever that changed."""
    asked_at = context.clock.ms()
    abandoned = threading.Event()

    def verdict(check: CheckPlan) -> Verdict:
        def given_up() -> bool:
            if abandoned.is_set() or context.exited() is not None or context.given_up():
                return True
            return context.planned.spares(check.name)

        def enough(judgement: Judgement) -> bool:
            late = check.miss is not None and context.clock.ms() >= asked_at + round(check.miss.within * 1000)
            return late and fails_as_planned(judgement, check)

        deadline = asked_at + round(check.within * 1000)
        end = deadline + ATTEMPT_S * 1000
        polled = poll_until(lambda: context.attempt(check, end, abandoned), deadline, context.clock, given_up, enough)
        return verdict_of(check, polled, context)

    pending = {check.name for check in checks}
    shown: Mapping[str, str] = {}
    calls = [partial(_judged, verdict, check, context) for check in checks]
    with closing(completed(calls, MOST_AT_ONCE, _REPORT_EVERY_S, "expect", abandoned.set)) as results:
        for result in results:
            if result is not None:
                pending.discard(result.name)
                context.planned.note(result)
                yield result
                continue
            awaited = {check.name: context.missing.get(check.name, "not asked yet") for check in checks}
            awaited = {name: missing for name, missing in awaited.items() if name in pending}
            if awaited != shown:
                shown = awaited
                yield awaited


def fails_as_planned(judgement: Judgement, check: CheckPlan) -> bool:
    """Whether a mutant's expectation has failed, and for the reason it must fail for."""
    planned = check.miss is not None and check.miss.reason in (None, judgement.reason)
    return planned and judgement.status is Status.FAILED


@contextmanager
def expecting_throughout(checks: tuple[CheckPlan, ...], context: StepContext) -> Iterator[list[Verdict]]:
    """Expectations that must hold as long as the block goes on; their verdicts are in the list when it has ended."""
    over, abandoned = threading.Event(), threading.Event()
    verdicts: list[Verdict] = []

    def attempt(check: CheckPlan) -> Attempt:
        return context.attempt(check, context.clock.ms() + ATTEMPT_S * 1000, abandoned)

    def verdict(check: CheckPlan) -> Verdict:
        return verdict_of(check, poll_while(lambda: attempt(check), over, context.clock), context)

    # A thread for each: one that had to wait for another's would miss the action.
    running = [Background(partial(_judged, verdict, check, context), "throughout") for check in checks]
    try:
        yield verdicts
    except BaseException:
        abandoned.set()
        raise
    finally:
        over.set()
        verdicts.extend(call.result() for call in running)


def verdict_of(check: CheckPlan, polled: PollResult, context: StepContext) -> Verdict:
    judgement = polled.last.judgement
    exited = context.exited()
    # What the answers themselves settled stands; what was still awaited can no longer come true.
    if exited is not None and judgement.status is not Status.PASSED and not judgement.final:
        judgement = judgement.model_copy(
            update={
                "status": Status.FAILED,
                "reason": reasons.CONTAINER_EXITED,
                "actual": f"{exited.service} exited with {exited.code_text}; before that: {judgement.actual}",
                "hint": f"see the last lines of its log: {' / '.join(exited.log.strip().splitlines()[-3:])}",
            }
        )
    return Verdict(
        step=context.step,
        name=check.name,
        kind=check.kind,
        where=check.place,
        judgement=judgement,
        attempts=polled.attempts,
        elapsed_ms=polled.elapsed_ms,
        evidence=polled.last.observations,
    )


def undecided(check: CheckPlan, step: str, status: Status, reason: Reason, why: str) -> Verdict:
    """A verdict on something that was never asked."""
    judgement = Judgement(status=status, reason=reason, expected=check.name, actual=why)
    return Verdict(
        step=step, name=check.name, kind=check.kind, where=check.place, judgement=judgement, attempts=0, elapsed_ms=0
    )


def _judged(verdict: Callable[[CheckPlan], Verdict], check: CheckPlan, context: StepContext) -> Verdict:
    """A bug of ours in one expectation must not leave the others waiting for it."""
    try:
        return verdict(check)
    except EngineUnavailable as gone:
        return undecided(check, context.step, Status.UNDECIDED, reasons.NOT_OBSERVED, gone.message)
    except Exception as error:  # noqa: BLE001 - reported as a verdict, with what it was
        why = f"lab could not judge this: {type(error).__name__}: {error}"
        return undecided(check, context.step, Status.UNDECIDED, reasons.NOT_OBSERVED, why)
