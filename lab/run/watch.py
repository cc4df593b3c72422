"""Looks beside a run: at containers that end though nobody asked them to, and for the first sample of each job."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from lab.containers.compose_project import ComposeProject
from lab.containers.states import unexpected
from lab.errors import LabError
from lab.queries.prometheus import InstantQuery
from lab.queries.series import series_of
from lab.record.event import Exited, FirstSample
from lab.run.clock import Clock
from lab.run.lab_starter import Lab

LOOK_S = 0.7
SAMPLE_LOOK_S = 0.25


@dataclass(slots=True)
class Watch:
    """`exited` is the first container that ended unasked, None as long as all go on."""

    running: ComposeProject
    clock: Clock
    exited: Exited | None = None

    @contextmanager
    def going_on(self) -> Iterator[None]:
        over = threading.Event()
        thread = threading.Thread(target=self._look, args=(over,), name="watch", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _look(self, over: threading.Event) -> None:
        while self.exited is None and not over.wait(LOOK_S):
            try:
                states = self.running.states()
            except LabError:
                continue  # the engine's silence is reported by whoever needs it next
            for state in unexpected(states, self.running.faulted, self.running.on_demand):
                log = self.running.logs(state.service, 30)
                self.exited = Exited(at_ms=self.clock.ms(), service=state.service, code=state.exit_code, log=log)
                break


@dataclass(slots=True)
class FirstSamples:
    """When each job's first sample could be queried; for the timeline."""

    lab: Lab
    clock: Clock
    found: list[FirstSample] = field(default_factory=list)
    told: int = 0

    def so_far(self) -> Iterator[FirstSample]:
        new, self.told = self.found[self.told :], len(self.found)
        yield from new

    def look(self, over: threading.Event) -> None:
        known: set[str] = set()
        backends = self.lab.backends(self.clock)
        while not over.wait(SAMPLE_LOOK_S):
            observation = backends.observe(InstantQuery(query='count by (job) ({job!="", __name__!~"up|scrape_.*"})'))
            if observation.error:
                continue
            for labels, _ in series_of(observation.answer):
                if labels["job"] not in known:
                    known.add(labels["job"])
                    self.found.append(FirstSample(at_ms=self.clock.ms(), job=labels["job"]))
            if known:
                return


@contextmanager
def lab_samples(lab: Lab, clock: Clock) -> Iterator[FirstSamples]:
    samples = FirstSamples(lab, clock)
    over = threading.Event()
    thread = threading.Thread(target=samples.look, args=(over,), name="first-sample", daemon=True)
    thread.start()
    try:
        yield samples
    finally:
        over.set()
        thread.join()
