"""Finds the labs that are on the engine, by label, and takes one up again, whoever started it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from lab.containers import labels
from lab.containers.compose_project import ComposeProject
from lab.containers.engine import Engine
from lab.containers.starting import COMPOSE_FILE
from lab.containers.states import Seen, seen
from lab.errors import UsageError


@dataclass(frozen=True, slots=True)
class LabSummary:
    """`created`: when its first container was (unix seconds). One that left only networks or volumes has no service."""

    project: str
    scenario: str
    folder: str
    services: tuple[Seen, ...]
    created: float | None

    @property
    def running(self) -> bool:
        return any(each.state.running for each in self.services)


def find(engine: Engine) -> tuple[LabSummary, ...]:
    """All labs, the oldest first."""
    ids, _ = engine.ask("container", "ls", "--all", "--quiet", "--no-trunc", "--filter", f"label={labels.RUN}")
    labs: dict[str, list[Seen]] = defaultdict(list)
    for each in engine.inspect(ids.split()):
        labs[seen(each).project].append(seen(each))
    for project in projects(engine):
        labs.setdefault(project, [])
    found = (_summary(project, containers) for project, containers in labs.items())
    return tuple(sorted(found, key=lambda lab: (lab.created or 0.0, lab.project)))


def projects(engine: Engine) -> tuple[str, ...]:
    """The projects that any object carries, in three calls."""
    chosen = ("--filter", f"label={labels.RUN}", "--format", '{{.Label "' + labels.RUN + '"}}')
    listings = (("container", "ls", "--all"), ("network", "ls"), ("volume", "ls"))
    return tuple(dict.fromkeys(name for words in listings for name in engine.ask(*words, *chosen)[0].split()))


def _summary(project: str, containers: list[Seen]) -> LabSummary:
    return LabSummary(
        project=project,
        scenario=next((each.scenario for each in containers if each.scenario), ""),
        folder=next((each.folder for each in containers if each.folder), ""),
        services=tuple(sorted(containers, key=lambda each: each.state.service)),
        created=min((each.created for each in containers if each.created), default=None),
    )


def attach(engine: Engine, name: str) -> ComposeProject:
    """By the name of the project, or of the scenario when only one lab of it is there."""
    labs = tuple(lab for lab in find(engine) if lab.services)
    chosen = [lab for lab in labs if lab.project == name] or [lab for lab in labs if lab.scenario == name]
    match chosen:
        case [lab]:
            return _running(engine, lab)
        case []:
            names = sorted({name for lab in labs for name in (lab.project, lab.scenario)})
            close = get_close_matches(name, names, n=1)
            there = ", ".join(lab.project for lab in labs) or "none"
            remedy = f"did you mean {close[0]}?" if close else f"labs that are there: {there}"
            raise UsageError(f"no lab is called {name!r}", remedy=remedy)
        case several:
            listed = ", ".join(lab.project for lab in several)
            raise UsageError(f"{len(several)} labs run {name!r}", remedy=f"give the name of one: {listed}")


def _running(engine: Engine, lab: LabSummary) -> ComposeProject:
    folder = Path(lab.folder)
    on_demand = _on_demand(folder)
    services = tuple(each.state.service for each in lab.services if each.state.service not in on_demand)
    running = ComposeProject(engine, lab.project, folder, services, on_demand)
    running.states()
    return running


def _on_demand(folder: Path) -> tuple[str, ...]:
    """Those with a Compose profile. A lab whose folder has gone has none that we know of."""
    import yaml

    try:
        compose: Any = yaml.safe_load((folder / COMPOSE_FILE).read_text())
        return tuple(name for name, service in compose["services"].items() if service.get("profiles"))
    except (OSError, ValueError, KeyError, AttributeError, TypeError, yaml.YAMLError):
        return ()
