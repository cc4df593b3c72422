"""What is another way in a lab than in the Compose project that it is made of, in a few lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lab.language.counting import count
from lab.plan.model import ServicePlan
from lab.plan.user_compose.keys import not_taken_over, unset_variables
from lab.plan.user_compose.mounts import MountPlan
from lab.stack.user_compose.project import ResolvedProject

_MOST_NAMES = 6


def notes(
    project: ResolvedProject,
    services: Sequence[ServicePlan],
    mounts: Mapping[str, MountPlan],
    *,
    internet: bool,
) -> Iterator[str]:
    named = {service.name: project.services[service.name] for service in services}
    if ports := [f"{one.name} {port.container}" for one in services for port in one.ports if not port.host]:
        yield f"ports are published on free ports of 127.0.0.1: {_listed(ports)}"
    if copied := {entry["source"] for plan in mounts.values() for entry in plan.entries if entry["type"] == "bind"}:
        yield f"mounted files and folders are copies: {count(len(copied), 'path')}; nothing writes to yours"
    volumes = {name for plan in mounts.values() for name in plan.volumes}
    if volumes:
        yield f"volumes are fresh ones: {_listed(sorted(volumes))}"
    if containers := [name for name, service in named.items() if service.get("container_name")]:
        yield f"containers have names of the lab's own, and answer to yours inside it: {_listed(containers)}"
    yield "all services are in one network of the lab's own"
    if not internet:
        yield (
            "no connection leaves the lab, so no receiver of yours is notified ('internet: true' below 'compose' "
            "allows it)"
        )
    for key, says in dict.fromkeys(item for service in named.values() for item in not_taken_over(service)):
        users = [name for name, service in named.items() if (key, says) in not_taken_over(service)]
        yield f"{project.place(users[0], key)}: {says}: {_listed(users)}"
    for name, service in named.items():
        if unset := unset_variables(service):
            place = project.place(name, "environment")
            yield f"{place}: {name} does not get {_listed(unset)} from your environment; give it in an env file"
    for warning in project.notes:
        yield f"Docker Compose: {warning}"
    if project.left_out:
        yield f"left out: {_listed(project.left_out)}"


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return ", ".join(names[:_MOST_NAMES]) + more
