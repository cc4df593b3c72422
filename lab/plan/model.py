"""The plan of a lab: everything that is decided before it starts. It has no URLs, which only a running lab has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from lab.errors import Place, Problem
from lab.expectations.expectation import Check
from lab.language.reasons import Reason
from lab.plan.actions import Action, LoadPlan, ManifestPlan
from lab.record.planned import MutantPlan, ScaledValue
from lab.scenario.component_use import Ready, View
from lab.stack.model import Link, Login

# Without it the engine gives connections to outside no address to answer to; published ports work all the same.
NO_WAY_OUT = "com.docker.network.bridge.enable_ip_masquerade"


@dataclass(frozen=True, slots=True)
class BaseImageSpec:
    """A base image of `stacks/_bases`: its official `reference`, or what `folder` builds when that is not available."""

    name: str
    folder: str
    reference: str
    bases: Mapping[str, BaseImageSpec]


@dataclass(frozen=True, slots=True)
class ImageSpec:
    """An image that a service needs. `reference` is official and pinned; None for software that is always built.

    `context` is the folder of the recipe (or of our own software), None when there is none. `override` is the image
    that the user chose on the command line instead; it is used as it is. `recipe_of`: the reference that the recipe
    builds an image like, where that is another one: the nearest when the image itself cannot be had. `dockerfile`,
    below the context, and `target` are for a build of the user's.
    """

    component: str
    reference: str | None
    context: str | None
    bases: Mapping[str, BaseImageSpec]
    args: Mapping[str, str]
    override: str | None = None
    recipe_of: str | None = None
    dockerfile: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class PlacedFile:
    """A file in the rendered tree, mounted read-only at `target` in one service; not mounted when that is empty.

    `source` is the original, `slot` the component's slot that it is for: empty for a file given by its path in the
    container. `place`: where the scenario names it; None for a file of the component. `mounted`: by itself; False for
    one that a volume of the service brings, as a folder does.
    """

    path: str
    target: str
    text: str
    source: str
    slot: str = ""
    place: Place | None = None
    mounted: bool = True


@dataclass(frozen=True, slots=True)
class CopiedFiles:
    """A file or folder of the project, `source` on this machine, that is taken along to `path` in the rendered tree."""

    path: str
    source: str


@dataclass(frozen=True, slots=True)
class GrantPlan:
    """What a component's service has beyond what a scenario may say, and why. `host`: it reaches beyond the lab."""

    text: str
    reason: str
    host: bool


@dataclass(frozen=True, slots=True)
class PortPlan:
    """A port of a service, published on the host at `host` or at an ephemeral port."""

    name: str
    container: int
    host: int | None = None


@dataclass(frozen=True, slots=True)
class ServicePlan:
    """A Compose service. `memory` is the estimated use in bytes; `roles`: role -> name of its port; `paths`: role ->
    what the paths of its API begin with, if anything; `views`: name -> another way to ask it."""

    name: str
    component: str
    image: ImageSpec
    compose: Mapping[str, Any]
    files: tuple[PlacedFile, ...]
    ports: tuple[PortPlan, ...]
    roles: Mapping[str, str]
    ready: Ready | None
    links: tuple[Link, ...]
    memory: int
    optional: bool
    on_demand: bool = False  # not started with the lab, but by a step or a comparison
    volumes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # named volumes that it adds to the lab
    login: Login | None = None
    copies: tuple[CopiedFiles, ...] = ()
    grants: tuple[GrantPlan, ...] = ()
    lacks: tuple[Problem, ...] = ()  # what its configuration uses that an image built by the recipe lacks
    starts_after: tuple[str, ...] = ()  # services that must be ready, and manifests applied, before it is started
    paths: Mapping[str, str] = field(default_factory=dict)
    views: Mapping[str, View] = field(default_factory=dict)
    of_compose_file: bool = False  # a service of the Compose project that is the scenario's base
    health_check: bool = False  # it is ready when its own health check says so
    ends: bool = False  # it may end with 0, as one that prepares something for others

    @property
    def asked_as(self) -> tuple[str, ...]:
        """The names under which it is queried: its own, and those of its views."""
        return (self.name, *self.views)

    def answers(self, role: str) -> bool:
        """Whether it can be queried in this role: a Prometheus that is an agent has no query API."""
        return role in self.roles and not (role == "prometheus" and is_agent(self.compose))


