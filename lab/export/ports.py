"""The ports of a Service: those that the component names, and those that anything in the lab asks it for.

In Compose every port of a container is open to the others; a Service opens only what it lists.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from lab.export.names import port_name
from lab.export.text import plain
from lab.plan.model import LabPlan, ServicePlan


@dataclass(frozen=True, slots=True)
class ServicePort:
    name: str
    number: int
    protocol: str = "TCP"


@dataclass(frozen=True, slots=True)
class Mention:
    """A service whose files, variables or arguments name the address of another."""

    by: str
    host: str
    port: int


def mentions(plan: LabPlan) -> tuple[Mention, ...]:
    """Who names whom, each once, in the order of the plan."""
    hosts = [service.name for service in plan.services]
    found = (
        Mention(service.name, host, port)
        for service in plan.services
        for text in texts_of(service)
        for host, port in addresses(text, hosts)
    )
    return tuple(dict.fromkeys(found))


def texts_of(service: ServicePlan) -> Iterator[str]:
    """Everything by which a service may be told the address of another."""
    yield from (file.text for file in service.files)
    yield from (plain(value) for value in service.compose.get("environment", {}).values())
    for key in ("command", "entrypoint"):
        yield from (plain(word) for word in service.compose.get(key) or ())


_DEFAULT_PORTS = {"http": 80, "https": 443}


def addresses(text: str, hosts: Collection[str]) -> Iterator[tuple[str, int]]:
    """`api:8000`, and the usual port of `http://api/`, for each of these hosts that the text names."""
    if not hosts:
        return
    names = "|".join(sorted(map(re.escape, hosts), key=len, reverse=True))
    for match in re.finditer(rf"(?:(https?)://)?(?<![\w.-])({names})(?::(\d{{1,5}})(?!\d)|(?=[/\"'\s?#]|$))", text):
        scheme, host, port = match.groups()
        number = int(port) if port else _DEFAULT_PORTS.get(scheme or "", 0)
        if 0 < number <= 65_535:
            yield host, number


def declared_ports(service: ServicePlan) -> tuple[ServicePort, ...]:
    """The ports of the component, and what `expose` says."""
    ports = [ServicePort(port_name(port.name), port.container) for port in service.ports]
    for text in service.compose.get("expose", ()):
        number, _, protocol = str(text).partition("/")
        ports.append(ServicePort(f"port-{number}", int(number), (protocol or "tcp").upper()))
    return _unique(ports)


def service_ports(service: ServicePlan, named: Iterable[Mention]) -> tuple[ServicePort, ...]:
    asked = sorted({mention.port for mention in named if mention.host == service.name})
    return _unique([*declared_ports(service), *(ServicePort(f"port-{number}", number) for number in asked)])


def _unique(ports: Iterable[ServicePort]) -> tuple[ServicePort, ...]:
    """The first of each number, under names of their own."""
    by_number: dict[tuple[int, str], ServicePort] = {}
    taken: set[str] = set()
    for port in ports:
        if (port.number, port.protocol) in by_number:
            continue
        name = port.name if port.name not in taken else f"port-{port.number}"
        taken.add(name)
        by_number[port.number, port.protocol] = ServicePort(name, port.number, port.protocol)
    return tuple(by_number.values())


def as_yaml(ports: Iterable[ServicePort]) -> list[Mapping[str, object]]:
    """The ports of a Service."""
    return [
        {"name": port.name, "port": port.number, "targetPort": port.number, "protocol": port.protocol} for port in ports
    ]
