"""Everything that is decided before anything starts. Holds no URL: those exist only once a lab runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from lab.errors import Place
from lab.scenario.conditions import Condition
from lab.scenario.expectations import (
    AbsenceExpectation,
    AlertExpectation,
    LabelsExpectation,
    MetricsExpectation,
    NotificationExpectation,
    TargetsExpectation,
)
from lab.scenario.model import Ready
from lab.scenario.reasons import Reason
from lab.stack.model import Link


@dataclass(frozen=True, slots=True)
class BaseWant:
    """A base image of `stacks/_bases`: used under its official `reference` where that can be had."""

    name: str
    folder: str
    reference: str
    bases: Mapping[str, BaseWant]


@dataclass(frozen=True, slots=True)
class ImageWant:
    """An image a service needs. `reference` is official and pinned; None for software that is only ever built.

    `context` is the folder of the recipe (or of our own software), None when there is none. `override` is what the
    user named instead: it is used as it is.
    """

    component: str
    reference: str | None
    context: str | None
    bases: Mapping[str, BaseWant]
    args: Mapping[str, str]
    override: str | None = None


@dataclass(frozen=True, slots=True)
class PlacedFile:
    """A text of the rendered tree, mounted read-only into one service. `source` names the user's file."""

    path: str
    target: str
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class PortPlan:
    name: str
    container: int
    host: int | None = None  # None: an ephemeral port


@dataclass(frozen=True, slots=True)
class ServicePlan:
    name: str
    component: str
    image: ImageWant
    compose: Mapping[str, Any]
    files: tuple[PlacedFile, ...]
    ports: tuple[PortPlan, ...]
    roles: Mapping[str, str]
    ready: Ready | None
    links: tuple[Link, ...]
    memory: int
    optional: bool
    on_demand: bool = False  # started by a step (the load generator), not with the lab


@dataclass(frozen=True, slots=True)
class RequestPlan:
    """One entry of a load's fixed list. `route` is the template that the application's labels carry."""

    method: str
    route: str
    path: str
    query: str
    body: str | None


@dataclass(frozen=True, slots=True)
class LoadPlan:
    """`order` is the cycle of indexes into `requests`, taken by iteration number."""

    name: str
    service: str
    port: int
    rate: float
    seconds: float
    requests: tuple[RequestPlan, ...]
    order: tuple[int, ...]

    @property
    def asked(self) -> int:
        """How many requests the rate and the time ask for."""
        return round(self.rate * self.seconds)


@dataclass(frozen=True, slots=True)
class DisturbPlan:
    verb: Literal["kill", "stop", "start", "restart", "pause", "unpause"]
    service: str


Action: TypeAlias = LoadPlan | DisturbPlan | None


@dataclass(frozen=True, slots=True)
class SeriesCheck:
    """A PromQL whose series must meet a condition. `load_labels`: label of a result -> label of the load's counts."""

    query: str
    every: Condition | None
    any: Condition | None
    exactly: int | None
    load: str | None = None
    load_labels: Mapping[str, str] = field(default_factory=dict)
    for_: float = 0.0  # seconds it must hold without a break
    meaning: str | None = None


@dataclass(frozen=True, slots=True)
class NamesCheck:
    expectation: MetricsExpectation
    exactly: tuple[str, ...] | None
    at_least: tuple[str, ...] | None
    none_of: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class PanelQuery:
    """`unit` and `legend` as Grafana spells them, for drawing."""

    panel: str
    ref: str
    query: str
    unit: str = ""
    legend: str = ""


@dataclass(frozen=True, slots=True)
class PanelsCheck:
    dashboard: str
    queries: tuple[PanelQuery, ...]


Subject: TypeAlias = (
    SeriesCheck
    | NamesCheck
    | PanelsCheck
    | LabelsExpectation
    | AbsenceExpectation
    | TargetsExpectation
    | AlertExpectation
    | NotificationExpectation
)


@dataclass(frozen=True, slots=True)
class CheckPlan:
    """One expectation ready to be asked: `within` seconds after its step's action has ended."""

    name: str
    kind: str
    place: Place
    subject: Subject
    within: float
    needs: tuple[str, ...] = ()  # roles it asks, for instance ("prometheus",)
    when: Literal["wait", "throughout", "expect"] = "expect"


@dataclass(frozen=True, slots=True)
class StepPlan:
    name: str
    place: Place
    action: Action
    wait: tuple[CheckPlan, ...]
    throughout: tuple[CheckPlan, ...]
    expect: tuple[CheckPlan, ...]

    def checks(self) -> tuple[CheckPlan, ...]:
        return (*self.wait, *self.throughout, *self.expect)


@dataclass(frozen=True, slots=True)
class Scaled:
    """A production value and what this lab uses instead."""

    file: str
    path: str
    production: str
    lab: str


@dataclass(frozen=True, slots=True)
class TwinPlan:
    """What a twin's verdicts must be."""

    name: str
    fails: Mapping[str, Reason]
    may_fail: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LabPlan:
    scenario: str
    title: str
    why: str
    services: tuple[ServicePlan, ...]
    steps: tuple[StepPlan, ...]
    scaled: tuple[Scaled, ...]
    digest: str
    twin: TwinPlan | None = None
    variant: Mapping[str, str] = field(default_factory=dict)

    def service(self, name: str) -> ServicePlan:
        return next(service for service in self.services if service.name == name)

    def checks(self) -> tuple[CheckPlan, ...]:
        return tuple(check for step in self.steps for check in step.checks())

    def loads(self) -> tuple[LoadPlan, ...]:
        return tuple(step.action for step in self.steps if isinstance(step.action, LoadPlan))

    def role(self, role: str) -> ServicePlan | None:
        """The service that plays a role, the first in the scenario's order."""
        return next((service for service in self.services if role in service.roles), None)

    @property
    def memory(self) -> int:
        return sum(service.memory for service in self.services)

    @property
    def label(self) -> str:
        """How this run is called: the scenario, its variant, its twin."""
        parts = [self.scenario, *(f"{axis}={value}" for axis, value in self.variant.items())]
        return "@".join(parts) + (f" (twin: {self.twin.name})" if self.twin else "")
