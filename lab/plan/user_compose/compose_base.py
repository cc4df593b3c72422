"""The Compose project that a scenario is based on, as services of the lab."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from lab.errors import Problems
from lab.language.strict_yaml import Document
from lab.language.suggestions import did_you_mean
from lab.plan.files import FileTexts
from lab.plan.model import NO_WAY_OUT, ServicePlan
from lab.plan.services import UserOverrides
from lab.plan.user_compose.images import ImagePlanner
from lab.plan.user_compose.mounts import MountPlan, MountPlanner
from lab.plan.user_compose.notes import notes
from lab.plan.user_compose.services import ServicePlanner
from lab.scenario.model import Scenario
from lab.stack.folders import Folders, ScenarioSource
from lab.stack.model import ComponentSource
from lab.stack.user_compose.project import ResolvedProject


@dataclass(frozen=True, slots=True)
class ComposeBase:
    services: tuple[ServicePlan, ...] = ()
    networks: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def compose_base(
    scenario: Scenario,
    document: Document,
    source: ScenarioSource,
    folders: Folders,
    texts: FileTexts,
    overrides: UserOverrides,
) -> ComposeBase:
    """Nothing for a scenario without `compose`. A component of the scenario replaces the service of its name. Reports
    problems to `texts`."""
    use = scenario.compose
    if use is None:
        if scenario.roles:
            texts.problems.wrong(
                document.place(("roles",)), "'roles' is for services of a Compose file: give 'compose'"
            )
        return ComposeBase()
    try:
        project = source.compose_project(use, folders, document.place(("compose",)))
    except Problems as error:
        texts.problems.extend(error.problems)
        texts.problems.mark_broken("component")
        return ComposeBase()
    planner = ServicePlanner(
        project,
        known_components(folders),
        _roles(scenario, document, project, texts),
        MountPlanner(project, source.mounted, str(source.folder.resolve()), texts, folders.trusted),
        ImagePlanner(project, str(source.folder.resolve()), source.context_problem, texts, overrides, folders.base),
        texts,
        overrides,
        lambda name: folders.trusted or name in overrides.host_access,
        _volumes_of_components(scenario, folders),
    )
    plans: list[ServicePlan] = []
    mounts: dict[str, MountPlan] = {}
    for name in project.services:
        if name not in scenario.components:
            service, mounts[name] = planner.plan(name)
            plans.append(service)
    said = notes(project, plans, mounts, internet=use.internet)
    return ComposeBase(
        tuple(plans), {} if use.internet else {"default": {"driver_opts": {NO_WAY_OUT: "false"}}}, tuple(said)
    )


def known_components(folders: Folders) -> tuple[ComponentSource, ...]:
    """Those with an official image, by which a service can be recognized."""
    found = []
    for name in folders.component_names():
        try:
            component = folders.component(name)
        except Problems:
            continue  # said where a scenario uses it
        if component is not None and component.component.image.reference:
            found.append(component)
    return tuple(found)


def _volumes_of_components(scenario: Scenario, folders: Folders) -> frozenset[str]:
    volumes: set[str] = set()
    for name, use in scenario.components.items():
        with suppress(Problems):
            component = None if use.image or use.build else folders.component(use.use or name)
            volumes |= set(component.component.volumes) if component else set()
    return frozenset(volumes)


def _roles(
    scenario: Scenario, document: Document, project: ResolvedProject, texts: FileTexts
) -> Mapping[str, tuple[str, ...]]:
    """Service -> the roles that the scenario gives it."""
    roles: dict[str, tuple[str, ...]] = {}
    for role, given in scenario.roles.items():
        for name in (given,) if isinstance(given, str) else given:
            if name in project.services:
                roles[name] = (*roles.get(name, ()), role)
            else:
                message = f"the Compose project has no service {name!r}{did_you_mean(name, project.services)}"
                texts.problems.wrong(document.place(("roles", role)), message)
    return roles
