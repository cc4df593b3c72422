"""A fresh lab for one repetition: there inside the `with`, gone after it, whatever happens."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from lab.containers.engine import Engine
from lab.containers.leftovers import remove
from lab.plan.model import LabPlan
from lab.record.event import Event
from lab.run.clock import Clock
from lab.run.opening import Opening, OpenLab
from lab.settings import Settings


@contextmanager
def opened(
    plan: LabPlan, engine: Engine, settings: Settings, clock: Clock, hear: Callable[[Event], None]
) -> Iterator[tuple[OpenLab, Opening]]:
    """Raises what opening a lab raises (CannotStart and its kinds)."""
    opening = Opening(plan, engine, settings, clock, secrets.token_hex(3))
    try:
        for event in opening.open():
            hear(event)
        yield opening.lab(), opening
    finally:
        remove(engine, opening.project)
