"""A gentle load for a lab that stays up, so that its dashboards show a service in use. A run never has one.

It is a container of the lab like any load: it ends by itself, and goes with the lab.
"""

from __future__ import annotations

from dataclasses import replace

from lab.plan.actions import LoadPlan
from lab.plan.digest import with_digest
from lab.plan.loads import loads_file
from lab.plan.model import LabPlan, PlacedFile, ServicePlan
from lab.plan.naming import load_service

SECONDS = 7200.0
_SHARE = 0.1  # of the rate of the scenario's load
_LOWEST, _HIGHEST = 1.0, 5.0  # requests per second
_FILE = "load/steady.json"


def steady_loads(plan: LabPlan) -> tuple[LoadPlan, ...]:
    """One for each service that the scenario sends a load to, with the requests of the first such load."""
    first: dict[str, LoadPlan] = {}
    for load in plan.loads():
        first.setdefault(load.service, load)
    return tuple(
        replace(
            load,
            name=f"{load.name}-steady",
            rate=min(max(_SHARE * load.rate, _LOWEST), _HIGHEST),
            seconds=SECONDS,
            fault=None,
        )
        for load in first.values()
    )


def with_steady_loads(plan: LabPlan) -> LabPlan:
    """The plan with an on-demand service for each of its steady loads; unchanged when the scenario sends none."""
    loads = steady_loads(plan)
    if not loads:
        return plan
    first = next(service for service in plan.services if service.name == load_service(plan.loads()[0].name))
    services = tuple(_service(first, load, loads_file(loads)) for load in loads)
    return with_digest(replace(plan, services=(*plan.services, *services)))


def _service(sender: ServicePlan, load: LoadPlan, text: str) -> ServicePlan:
    """Like that of one of the scenario's loads, `sender`, with another file of loads."""
    script, loads = sender.files
    return replace(
        sender,
        name=load_service(load.name),
        compose={**sender.compose, "environment": {**sender.compose["environment"], "LOAD": load.name}},
        files=(script, PlacedFile(_FILE, loads.target, text, "the scenario's loads, gently")),
    )