def is_agent(compose: Mapping[str, Any]) -> bool:
    """Whether a Prometheus with this command line runs in agent mode."""
    return any(re.fullmatch(r"--agent(=true)?", str(argument)) for argument in compose.get("command") or ())


@dataclass(frozen=True, slots=True)
class EarlyFailure:
    """When the failure of a mutant's expectation is accepted: after `within` seconds, for `reason` (None: any)."""

    within: float
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class CheckPlan:
    """One expectation ready to be evaluated, until `within` seconds after the end of its step's action."""

    name: str
    kind: str
    place: Place
    spec: Check
    within: float
    needs: tuple[str, ...] = ()  # roles of the services it queries, for example ("prometheus",)
    when: Literal["wait", "throughout", "expect"] = "expect"
    services: tuple[str, ...] = ()  # services it queries by name
    ask: Mapping[str, str] = field(default_factory=dict)  # role -> the service asked, where several have the role
    miss: EarlyFailure | None = None  # in a mutant: for an expectation that must or may fail


@dataclass(frozen=True, slots=True)
class StepPlan:
    """A step: its action, and the checks before, during and after it."""

    name: str
    place: Place
    action: Action
    wait: tuple[CheckPlan, ...]
    throughout: tuple[CheckPlan, ...]
    expect: tuple[CheckPlan, ...]

    def checks(self) -> tuple[CheckPlan, ...]:
        return (*self.wait, *self.throughout, *self.expect)


@dataclass(frozen=True, slots=True)
class LabPlan:
    """The plan of one run. `scaled` are the values that the lab uses instead of production values."""

    scenario: str
    title: str
    why: str
    services: tuple[ServicePlan, ...]
    steps: tuple[StepPlan, ...]
    scaled: tuple[ScaledValue, ...]
    digest: str
    mutant: MutantPlan | None = None
    variant: Mapping[str, str] = field(default_factory=dict)
    variant_name: str = ""  # what stands in the brackets of its name; empty for a scenario as written without one
    networks: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # besides the default one
    ask: tuple[str, ...] = ()  # the services that are asked where several have a role and nothing else is said
    cluster: ManifestPlan | None = None  # what is applied to the Kubernetes API when it is ready
    notes: tuple[str, ...] = ()  # what is another way than the Compose project says that it is made of

    def service(self, name: str) -> ServicePlan:
        return next(service for service in self.services if service.name == name)

    def checks(self) -> tuple[CheckPlan, ...]:
        return tuple(check for step in self.steps for check in step.checks())

    def loads(self) -> tuple[LoadPlan, ...]:
        return tuple(step.action for step in self.steps if isinstance(step.action, LoadPlan))

    def role(self, role: str, asked: str = "") -> ServicePlan | None:
        """The service that is queried in a role: `asked` if it has the role, else the one the scenario's `ask` names,
        else the first in the scenario's order."""
        found = self.asked(role, asked)
        return found[0] if found else None

    def asked(self, role: str, asked: str = "") -> tuple[ServicePlan, str] | None:
        """As `role`, with the name under which the service is asked: its own, or that of a view."""
        answering = [service for service in self.services if service.answers(role)]
        for name in (asked, *self.ask):
            for service in answering:
                if name in service.asked_as:
                    return service, name
        return (answering[0], answering[0].name) if answering else None

    @property
    def closed(self) -> bool:
        """Whether no connection leaves the lab."""
        options = self.networks.get("default", {}).get("driver_opts", {})
        return bool(options.get(NO_WAY_OUT) == "false")

    @property
    def memory(self) -> int:
        """The estimated use of all services in bytes."""
        return sum(service.memory for service in self.services)

    @property
    def name(self) -> str:
        """The scenario and its variant, as a command takes them: `otel-direct[0.46b0]`."""
        return f"{self.scenario}[{self.variant_name}]" if self.variant_name else self.scenario

    @property
    def label(self) -> str:
        """The name of this run: the scenario, its variant, its mutant."""
        return self.name + (f" (mutant: {self.mutant.name})" if self.mutant else "")
