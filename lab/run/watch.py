"""Watches a lab beside its steps: containers that exit unexpectedly, an engine that goes away, the first samples."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from lab.backends.bounds import Bounds, one_at_a_time
from lab.background import repeated
from lab.containers.states import ContainerState, unexpected
from lab.errors import EngineUnavailable, LabError
from lab.queries.answer import UnexpectedAnswer
from lab.queries.prometheus import InstantQuery
from lab.queries.series import series_of
from lab.record.bounded import shown_observation
from lab.record.event import Exited, FirstSample
from lab.run.clock import Clock
from lab.run.lab import Lab
from lab.run.running import Running

CONTAINER_POLL_S = 0.7
SAMPLE_POLL_S = 0.25
MAX_JOBS = 100  # whose first sample is reported


@dataclass(slots=True)
class Watch:
    """`exited`: the first container that ended unexpectedly. `engine_gone`: why nothing can be judged any more."""

    exited: Exited | None = None
    engine_gone: EngineUnavailable | None = None
    first_samples: list[FirstSample] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)
    _yielded: int = 0
    _exit_yielded: bool = False

    @property
    def over(self) -> bool:
        return self.exited is not None or self.engine_gone is not None

    def news(self) -> Iterator[FirstSample | Exited]:
        """What came since the last call."""
        new, self._yielded = self.first_samples[self._yielded :], len(self.first_samples)
        yield from new
        if self.exited is not None and not self._exit_yielded:
            self._exit_yielded = True
            yield self.exited

    def poll_containers(self, running: Running, clock: Clock, may_end: frozenset[str] = frozenset()) -> bool:
        """`may_end`: the services that may end with 0."""
        try:
            for state in unexpected(running.states(), running.faulted, running.on_demand, may_end):
                log = running.logs(state.service, 30)
                self.exited = exited_event(state, log, clock)
                break
        except EngineUnavailable as gone:
            self.engine_gone = gone
        except LabError:
            pass  # asked again
        return self.over

    def poll_samples(self, lab: Lab, clock: Clock) -> bool:
        try:
            query = InstantQuery(query='count by (job) ({job!="", __name__!~"up|scrape_.*"})')
            bounds = Bounds(lambda: self.ended.is_set() or clock.stopped.is_set())
            with one_at_a_time():
                observation = shown_observation(lab.backends(clock, bounds).observe(query))
        except EngineUnavailable:
            return False  # noticed by the poll of the containers
        if observation.error:
            return False
        known = {sample.job for sample in self.first_samples}
        try:
            jobs = [str(labels["job"]) for labels, _ in series_of(observation.answer)[:MAX_JOBS]]
        except (LookupError, UnexpectedAnswer):
            return False  # not an answer of Prometheus, which the expectations report
        for job in jobs:
            if job not in known:
                self.first_samples.append(FirstSample(at_ms=clock.ms(), job=job))
        return bool(self.first_samples)


def exited_event(state: ContainerState, log: str, clock: Clock) -> Exited:
    return Exited(
        at_ms=clock.ms(),
        service=state.service,
        code=state.exit_code,
        log=log,
        oom_killed=state.oom_killed,
        memory_limit=state.memory_limit,
    )


@contextmanager
def watching(lab: Lab, clock: Clock) -> Iterator[Watch]:
    watch = Watch()
    may_end = frozenset(service.name for service in lab.plan.services if service.ends)
    with (
        repeated(lambda: watch.poll_containers(lab.running, clock, may_end), CONTAINER_POLL_S, "watch-containers"),
        repeated(lambda: watch.poll_samples(lab, clock), SAMPLE_POLL_S, "watch-samples"),
    ):
        try:
            yield watch
        finally:
            watch.ended.set()
