"""When waiting ends, and who may hold large answers."""

from __future__ import annotations

import threading
import time

import pytest

from lab.backends.bounds import UNBOUNDED, Bounds, OutOfTime, StoppedWaiting, hold_large_answer, one_at_a_time


def test_check() -> None:
    UNBOUNDED.check()
    with pytest.raises(StoppedWaiting):
        Bounds(lambda: True).check()
    with pytest.raises(OutOfTime):
        Bounds(until=time.monotonic()).check()


def test_ending_at_never_extends() -> None:
    assert Bounds(until=1.0).ending_at(2.0).until == 1.0
    assert UNBOUNDED.ending_at(2.0).until == 2.0


def test_one_at_a_time_lets_one_thread_hold_large_answers() -> None:
    holding, most, lock = 0, 0, threading.Lock()

    def work() -> None:
        nonlocal holding, most
        with one_at_a_time(), one_at_a_time():
            hold_large_answer(UNBOUNDED)
            hold_large_answer(UNBOUNDED)  # its own does not block it
            with lock:
                holding += 1
                most = max(most, holding)
            time.sleep(0.01)
            with lock:
                holding -= 1

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert (holding, most) == (0, 1)


def test_hold_large_answer_outside_waits_for_nobody() -> None:
    with one_at_a_time():
        hold_large_answer(UNBOUNDED)
        outside = threading.Thread(target=hold_large_answer, args=(UNBOUNDED,))
        outside.start()
        outside.join(5)
        assert not outside.is_alive()
