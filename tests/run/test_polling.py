"""`poll_until` and `poll_while`, with time moved by hand."""

import threading

import pytest

from lab.record.verdict import Judgement
from lab.run.polling import Attempt, poll_until, poll_while
from tests.run.scripted import FAILED, FINAL, PASSED, UNDECIDED, ManualClock, ScriptedAttempts, never, observation, over


def test_what_is_so_at_once_is_looked_at_once() -> None:
    clock = ManualClock()
    polled = poll_until(ScriptedAttempts(clock, [PASSED]), 5000, clock, never)
    assert (polled.last.judgement, polled.attempts, polled.elapsed_ms, clock.pauses) == (PASSED, 1, 0, [])


def test_it_is_asked_until_it_is_so_with_the_answers_it_was_judged_by() -> None:
    clock = ManualClock()
    polled = poll_until(ScriptedAttempts(clock, [UNDECIDED, FAILED, PASSED]), 5000, clock, never)
    assert polled.last == Attempt(PASSED, (observation("3"),))
    assert (polled.attempts, polled.elapsed_ms, clock.pauses) == (3, 600, [0.3, 0.3])


def test_the_last_look_is_at_the_deadline_and_not_before() -> None:
    clock = ManualClock()
    looks = ScriptedAttempts(clock, [FAILED])
    polled = poll_until(looks, 1000, clock, never)
    assert (polled.last.judgement, looks.began) == (FAILED, [0, 300, 600, 900, 1000])
    assert (polled.attempts, polled.elapsed_ms) == (5, 1000)


def test_what_becomes_so_just_before_the_deadline_counts() -> None:
    clock = ManualClock()
    polled = poll_until(ScriptedAttempts(clock, [FAILED] * 4 + [PASSED]), 1000, clock, never)
    assert (polled.last.judgement, polled.elapsed_ms) == (PASSED, 1000)


def test_a_deadline_that_has_passed_still_gives_one_look() -> None:
    clock = ManualClock()
    clock.pass_(2000)
    polled = poll_until(ScriptedAttempts(clock, [FAILED]), 1000, clock, never)
    assert (polled.last.judgement, polled.attempts, polled.elapsed_ms) == (FAILED, 1, 0)


def test_the_elapsed_time_counts_from_the_first_look() -> None:
    clock = ManualClock()
    clock.pass_(700)
    polled = poll_until(ScriptedAttempts(clock, [FAILED, PASSED]), 5000, clock, never)
    assert polled.elapsed_ms == 300


def test_slow_looks_cost_their_own_time_only() -> None:
    clock = ManualClock()
    looks = ScriptedAttempts(clock, [FAILED], takes_ms=400)
    polled = poll_until(looks, 1000, clock, never)
    assert (looks.began[:2], polled.attempts >= 2) == ([0, 700], True)
    assert polled.elapsed_ms <= 1500


def test_what_no_later_answer_can_change_ends_it() -> None:
    clock = ManualClock()
    polled = poll_until(ScriptedAttempts(clock, [FAILED, FINAL, PASSED]), 5000, clock, never)
    assert (polled.last.judgement, polled.attempts, polled.elapsed_ms) == (FINAL, 2, 300)


def test_given_up_ends_it_after_the_look_that_was_due() -> None:
    clock = ManualClock()
    looks = ScriptedAttempts(clock, [FAILED])
    polled = poll_until(looks, 60_000, clock, lambda: len(looks.began) >= 3)
    assert (polled.last.judgement, polled.attempts, polled.elapsed_ms) == (FAILED, 3, 600)


def test_given_up_beforehand_still_gives_one_look() -> None:
    clock = ManualClock()
    polled = poll_until(ScriptedAttempts(clock, [PASSED]), 60_000, clock, lambda: True)
    assert (polled.last.judgement, polled.attempts) == (PASSED, 1)


def test_a_stopped_run_waits_for_nothing() -> None:
    clock = ManualClock()
    clock.stopped.set()
    polled = poll_until(ScriptedAttempts(clock, [FAILED]), 60_000, clock, never)
    assert (polled.attempts, polled.elapsed_ms) == (1, 0)


def test_a_fault_in_a_look_is_not_swallowed() -> None:
    def fault() -> Attempt:
        raise ZeroDivisionError("a fault of ours")

    clock = ManualClock()
    with pytest.raises(ZeroDivisionError, match="a fault of ours"):
        poll_until(fault, 5000, clock, never)
    assert clock.pauses == []


def test_throughout_a_finished_action_there_is_still_one_look() -> None:
    clock = ManualClock()
    polled = poll_while(ScriptedAttempts(clock, [PASSED]), over(at_once=True), clock)
    assert (polled.last.judgement, polled.attempts) == (PASSED, 1)


@pytest.mark.parametrize("miss", [FAILED, FINAL, UNDECIDED], ids=["failed", "final", "undecided"])
def test_throughout_ends_at_the_first_miss(miss: Judgement) -> None:
    clock = ManualClock()
    polled = poll_while(ScriptedAttempts(clock, [miss, PASSED]), over(at_once=False), clock)
    assert (polled.last, polled.attempts) == (Attempt(miss, (observation("1"),)), 1)


def test_throughout_a_miss_after_hits_is_found() -> None:
    clock = ManualClock()
    looks = ScriptedAttempts(clock, [PASSED, FAILED, PASSED])
    action = threading.Event()
    polled = poll_while(looks, action, clock)
    assert (polled.last.judgement, polled.attempts, action.is_set()) == (FAILED, 2, False)


def test_throughout_looks_once_more_when_the_action_ended_meanwhile() -> None:
    clock = ManualClock()
    action = threading.Event()
    looks = ScriptedAttempts(clock, [PASSED])

    def look() -> Attempt:
        found = looks()
        action.set()
        return found

    polled = poll_while(look, action, clock)
    assert (polled.last.judgement, polled.attempts) == (PASSED, 2)


def test_throughout_a_stopped_run_ends() -> None:
    clock = ManualClock()
    clock.stopped.set()
    polled = poll_while(ScriptedAttempts(clock, [PASSED]), over(at_once=False), clock)
    assert polled.attempts == 1
