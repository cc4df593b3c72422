"""In which order services start where some of them need the Kubernetes API of the lab and the manifests in it."""

from __future__ import annotations

from lab.plan.model import ServicePlan


def start_order(services: tuple[ServicePlan, ...]) -> tuple[tuple[ServicePlan, ...], tuple[ServicePlan, ...]]:
    """Those that start first, and those that start when these are ready: with all that Compose starts after them."""
    second = {service.name for service in services if service.starts_after}
    awaits = {service.name: set(service.compose.get("depends_on", {})) for service in services}
    while more := {name for name, awaited in awaits.items() if name not in second and awaited & second}:
        second |= more
    return (
        tuple(service for service in services if service.name not in second),
        tuple(service for service in services if service.name in second),
    )
