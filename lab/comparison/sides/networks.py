"""A lab in which every pair of services that is measured has a network of its own, with nothing else on it.

The traffic of a link can then be read from an interface's counters, and a link can be cut without touching anything
else. The linked services leave the network that all others share; each gets one more network, its door, on which its
ports are published and the load generator reaches it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations
from typing import Any

from lab.errors import UsageError
from lab.language.json_values import mapping
from lab.language.suggestions import did_you_mean
from lab.plan.digest import plan_digest
from lab.plan.model import LabPlan, ServicePlan
from lab.plan.naming import door_network, link_network, load_service

# Without a route out of the lab: it carries only what the two services send each other, never a published port.
_LINK: Mapping[str, Any] = {"internal": True}


def with_link_networks(plan: LabPlan, links: Mapping[str, tuple[str, str]]) -> LabPlan:
    """`links`: name -> the two services. Raises `UsageError` for what cannot be linked.

    Services without a link stay on the shared network, out of reach of the linked ones.
    """
    for name, ends in links.items():
        _check(plan, name, ends)
    _check_distinct(links)
    networks: dict[str, Mapping[str, Any]] = {link_network(name): _LINK for name in links}
    of_service: dict[str, list[str]] = {}
    for name, ends in links.items():
        for end in ends:
            of_service.setdefault(end, [door_network(end)]).append(link_network(name))
    networks.update({door_network(service): {} for service in of_service})
    for load in plan.loads():
        if load.service in of_service:
            of_service[load_service(load.name)] = [door_network(load.service)]
    services = tuple(
        _with_networks(service, of_service[service.name]) if service.name in of_service else service
        for service in plan.services
    )
    linked = replace(plan, services=services, networks={**plan.networks, **networks}, digest="")
    return replace(linked, digest=plan_digest(linked))


def _with_networks(service: ServicePlan, networks: list[str]) -> ServicePlan:
    """The aliases that the service has on the shared network are its names on each of these too."""
    shared = mapping(mapping(service.compose.get("networks")).get("default"))
    on: Any = {name: dict(shared) for name in networks} if shared else tuple(networks)
    return replace(service, compose={**service.compose, "networks": on})


def _check(plan: LabPlan, name: str, ends: tuple[str, str]) -> None:
    started = {service.name: service for service in plan.services if not service.on_demand}
    first, second = ends
    if first == second:
        raise UsageError(f"link {name!r} has {first!r} at both ends", remedy="name two services")
    for end in ends:
        if end not in started:
            raise UsageError(
                f"link {name!r}: there is no service {end!r}{did_you_mean(end, started)}",
                remedy=f"name services of {plan.scenario} that start with the lab",
            )
        for key in ("network_mode", "networks"):
            own = started[end].compose.get(key)
            if own and not (isinstance(own, Mapping) and set(own) == {"default"}):
                raise UsageError(
                    f"link {name!r}: the network of {end!r} is set by its own {key!r}",
                    remedy="link services on the lab's default network",
                )


def _check_distinct(links: Mapping[str, tuple[str, str]]) -> None:
    for one, other in combinations(links, 2):
        if link_network(one) == link_network(other):
            raise UsageError(f"links {one!r} and {other!r} would be one network", remedy="rename one of them")
        if set(links[one]) == set(links[other]):
            both = " and ".join(links[one])
            raise UsageError(
                f"links {one!r} and {other!r} are both between {both}, which could use either",
                remedy="make it one link; its two directions are counted separately",
            )
