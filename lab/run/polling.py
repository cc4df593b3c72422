"""Asks again until it is so (`until`), or as long as it must be so (`throughout`). Inputs are sent once, only looking
repeats; both keep the last answer that held anything."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

import tenacity

from lab.record.observation import Observation
from lab.record.verdict import Judgement, Status
from lab.run.clock import Clock

PAUSE_S = 0.3


@dataclass(frozen=True, slots=True)
class Look:
    """One look: what was judged, and the answers it was judged by."""

    judgement: Judgement
    observations: tuple[Observation, ...]


@dataclass(frozen=True, slots=True)
class Polled:
    look: Look
    attempts: int
    elapsed_ms: int


def until(
    look: Callable[[], Look],
    deadline_ms: int,
    clock: Clock,
    given_up: Callable[[], bool],
    enough: Callable[[Judgement], bool] = lambda judgement: False,
) -> Polled:
    """Looks until the judgement passes, is final or is `enough`, the deadline (on the clock) has passed, or `given_up`
    says so.

    The last look is never earlier than the deadline: what becomes true just before it counts.
    """
    started = clock.ms()
    attempts, began = 0, started

    def once() -> Look:
        nonlocal attempts, began
        attempts, began = attempts + 1, clock.ms()
        return look()

    def again(state: tenacity.RetryCallState) -> bool:
        judgement = state.outcome.result().judgement if state.outcome else None
        return judgement is None or not (judgement.status is Status.PASSED or judgement.final or enough(judgement))

    def over(state: tenacity.RetryCallState) -> bool:
        return given_up() or clock.stopped.is_set() or began >= deadline_ms

    retrying = tenacity.Retrying(
        retry=again,
        stop=over,
        wait=lambda state: max(0.0, min(PAUSE_S, (deadline_ms - clock.ms()) / 1000)),
        sleep=clock.pause,
        retry_error_callback=lambda state: state.outcome.result() if state.outcome else None,
    )
    found = retrying(once)
    return Polled(found, attempts, clock.ms() - started)


def throughout(look: Callable[[], Look], action_over: threading.Event, clock: Clock) -> Polled:
    """Looks until the action is over; the first judgement that does not pass ends it."""
    started = clock.ms()
    attempts = 0
    while True:
        # Read before looking: a look that began while the action went on is one of its moments.
        was_over = action_over.is_set()
        attempts += 1
        found = look()
        if found.judgement.status is not Status.PASSED or was_over or clock.stopped.is_set():
            return Polled(found, attempts, clock.ms() - started)
        action_over.wait(PAUSE_S)
