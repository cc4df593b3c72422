"""Single requests of ours, and what a query says of their count meanwhile. Both go on beside whoever measures."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from lab.backends.http import whatever
from lab.comparison.stats.events import Counted
from lab.plan.actions import RequestPlan
from lab.queries.answer import Reply
from lab.run.clock import Clock

_GOLDEN = 0.6180339887  # parts of it are spread evenly: events meet every moment between two scrapes alike
_SECONDS = 2.0  # an answer that takes longer is no event of that moment


@dataclass(slots=True)
class Sending:
    """`done`: when each was answered (unix seconds); `refused`: how many were not."""

    url: Callable[[], str | None]
    host: str  # as the load reaches the service: some instrumentation makes a label of it
    request: RequestPlan
    clock: Clock
    done: list[float] = field(default_factory=list)
    refused: int = 0

    def send(self) -> None:
        url = self.url()
        path = self.request.path + (f"?{self.request.query}" if self.request.query else "")
        if url is None:
            self.refused += 1
            return
        reply = whatever(
            self.request.method,
            url + path,
            body=self.request.body,
            content_type="application/json",
            host=self.host,
            seconds=_SECONDS,
        )
        if isinstance(reply, Reply) and reply.status < 500:
            self.done.append(self.clock.now())
        else:
            self.refused += 1

    def several(self, number: int, rate: float) -> None:
        """`number` of them, about `rate` a second, at uneven distances."""
        for nth in range(number):
            if self.clock.stopped.is_set():
                return
            self.send()
            self.clock.pause((0.5 + (nth * _GOLDEN) % 1.0) / rate)


@contextmanager
def beside(work: Callable[[threading.Event], None], name: str) -> Iterator[None]:
    """`work` is given what tells it to end; it has ended when this has."""
    over = threading.Event()
    failed: list[BaseException] = []

    def run() -> None:
        try:
            work(over)
        except BaseException as error:  # noqa: BLE001 - raised where it is waited for
            failed.append(error)

    thread = threading.Thread(target=run, name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
    if failed:
        raise failed[0]


def watch(
    ask: Callable[[], float | None], every: float, clock: Clock, looks: list[Counted]
) -> Callable[[threading.Event], None]:
    """Adds to `looks` what is counted, again and again. A look is told by when it was asked."""

    def work(over: threading.Event) -> None:
        while not over.wait(every):
            at = clock.now()
            looks.append(Counted(at, ask()))

    return work
