"""Where labs run: on a Docker Engine, or in a cluster that people have already."""

from __future__ import annotations

from contextlib import suppress
from typing import TypeAlias

from lab.containers.attach import attach
from lab.containers.engine import Engine
from lab.errors import LabError
from lab.kubernetes.cluster import Cluster
from lab.plan.model import LabPlan
from lab.record.event import Phase
from lab.run.clock import Clock
from lab.run.lab import Lab
from lab.run.running import Running
from lab.run.starting import Steps
from lab.run.starting import start_lab as start_on_engine
from lab.settings import Settings

Platform: TypeAlias = Engine | Cluster
PREPARED = ("images", "pods")  # the phases after which the deadline of a run counts: what is pulled takes its time


def start_lab(plan: LabPlan, platform: Platform, settings: Settings, clock: Clock, project: str) -> Steps[Lab]:
    if isinstance(platform, Cluster):
        from lab.run.in_cluster import start_in_cluster

        return start_in_cluster(plan, platform, clock, project)
    return start_on_engine(plan, platform, settings, clock, project)


def whatever_runs(platform: Platform, project: str) -> Running | None:
    """What there is of a lab that did not come up."""
    if isinstance(platform, Cluster):
        return platform.running(project)
    with suppress(LabError):
        return attach(platform, project)
    return None


def remove(platform: Platform, project: str) -> None:
    """Takes a lab down. Raises LabError."""
    if isinstance(platform, Cluster):
        platform.remove(project)
        return
    from lab.containers import cleanup  # only a run that started something comes here

    cleanup.remove(platform, project)


def leave(platform: Platform, project: str, clock: Clock) -> Phase | None:
    """What a lab needs that keeps running; None when that is nothing."""
    if isinstance(platform, Cluster) or not platform.address.remote:
        return None
    began = clock.ms()
    failed = ""
    try:
        attach(platform, project).keep_reachable()
    except LabError as error:
        failed = error.message
    return Phase(at_ms=clock.ms(), name="forward", ms=clock.ms() - began, detail=failed)


def take_down(platform: Platform, project: str, clock: Clock) -> Phase:
    """As `remove`; what could not be removed is in the detail."""
    began = clock.ms()
    failed = ""
    try:
        remove(platform, project)
    except LabError as error:
        failed = f"not everything could be removed: {error.message}; lab down {project} tries again"
    return Phase(at_ms=clock.ms(), name="down", ms=clock.ms() - began, detail=failed)
