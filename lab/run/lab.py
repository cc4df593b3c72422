"""A lab whose services are ready: its plan, its Compose project, and where each service is reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast
from urllib.parse import quote

from lab.errors import EngineUnavailable, LabError
from lab.plan.model import LabPlan, ServicePlan
from lab.run.clock import Clock
from lab.run.running import Running

if TYPE_CHECKING:
    from lab.backends.bounds import Bounds
    from lab.backends.endpoint import Url
    from lab.backends.observing import Backends
    from lab.containers.compose_project import ComposeProject


@dataclass(frozen=True, slots=True)
class Lab:
    """`started`: unix seconds, before the first container was. `left_out`: service -> why it is not there."""

    plan: LabPlan
    running: Running
    started: float
    left_out: Mapping[str, str] = field(default_factory=dict)
    images: Mapping[str, str] = field(default_factory=dict)  # service -> where its image came from

    @property
    def compose_project(self) -> ComposeProject:
        """For what only an engine does. Of a lab in a cluster nobody asks for it: `lab.export.cluster_run`."""
        return cast("ComposeProject", self.running)

    def endpoint(self, role: str, service: str = "") -> Url | None:
        """Where the service with a role is queried: `service`, or its view of this name, if that has it."""
        found = self.plan.asked(role, service)
        return None if found is None else self.endpoint_of(found[0], role, found[1])

    def endpoint_of(self, service: ServicePlan, role: str, view: str = "") -> Url | None:
        """Where a service is queried in a role it plays, with the login that this needs, and as a view of it if `view`
        names one."""
        url = self._url_of(service, role)
        path, asked_as = service.paths.get(role, ""), service.views.get(view)
        if url is None or not (path or asked_as):
            return url
        from lab.backends.endpoint import Endpoint

        return Endpoint(url, path, asked_as.headers, asked_as.params) if asked_as else Endpoint(url, path)

    def _url_of(self, service: ServicePlan, role: str) -> str | None:
        if service.name in self.left_out:
            return None
        port = next(port.container for port in service.ports if port.name == service.roles[role])
        url = self.address(service.name, port)
        if url is None or service.login is None:
            return url
        user, password = quote(service.login.user, safe=""), quote(service.login.password, safe="")
        return url.replace("://", f"://{user}:{password}@", 1)

    def address(self, service: str, port: int) -> str | None:
        """Where a container's port is reached; None while it is not. Raises EngineUnavailable."""
        try:
            return self.running.endpoint(service, port)
        except EngineUnavailable:
            raise
        except LabError:
            return None  # stopped or killed just now

    def backends(self, clock: Clock, bounds: Bounds | None = None) -> Backends:
        """`bounds` of every request; without them, a request ends early when the clock is stopped."""
        from lab.backends.bounds import Bounds
        from lab.backends.observing import Backends

        bounds = bounds or Bounds(clock.stopped.is_set)
        return Backends(self.endpoint, clock.now, self.address, bounds=bounds, lines=self.running.printed)
