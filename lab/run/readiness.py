"""Waits until every service of a lab answers on its readiness path, or is healthy by its own check."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable

from lab.backends.bounds import UNBOUNDED, Bounds
from lab.containers.states import ContainerState, unexpected
from lab.errors import EngineUnavailable, LabError, NotReady
from lab.plan.model import ServicePlan
from lab.record.event import Event, ServiceReady, Waiting
from lab.run.clock import Clock
from lab.run.running import Running

READINESS_POLL_S = 0.05
HEALTHY_WITHIN_S = 120.0  # by a health check of a Compose file, which may have a long start period
ROUND_S = 2.0  # what the last round may take beyond the longest `within`
EXIT_POLL_MS = 400  # asking the engine costs CPU time that the services need to become ready
_SHOW_EVERY_MS = 1000
_REMEDY = "read its last lines; its whole log and configuration are in the report"


def become_ready(services: tuple[ServicePlan, ...], running: Running, clock: Clock) -> Generator[Event, None, None]:
    """Raises NotReady when a service exits, or is not ready within its own time."""
    began = show_at = exits_checked = clock.ms()
    waiting = {service.name: service for service in services if is_awaited(service)}
    may_end = frozenset(service.name for service in services if service.ends)
    end = began + max((within(service) * 1000 for service in waiting.values()), default=0.0)
    healths: dict[str, str] | None = None
    health_asked = began
    while waiting:
        polled_at = clock.ms()
        bounds = Bounds(clock.stopped.is_set, time.monotonic() + max(0.0, end - clock.ms()) / 1000 + ROUND_S)
        if healths is None or polled_at - health_asked > EXIT_POLL_MS:
            healths, health_asked = why_unhealthy(waiting.values(), running), polled_at
        reasons = {
            name: why_unready(service, running, bounds) if service.ready else healths[name]
            for name, service in waiting.items()
        }
        for name in [name for name, reason in reasons.items() if not reason]:
            del waiting[name]
            yield ServiceReady(at_ms=clock.ms(), service=name, ms=clock.ms() - began)
        if not waiting:
            return
        if clock.ms() - exits_checked > EXIT_POLL_MS:
            _check_exits(running, may_end)
            exits_checked = clock.ms()
        if clock.stopped.is_set():
            raise NotReady("the run was stopped while its services became ready")
        # By the time of the last poll: the engine may have taken long to answer since.
        for name, service in waiting.items():
            if polled_at - began > within(service) * 1000:
                raise _too_late(service, reasons[name], running)
        if clock.ms() >= show_at:
            show_at = clock.ms() + _SHOW_EVERY_MS
            yield Waiting(at_ms=clock.ms(), awaited={name: f"not ready: {reasons[name]}" for name in waiting})
        clock.pause(READINESS_POLL_S)


def why_unready(service: ServicePlan, running: Running, bounds: Bounds = UNBOUNDED) -> str:
    """Empty when the service is ready."""
    from lab.backends.http import unready

    assert service.ready is not None
    port = next(port.container for port in service.ports if port.name == service.ready.port)
    try:
        return unready(running.endpoint(service.name, port), service.ready.path, bounds)
    except EngineUnavailable:
        raise
    except LabError:
        return "has no port"  # exited, which the next check of exits reports better


def why_unhealthy(services: Iterable[ServicePlan], running: Running) -> dict[str, str]:
    """By service, of those that are ready when their own health check says so."""
    names = [service.name for service in services if service.ready is None]
    states = running.states() if names else {}
    return {name: _why_unhealthy(states[name]) for name in names}


def _why_unhealthy(state: ContainerState) -> str:
    if state.health == "healthy" or not state.health:
        return ""  # without a health check that runs, to run is to be ready
    return (
        f"its health check fails with {state.health_output}" if state.health_output else "has not run its health check"
    )


def is_awaited(service: ServicePlan) -> bool:
    return not service.on_demand and (service.ready is not None or (service.health_check and not service.ends))


def within(service: ServicePlan) -> float:
    """Seconds that it may take to become ready."""
    return service.ready.within if service.ready else HEALTHY_WITHIN_S


def _check_exits(running: Running, may_end: frozenset[str]) -> None:
    for state in unexpected(running.states(), running.faulted, running.on_demand, may_end):
        raise NotReady(
            f"{state.service} exited with {state.exit_text} while starting",
            remedy=_REMEDY,
            evidence=running.logs(state.service, 20),
            service=state.service,
        )


def _too_late(service: ServicePlan, reason: str, running: Running) -> NotReady:
    asked = f"{service.ready.path} {reason}" if service.ready else reason
    return NotReady(
        f"{service.name} was not ready within {within(service):g} s: {asked}",
        remedy=_REMEDY,
        evidence=running.logs(service.name, 20),
        service=service.name,
    )
