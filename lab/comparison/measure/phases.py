"""Reports which part of a repetition is running, and how long it took."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from lab.record.event import Event, Phase
from lab.run.clock import Clock


@contextmanager
def phase(name: str, clock: Clock, on_event: Callable[[Event], None]) -> Iterator[None]:
    began = clock.ms()
    on_event(Phase(at_ms=began, name=name))
    yield
    on_event(Phase(at_ms=clock.ms(), name=name, ms=clock.ms() - began))
