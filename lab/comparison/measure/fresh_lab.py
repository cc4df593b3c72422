"""A fresh lab for one repetition: running inside the `with`, removed after it, whatever happens."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from lab.containers.cleanup import remove
from lab.containers.engine import Engine
from lab.plan.model import LabPlan
from lab.plan.naming import project_name
from lab.record.event import Event
from lab.run.clock import Clock
from lab.run.lab import Lab
from lab.run.starting import listen, start_lab
from lab.settings import Settings


@contextmanager
def fresh_lab(
    plan: LabPlan, engine: Engine, settings: Settings, clock: Clock, on_event: Callable[[Event], None]
) -> Iterator[Lab]:
    """Raises what starting a lab raises (CannotStart and its kinds)."""
    project = project_name(plan.name, secrets.token_hex(3))
    try:
        yield listen(start_lab(plan, engine, settings, clock, project), on_event)
    finally:
        remove(engine, project)
