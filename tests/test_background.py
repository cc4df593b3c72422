from __future__ import annotations

import threading
from collections.abc import Callable, Generator

import pytest

from lab.background import Background, Cancelled, beside, completed, repeated, with_progress


def test_background_result_is_what_the_call_returned() -> None:
    assert Background(lambda: 7, "seven").result() == 7


def test_background_result_raises_what_the_call_raised() -> None:
    call = Background(lambda: 1 / 0, "fails")
    with pytest.raises(ZeroDivisionError):
        call.result()
    assert call.wait(0)


def test_background_wait_says_whether_the_call_has_ended() -> None:
    may_end = threading.Event()
    call = Background(may_end.wait, "waits")
    assert not call.wait(0.01)
    with pytest.raises(TimeoutError):
        call.result(0.01)
    may_end.set()
    assert call.wait(10)


def test_completed_yields_results_as_calls_end() -> None:
    first_may_end = threading.Event()

    def first() -> str:
        first_may_end.wait(10)
        return "first"

    results = completed((first, lambda: "second"), 2, 10, "calls", lambda: None)
    assert next(results) == "second"
    first_may_end.set()
    assert list(results) == ["first"]


def test_completed_yields_none_while_nothing_ends() -> None:
    may_end = threading.Event()
    results = completed((may_end.wait,), 1, 0.01, "calls", lambda: None)
    assert next(results) is None
    may_end.set()
    assert True in list(results)


def test_completed_runs_no_more_at_once_than_allowed() -> None:
    running, most = [0], [0]
    lock = threading.Lock()

    def call() -> int:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        threading.Event().wait(0.01)
        with lock:
            running[0] -= 1
        return 1

    assert sum(result or 0 for result in completed([call] * 9, 3, 10, "calls", lambda: None)) == 9
    assert most[0] <= 3


def test_completed_raises_what_a_call_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        list(completed((lambda: 1 / 0,), 1, 10, "calls", lambda: None))


@pytest.mark.parametrize("end", [GeneratorExit, KeyboardInterrupt], ids=["closed", "interrupted"])
def test_completed_cancels_what_goes_on_and_starts_nothing_more(end: type[BaseException]) -> None:
    cancelled = threading.Event()
    started: list[int] = []

    def call() -> None:
        started.append(1)
        cancelled.wait(60)

    results = completed([call] * 5, 1, 0.01, "calls", cancelled.set)
    assert next(results) is None
    with pytest.raises(end):
        results.throw(end)
    assert cancelled.is_set()
    assert len(started) == 1


def collect(generator: Generator[str, None, int]) -> tuple[list[str], int]:
    reports = []
    while True:
        try:
            reports.append(next(generator))
        except StopIteration as stop:
            return reports, stop.value


def test_with_progress_yields_reports_and_returns_the_result() -> None:
    def work(report: Callable[[str], None]) -> int:
        report("one")
        report("two")
        return 3

    assert collect(with_progress(work, "work")) == (["one", "two"], 3)


def test_with_progress_raises_what_the_work_raised_after_its_reports() -> None:
    def work(report: Callable[[str], None]) -> int:
        report("one")
        raise ZeroDivisionError

    generator = with_progress(work, "work")
    assert next(generator) == "one"
    with pytest.raises(ZeroDivisionError):
        next(generator)


def test_with_progress_cancels_the_work_when_it_is_closed() -> None:
    ended: list[str] = []
    closing_began = threading.Event()

    def work(report: Callable[[str], None]) -> int:
        report("one")
        closing_began.wait(10)
        try:
            while True:
                report("more")
        except Cancelled:
            ended.append("cancelled")
            raise

    generator = with_progress(work, "work")
    assert next(generator) == "one"
    closing_began.set()
    generator.close()
    assert ended == ["cancelled"]


def test_repeated_looks_until_the_block_ends() -> None:
    seen_twice = threading.Event()
    looks: list[int] = []

    def look() -> bool:
        looks.append(1)
        if len(looks) == 2:
            seen_twice.set()
        return False

    with repeated(look, 0.001, "look"):
        assert seen_twice.wait(10)
    count = len(looks)
    threading.Event().wait(0.01)
    assert len(looks) == count


def test_repeated_ends_with_the_look_that_is_enough() -> None:
    looked = threading.Event()
    looks: list[int] = []

    def look() -> bool:
        looks.append(1)
        looked.set()
        return True

    with repeated(look, 0.001, "look"):
        assert looked.wait(10)
        threading.Event().wait(0.01)
    assert looks == [1]


def test_beside_raises_what_the_work_raised_when_the_block_has_ended() -> None:
    def work(over: threading.Event) -> None:
        over.wait(10)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), beside(work, "work"):
        pass


def test_beside_does_not_hide_an_error_of_the_block() -> None:
    with pytest.raises(KeyError), beside(lambda over: over.wait(10), "work"):
        raise KeyError
