"""What an audit may ask of a system: so many queries, for so long, so many at a time. All requests go through here."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from lab.audit.model import Spent
from lab.audit.system import OUT_OF_BUDGET
from lab.backends.bounds import Bounds
from lab.backends.endpoint import Endpoint
from lab.backends.service import Service
from lab.background import completed
from lab.queries.answer import Answer, Reply
from lab.queries.query import Params

A = TypeVar("A")
T = TypeVar("T")
_WAKE_S = 1.0


@dataclass(frozen=True, slots=True)
class Limits:
    queries: int = 2000
    seconds: float = 120.0
    at_once: int = 4


class Budget:
    """Counts the requests of all threads."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._began = time.monotonic()
        self._queries = 0
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self.bounds = Bounds(self._stopped.is_set, self._began + limits.seconds)

    def take(self) -> str:
        """Why one more request may not be sent; empty when it may, and is counted."""
        if self._out_of_time():
            return f"{OUT_OF_BUDGET}: {self.limits.seconds:g} s have passed (--max-seconds)"
        with self._lock:
            if self._queries >= self.limits.queries:
                return f"{OUT_OF_BUDGET}: {self.limits.queries} queries were asked (--max-queries)"
            self._queries += 1
        return ""

    def settled(self, answer: Answer) -> Answer:
        """The answer, whose error says so where it is the budget that ended the wait for it."""
        if answer.error and not answer.refused and self._out_of_time():
            return Answer(error=f"{OUT_OF_BUDGET}: {self.limits.seconds:g} s have passed (--max-seconds)")
        return answer

    def spent(self) -> Spent:
        seconds = time.monotonic() - self._began
        return Spent(self._queries, seconds, self.limits.queries, self.limits.seconds)

    def in_order(self, calls: Sequence[Callable[[], T]]) -> list[T]:
        """The results of the calls in their order, as many of them at a time as the limits allow. Where it is
        interrupted, those that go on end at once."""
        results: dict[int, T] = {}

        def numbered(number: int, call: Callable[[], T]) -> Callable[[], tuple[int, T]]:
            return lambda: (number, call())

        def cancel() -> None:
            if len(results) < len(calls):
                self._stopped.set()

        work = [numbered(number, call) for number, call in enumerate(calls)]
        for ended in completed(work, self.limits.at_once, _WAKE_S, "audit", cancel):
            if ended is not None:
                results[ended[0]] = ended[1]
        return [results[number] for number in range(len(calls))]

    def each(self, call: Callable[[A], T], of: Iterable[A]) -> list[T]:
        """The results of a call with each of them, in their order."""
        return self.in_order([partial(call, one) for one in of])

    def _out_of_time(self) -> bool:
        return time.monotonic() >= self.bounds.until


@dataclass(frozen=True, slots=True)
class BudgetedService:
    """A service whose every request is counted. It is only read: by GET, and by POST for queries that are too long."""

    endpoint: Endpoint
    budget: Budget = field(repr=False)

    @property
    def url(self) -> Endpoint:
        return self.endpoint

    def get(self, path: str, params: Params | None = None) -> Answer:
        return self._counted(lambda service: service.get(path, params))

    def query(self, path: str, params: Params) -> Answer:
        return self._counted(lambda service: service.query(path, params))

    def request(self, method: str, path: str, json: Any = None, params: Params | None = None) -> Reply | Answer:
        assert method == "GET", "a system that is audited is only read"
        if refused := self.budget.take():
            return Answer(error=refused)
        reply = self._service().request(method, path, params=params)
        return self.budget.settled(reply) if isinstance(reply, Answer) else reply

    def page(self, path: str) -> Reply | Answer:
        if refused := self.budget.take():
            return Answer(error=refused)
        reply = self._service().page(path)
        return self.budget.settled(reply) if isinstance(reply, Answer) else reply

    def _counted(self, send: Callable[[Service], Answer]) -> Answer:
        refused = self.budget.take()
        return Answer(error=refused) if refused else self.budget.settled(send(self._service()))

    def _service(self) -> Service:
        return Service(self.endpoint, self.budget.bounds)
