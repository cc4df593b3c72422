"""Which component of lab a service of a Compose file is: by its image, by `roles:`, or by its name and its port.

The component says how the service is asked whether it is ready, its roles, and what can stand in for its image.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from lab.language.json_values import mapping
from lab.stack.model import ComponentSource

_REGISTRY = re.compile(r"^(?:[^/]*[.:][^/]*|localhost)/")
_PORT_FLAGS = ("--web.listen-address",)
_PATH_FLAGS = ("--web.route-prefix", "--web.external-url")


@dataclass(frozen=True, slots=True)
class Recognised:
    """`by_image`: an image of the component has the interface of the one that the service names."""

    component: ComponentSource
    by_image: bool


def repository(image: str) -> str:
    """The name of an image without registry, tag and digest: `prom/prometheus`."""
    name = _REGISTRY.sub("", image.partition("@")[0])
    head, slash, last = name.rpartition("/")
    return f"{head}{slash}{last.partition(':')[0]}".removeprefix("library/")


def recognised(
    name: str, service: Mapping[str, Any], components: Sequence[ComponentSource], roles: Sequence[str]
) -> Recognised | None:
    """`roles`: those that the scenario gives this service."""
    by_image = _by_image(service, components)
    if by_image is not None:
        return Recognised(by_image, by_image=True)
    for role in roles:
        if candidates := [one for one in components if role in one.component.roles]:
            return Recognised(min(candidates, key=lambda one: one.name != role), by_image=False)
    own = {name.lower(), repository(str(service.get("image") or "")).rpartition("/")[2].lower()}
    for one in components:
        port = next(iter(one.component.ports.values()), 0)
        named = any(one.name == word or word.startswith(f"{one.name}-") for word in own)
        if one.component.roles and named and port in container_ports(service):
            return Recognised(one, by_image=False)
    return None


def _by_image(service: Mapping[str, Any], components: Iterable[ComponentSource]) -> ComponentSource | None:
    if service.get("build") or not service.get("image"):
        return None
    wanted = repository(str(service["image"]))
    found = [one for one in components if wanted in _repositories(one)]
    first = next(iter(service.get("command") or ()), "")
    of_command = [one for one in found if first in (one.component.service.get("command") or ())[:1]]
    return next(iter(of_command if len(found) > 1 else found), None)


def _repositories(one: ComponentSource) -> tuple[str, ...]:
    image = one.component.image
    return (repository(image.reference), *image.known_as) if image.reference else ()


def container_ports(service: Mapping[str, Any]) -> tuple[int, ...]:
    """The TCP ports that the file names, published ones first."""
    return tuple(dict.fromkeys(_container_ports(service)))


def _container_ports(service: Mapping[str, Any]) -> Iterator[int]:
    for port in service.get("ports") or ():
        if mapping(port).get("protocol", "tcp") == "tcp":
            yield int(port["target"])
    for text in service.get("expose") or ():
        if match := re.fullmatch(r"(\d+)(/tcp)?", str(text)):
            yield int(match[1])


def listening_port(service: Mapping[str, Any], default: int) -> int:
    """The port of a component's API in this service."""
    for value in _flags(service, _PORT_FLAGS):
        port = value.rpartition(":")[2]
        if port.isdigit():
            return int(port)
    grafana = str(mapping(service.get("environment")).get("GF_SERVER_HTTP_PORT", ""))
    if grafana.isdigit():
        return int(grafana)
    known = container_ports(service)
    return known[0] if len(known) == 1 and default not in known else default


def path_prefix(service: Mapping[str, Any]) -> str:
    """What the paths of its API begin with: `/prometheus`; empty for nothing."""
    for flag in _PATH_FLAGS:
        for value in _flags(service, (flag,)):
            path = value if value.startswith("/") else urlsplit(value).path
            return path.rstrip("/")
    environment = mapping(service.get("environment"))
    if str(environment.get("GF_SERVER_SERVE_FROM_SUB_PATH", "")).lower() == "true":
        return urlsplit(str(environment.get("GF_SERVER_ROOT_URL", ""))).path.rstrip("/")
    return ""


def _flags(service: Mapping[str, Any], names: Sequence[str]) -> Iterator[str]:
    """The values of flags of the command, written with one or two dashes, and as one or two arguments."""
    command = [str(argument) for argument in service.get("command") or ()]
    wanted = {name.lstrip("-") for name in names}
    for index, argument in enumerate(command):
        name, equals, value = argument.partition("=")
        if not name.startswith("-") or name.lstrip("-") not in wanted:
            continue
        if equals:
            yield value
        elif index + 1 < len(command):
            yield command[index + 1]


def flag(service: Mapping[str, Any], name: str) -> str:
    """The value of a flag of the command; empty when it is not there."""
    return next(_flags(service, (name,)), "")
