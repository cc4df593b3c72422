"""Work beside the caller's thread: one call, several calls, a call that reports progress, a look that is repeated.

Whatever the work raises is raised where it is waited for. Threads are daemons, so that work which never ends cannot
keep the program from ending.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager
from typing import Generic, TypeVar

T = TypeVar("T")
P = TypeVar("P")


class Cancelled(Exception):
    """Raised inside the work by its next report of progress, once nobody listens any more."""


class Background(Generic[T]):
    """One call in a thread of its own, started at once."""

    def __init__(self, work: Callable[[], T], name: str) -> None:
        self._work = work
        self._future: Future[T] = Future()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._future.set_result(self._work())
        except BaseException as error:  # noqa: BLE001 - raised where the result is asked for
            self._future.set_exception(error)

    def wait(self, seconds: float) -> bool:
        """Whether the call has ended, which is waited for at most so long."""
        return bool(wait((self._future,), timeout=seconds).done)

    def join(self) -> None:
        """Waits for the end of the call, whatever it came to."""
        self._thread.join()

    def result(self, seconds: float | None = None) -> T:
        """What the call returned; raises what it raised, or TimeoutError when it goes on after `seconds`."""
        return self._future.result(seconds)


def completed(
    calls: Sequence[Callable[[], T]], at_once: int, every: float, name: str, cancel: Callable[[], None]
) -> Generator[T | None, None, None]:
    """The results in the order in which the calls end, at most `at_once` of them at a time.

    None comes in between, whenever `every` seconds have passed without a result. When the generator is closed or
    interrupted no further calls start, and those that go on are told to end by `cancel` and waited for.
    """
    waiting = list(calls)
    running: list[Background[T]] = []
    try:
        while waiting or running:
            while waiting and len(running) < at_once:
                running.append(Background(waiting.pop(0), name))
            wait([call._future for call in running], timeout=every, return_when=FIRST_COMPLETED)
            ended = [call for call in running if call.wait(0)]
            running = [call for call in running if call not in ended]
            if not ended:
                yield None
            for call in ended:
                yield call.result()
    finally:
        cancel()
        for call in running:
            call.join()


def with_progress(work: Callable[[Callable[[P], None]], T], name: str) -> Generator[P, None, T]:
    """Yields what the work reports and returns what it returns.

    When the generator is closed, the next report raises `Cancelled` in the work, whose end is waited for.
    """
    reports: queue.SimpleQueue[P | _End] = queue.SimpleQueue()
    closed = threading.Event()

    def report(progress: P) -> None:
        if closed.is_set():
            raise Cancelled
        reports.put(progress)

    def call() -> T:
        try:
            return work(report)
        finally:
            reports.put(_End())

    running = Background(call, name)
    try:
        while not isinstance(progress := reports.get(), _End):
            yield progress
    finally:
        closed.set()
        running.join()
    return running.result()


class _End:
    pass


@contextmanager
def repeated(look: Callable[[], bool], every: float, name: str) -> Iterator[None]:
    """Looks again and again while the block goes on, until a look returns True. The first look is after `every`."""
    over = threading.Event()

    def loop() -> None:
        while not over.wait(every):
            if look():
                return

    with beside(lambda _: loop(), name, over):
        yield


@contextmanager
def beside(work: Callable[[threading.Event], object], name: str, over: threading.Event | None = None) -> Iterator[None]:
    """Runs `work` while the block goes on. The event it is given is set when the block ends; its end is waited for."""
    ended = over or threading.Event()
    running = Background(lambda: work(ended), name)
    try:
        yield
    finally:
        ended.set()
        running.join()
    running.result()
