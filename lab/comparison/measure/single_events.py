"""Sends single requests, and polls a query for their count, in the background of a measurement."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

from lab.backends.http import request_page
from lab.comparison.stats.arrivals import Reading
from lab.plan.actions import RequestPlan
from lab.queries.answer import Reply
from lab.run.clock import Clock

_GOLDEN_RATIO = (
    0.6180339887  # fractions of its multiples are spread evenly, so events hit every phase of a scrape interval
)
_TIMEOUT_S = 2.0  # of a request; one that takes longer has no definite time


@dataclass(slots=True)
class EventSender:
    """`answered`: when each request was answered (unix seconds); `failed`: how many were not."""

    url: Callable[[], str | None]
    host: str  # as the load generator calls the service: some instrumentation makes it a label
    request: RequestPlan
    clock: Clock
    answered: list[float] = field(default_factory=list)
    failed: int = 0

    def send(self) -> None:
        url = self.url()
        path = self.request.path + (f"?{self.request.query}" if self.request.query else "")
        if url is None:
            self.failed += 1
            return
        reply = request_page(
            self.request.method,
            url,
            path,
            body=self.request.body,
            content_type="application/json",
            host=self.host,
            seconds=_TIMEOUT_S,
        )
        if isinstance(reply, Reply) and reply.status < 500:
            self.answered.append(self.clock.now())
        else:
            self.failed += 1

    def send_many(self, number: int, rate: float) -> None:
        """About `rate` per second, unevenly spaced. Stops early when the clock is stopped."""
        for index in range(number):
            if self.clock.stopped.is_set():
                return
            self.send()
            self.clock.pause((0.5 + (index * _GOLDEN_RATIO) % 1.0) / rate)


@contextmanager
def in_background(work: Callable[[threading.Event], None]) -> Iterator[None]:
    """Runs `work` until the end of the `with`, when the event it is given is set. Raises what `work` raised."""
    stop = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(work, stop)
        try:
            yield
        finally:
            stop.set()
    future.result()


def poll(
    query: Callable[[], float | None], interval: float, clock: Clock, readings: list[Reading]
) -> Callable[[threading.Event], None]:
    """For `in_background`: adds a reading to `readings` every `interval` seconds."""

    def work(stop: threading.Event) -> None:
        while not stop.wait(interval):
            at = clock.now()
            readings.append(Reading(at, query()))

    return work
