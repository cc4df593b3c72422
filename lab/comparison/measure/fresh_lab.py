"""A fresh lab for one repetition: running inside the `with`, removed after it, whatever happens."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from lab.containers.cleanup import remove
from lab.containers.engine import Engine
from lab.plan.model import LabPlan
from lab.record.event import Event
from lab.run.clock import Clock
from lab.run.lab_starter import Lab, LabStarter
from lab.settings import Settings


@contextmanager
def fresh_lab(
    plan: LabPlan, engine: Engine, settings: Settings, clock: Clock, on_event: Callable[[Event], None]
) -> Iterator[tuple[Lab, str]]:
    """The lab and its project. Raises what starting a lab raises (CannotStart and its kinds)."""
    starter = LabStarter(plan, engine, settings, clock, secrets.token_hex(3))
    try:
        for event in starter.open():
            on_event(event)
        yield starter.lab(), starter.project
    finally:
        remove(engine, starter.project)
