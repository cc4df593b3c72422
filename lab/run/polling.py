"""Asks again until something holds (`poll_until`), or as long as it must hold (`poll_while`).

Inputs are sent once, only asking repeats. Both keep the last attempt.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

import tenacity

from lab.record.observation import Observation
from lab.record.verdict import Judgement, Status
from lab.run.clock import Clock

EXPECTATION_POLL_S = 0.3
ATTEMPT_S = 10.0  # what the last attempt may take beyond the deadline: as long as one request


@dataclass(frozen=True, slots=True)
class Attempt:
    """What was judged, and the answers it was judged by."""

    judgement: Judgement
    observations: tuple[Observation, ...]


@dataclass(frozen=True, slots=True)
class PollResult:
    last: Attempt
    attempts: int
    elapsed_ms: int


def poll_until(
    ask: Callable[[], Attempt],
    deadline_ms: int,
    clock: Clock,
    given_up: Callable[[], bool],
    enough: Callable[[Judgement], bool] = lambda judgement: False,
) -> PollResult:
    """Asks until the judgement passes, is final or is `enough`, the deadline (on the clock) has passed, or `given_up`.

    The last attempt never begins before the deadline: what becomes true just before it counts. An attempt that ends
    `ATTEMPT_S` after the deadline is the last one too.
    """
    started = clock.ms()
    attempts, began = 0, started

    def attempt() -> Attempt:
        nonlocal attempts, began
        attempts, began = attempts + 1, clock.ms()
        return ask()

    def again(state: tenacity.RetryCallState) -> bool:
        judgement = state.outcome.result().judgement if state.outcome else None
        return judgement is None or not (judgement.status is Status.PASSED or judgement.final or enough(judgement))

    def over(state: tenacity.RetryCallState) -> bool:
        overdue = began >= deadline_ms or clock.ms() >= deadline_ms + ATTEMPT_S * 1000
        return overdue or given_up() or clock.stopped.is_set()

    retrying = tenacity.Retrying(
        retry=again,
        stop=over,
        wait=lambda state: max(0.0, min(EXPECTATION_POLL_S, (deadline_ms - clock.ms()) / 1000)),
        sleep=clock.pause,
        retry_error_callback=lambda state: state.outcome.result() if state.outcome else None,
    )
    last = retrying(attempt)
    return PollResult(last, attempts, clock.ms() - started)


def poll_while(ask: Callable[[], Attempt], action_over: threading.Event, clock: Clock) -> PollResult:
    """Asks until the action is over; the first judgement that does not pass ends it."""
    started = clock.ms()
    attempts = 0
    while True:
        # Read before asking: an attempt that began while the action went on belongs to it.
        was_over = action_over.is_set()
        attempts += 1
        last = ask()
        if last.judgement.status is not Status.PASSED or was_over or clock.stopped.is_set():
            return PollResult(last, attempts, clock.ms() - started)
        action_over.wait(EXPECTATION_POLL_S)
