"""A lab in which every pair of services that is to be measured has a network of its own, and nothing else on it.

What a link carries can then be read from an interface's counters, and cut without touching anything else. The linked
services leave the network they would share with all; each gets one more network, its door: there its ports are
published, and there whoever sends it load comes in. Which services are linked is for the caller.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations
from typing import Any

from lab.errors import UsageError
from lab.language.suggestions import did_you_mean
from lab.plan.digest import plan_digest
from lab.plan.model import LabPlan, ServicePlan
from lab.plan.naming import door_network, link_network, load_service

# Without a way out of the lab: what goes over it is the two services' own, and never a published port.
_LINK: Mapping[str, Any] = {"internal": True}


def linked(plan: LabPlan, links: Mapping[str, tuple[str, str]]) -> LabPlan:
    """`links`: name -> the two services. Raises `UsageError` for what cannot be linked.

    Services without a link stay where they were, out of reach of the linked ones.
    """
    for name, ends in links.items():
        _check(plan, name, ends)
    _check_apart(links)
    networks: dict[str, Mapping[str, Any]] = {link_network(name): _LINK for name in links}
    on: dict[str, list[str]] = {}
    for name, ends in links.items():
        for end in ends:
            on.setdefault(end, [door_network(end)]).append(link_network(name))
    networks.update({door_network(service): {} for service in on})
    for load in plan.loads():
        if load.service in on:
            on[load_service(load.name)] = [door_network(load.service)]
    services = tuple(_on(service, on[service.name]) if service.name in on else service for service in plan.services)
    made = replace(plan, services=services, networks={**plan.networks, **networks}, digest="")
    return replace(made, digest=plan_digest(made))


def _on(service: ServicePlan, networks: list[str]) -> ServicePlan:
    return replace(service, compose={**service.compose, "networks": tuple(networks)})


def _check(plan: LabPlan, name: str, ends: tuple[str, str]) -> None:
    lasting = {service.name: service for service in plan.services if not service.on_demand}
    first, second = ends
    if first == second:
        raise UsageError(f"link {name!r} is between {first!r} and itself", remedy="give two services")
    for end in ends:
        if end not in lasting:
            hint = did_you_mean(end, lasting)
            said = f"link {name!r} names {end!r}, and there is no such service{hint}"
            raise UsageError(said, remedy=f"name services of {plan.scenario} that start with the lab")
        for key in ("network_mode", "networks"):
            if key in lasting[end].compose:
                said = f"link {name!r} names {end!r}, whose network is settled by its own {key!r}"
                raise UsageError(said, remedy="link services on the lab's default network")


def _check_apart(links: Mapping[str, tuple[str, str]]) -> None:
    for one, other in combinations(links, 2):
        if link_network(one) == link_network(other):
            raise UsageError(f"links {one!r} and {other!r} would be one network", remedy="give them other names")
        if set(links[one]) == set(links[other]):
            both = " and ".join(links[one])
            said = f"links {one!r} and {other!r} are both between {both}, which would use either"
            raise UsageError(said, remedy="make one link of them; what goes each way is counted apart")
