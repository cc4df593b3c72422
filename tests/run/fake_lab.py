"""A lab that is not there: a Compose project with written-down states, for tests of what runs a lab."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from lab.containers.compose_project import ComposeProject
from lab.containers.states import ContainerState
from lab.errors import LabError
from lab.plan.model import ImageSpec, LabPlan, MutantPlan, PortPlan, ServicePlan, StepPlan
from lab.run.lab import Lab
from lab.scenario.component_use import Ready


class FakeProject:
    """`states_of` is called for each question, and may raise."""

    def __init__(self, states_of: Callable[[], dict[str, ContainerState]] = dict) -> None:
        self.project, self.folder = "lab-x-1", Path("/nowhere")
        self.services: tuple[str, ...] = ("api",)
        self.on_demand: tuple[str, ...] = ()
        self.faulted: dict[str, float] = {}
        self.asked = 0
        self._states_of = states_of

    def states(self) -> dict[str, ContainerState]:
        self.asked += 1
        return self._states_of()

    def logs(self, service: str, lines: int = 50, *, since: float | None = None) -> str:
        return f"last lines of {service}"

    def printed(self, service: str, since: float, most: int) -> list[str]:
        return [f"a line of {service}"]

    def endpoint(self, service: str, port: int) -> str:
        if service not in self.services:
            raise LabError(f"{service} has no port")
        return f"http://127.0.0.1:{port}"


def project_of(fake: FakeProject) -> ComposeProject:
    return cast("ComposeProject", fake)


def service(name: str, within: float = 30.0, **more: Any) -> ServicePlan:
    image = ImageSpec(name, f"example/{name}:1", None, {}, {})
    return ServicePlan(
        name=name,
        component=name,
        image=image,
        compose={},
        files=(),
        ports=(PortPlan("http", 8000),),
        roles={},
        ready=Ready.model_validate({"port": "http", "path": "/ready", "within": f"{within:g}s"}),
        links=(),
        memory=0,
        optional=False,
        **more,
    )


def plan_of(*steps: StepPlan, mutant: MutantPlan | None = None, services: tuple[ServicePlan, ...] = ()) -> LabPlan:
    return LabPlan("x", "a title", "a reason", services or (service("api"),), steps, (), "digest", mutant)


def lab_of(plan: LabPlan, fake: FakeProject) -> Lab:
    return Lab(plan, project_of(fake), 100.0)


def running(name: str = "api") -> dict[str, ContainerState]:
    return {name: ContainerState(name, "1", "running", started_at=1.0)}


def exited(name: str = "api", code: int = 137) -> dict[str, ContainerState]:
    return {name: ContainerState(name, "1", "exited", exit_code=code, started_at=1.0)}
