"""Which services share a pod: those that exchange files through a named volume.

In one pod the volume is an emptyDir, as sidecars have it. Services with the same port cannot share a pod; their volume
must be one that several nodes may write to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lab.export.names import object_name
from lab.export.ports import declared_ports
from lab.plan.model import ServicePlan
from lab.plan.services import named_volumes


@dataclass(frozen=True, slots=True)
class Pod:
    """`shared`: the named volumes that several of its services mount."""

    services: tuple[ServicePlan, ...]
    shared: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        return object_name(self.services[0].name)


def pods_of(services: Sequence[ServicePlan]) -> tuple[Pod, ...]:
    """In the order of the services; each is in one pod."""
    users = named_volumes_of(services).users
    pods = [Pod((service,)) for service in services]
    for volume, names in users.items():
        if len(names) < 2:
            continue
        together = [pod for pod in pods if any(service.name in names for service in pod.services)]
        united = _united(together, volume)
        if united is not None:
            pods[pods.index(together[0])] = united
            pods = [pod for pod in pods if pod not in together]
    return tuple(pods)


def _united(pods: Sequence[Pod], volume: str) -> Pod | None:
    """None when two of the services listen on the same port, or one of them is started by itself."""
    services = [service for pod in pods for service in pod.services]
    ports = [(port.number, port.protocol) for service in services for port in declared_ports(service)]
    if len(ports) != len(set(ports)) or any(service.on_demand for service in services):
        return None
    return Pod(tuple(services), frozenset([volume]).union(*(pod.shared for pod in pods)))


@dataclass(frozen=True, slots=True)
class NamedVolumes:
    """`users`: named volume -> the services that mount it; `definitions`: as Compose has them."""

    users: Mapping[str, tuple[str, ...]]
    definitions: Mapping[str, Mapping[str, Any]]


def named_volumes_of(services: Iterable[ServicePlan]) -> NamedVolumes:
    """A service that mounts the volume of another need not define it."""
    users: dict[str, tuple[str, ...]] = {}
    definitions: dict[str, Mapping[str, Any]] = {}
    for service in services:
        for volume in sorted(named_volumes(service.compose)):
            users[volume] = (*users.get(volume, ()), service.name)
            definitions[volume] = service.volumes.get(volume) or definitions.get(volume, {})
    return NamedVolumes(users, definitions)
