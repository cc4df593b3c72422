"""Finds the labs that are on the engine, by label, and takes one up again, whoever started it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from lab.containers import labels
from lab.containers.compose_project import ComposeProject
from lab.containers.engine import Engine
from lab.containers.listing import LabelledObjects, labelled_objects
from lab.containers.starting import COMPOSE_FILE
from lab.containers.states import Container, parse_container
from lab.errors import UsageError


@dataclass(frozen=True, slots=True)
class LabSummary:
    """`created`: when its first container was (unix seconds). One that left only networks or volumes has no service."""

    project: str
    scenario: str
    folder: str
    services: tuple[Container, ...]
    created: float | None
    variant: str = ""  # as it stands in the brackets of its name

    @property
    def name(self) -> str:
        """Its scenario and variant, as commands take them: `otel-direct[0.46b0]`."""
        return f"{self.scenario}[{self.variant}]" if self.variant else self.scenario

    @property
    def running(self) -> bool:
        return any(container.state.running for container in self.services)


def named(labs: Iterable[LabSummary], name: str) -> list[LabSummary]:
    """Those that a user may mean: by the lab's name, also without its `lab-`, or by the scenario, also with its
    variant."""
    listed = tuple(labs)
    return [lab for lab in listed if lab.project in (name, f"lab-{name}")] or [
        lab for lab in listed if name in (lab.scenario, lab.name)
    ]


def find(engine: Engine) -> tuple[LabSummary, ...]:
    """All labs, the oldest first."""
    objects = labelled_objects(engine, labels.RUN)
    labs: dict[str, list[Container]] = defaultdict(list)
    services = (one for one in objects.containers if labels.RELAY not in (one.get("Labels") or {}))
    for inspected in engine.inspect(container["Id"] for container in services):
        container = parse_container(inspected)
        labs[container.project].append(container)
    for project in _projects_of(objects):
        labs.setdefault(project, [])
    summaries = (_summary(project, containers) for project, containers in labs.items())
    return tuple(sorted(summaries, key=lambda lab: (lab.created or 0.0, lab.project)))


def projects(engine: Engine) -> tuple[str, ...]:
    """The projects that any object carries."""
    return _projects_of(labelled_objects(engine, labels.RUN))


def _projects_of(objects: LabelledObjects) -> tuple[str, ...]:
    listed = (*objects.containers, *objects.networks, *objects.volumes)
    return tuple(dict.fromkeys((one.get("Labels") or {}).get(labels.RUN, "") for one in listed))


def _summary(project: str, containers: list[Container]) -> LabSummary:
    return LabSummary(
        project=project,
        scenario=next((container.scenario for container in containers if container.scenario), ""),
        folder=next((container.folder for container in containers if container.folder), ""),
        services=tuple(sorted(containers, key=lambda container: container.state.service)),
        created=min((container.created for container in containers if container.created), default=None),
        variant=next((container.variant for container in containers if container.variant), ""),
    )


def attach(engine: Engine, name: str) -> ComposeProject:
    """By the name of the project, or of the scenario when only one lab of it is there."""
    labs = tuple(lab for lab in find(engine) if lab.services)
    match named(labs, name):
        case [lab]:
            return _running(engine, lab)
        case []:
            names = sorted({name for lab in labs for name in (lab.project, lab.name)})
            close = get_close_matches(name, names, n=1)
            listed = ", ".join(lab.project for lab in labs) or "none"
            remedy = f"did you mean {close[0]}?" if close else f"labs on this engine: {listed}"
            raise UsageError(f"there is no lab {name!r}", remedy=remedy)
        case several:
            listed = ", ".join(lab.project for lab in several)
            raise UsageError(f"{len(several)} labs run {name!r}", remedy=f"give the name of one: {listed}")


def _running(engine: Engine, lab: LabSummary) -> ComposeProject:
    folder = Path(lab.folder)
    on_demand = _on_demand(folder)
    names = (container.state.service for container in lab.services)
    services = tuple(name for name in names if name not in on_demand)
    running = ComposeProject(engine, lab.project, folder, services, on_demand)
    running.states()
    return running


def _on_demand(folder: Path) -> tuple[str, ...]:
    """The services with a Compose profile; none when the folder of the lab has gone."""
    import yaml

    try:
        compose: Any = yaml.safe_load((folder / COMPOSE_FILE).read_text())
        return tuple(name for name, service in compose["services"].items() if service.get("profiles"))
    except (OSError, ValueError, KeyError, AttributeError, TypeError, yaml.YAMLError):
        return ()
