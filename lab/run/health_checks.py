"""Turns the containers' own health checks off: lab asks for readiness from outside, and a check starts a process in its
container every few seconds, which costs more CPU than the small services of a lab do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import yaml

from lab.plan.model import ServicePlan


def without_health_checks(services: Iterable[ServicePlan]) -> str:
    """The Compose override. A check that another service waits for stays, and one that says when its own is ready."""
    listed = tuple(services)
    awaited = {name for service in listed for name in _awaited_healthy(service.compose.get("depends_on"))}
    own = {service.name for service in listed if service.health_check and service.ready is None}
    disabled = {"healthcheck": {"disable": True}}
    overrides = {service.name: disabled for service in listed if service.name not in awaited | own}
    return yaml.safe_dump({"services": overrides}, sort_keys=False) if overrides else ""


def _awaited_healthy(depends_on: object) -> Iterable[str]:
    if not isinstance(depends_on, Mapping):
        return ()
    return (name for name, how in depends_on.items() if (how or {}).get("condition") == "service_healthy")
