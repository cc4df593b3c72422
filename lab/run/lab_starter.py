"""From a plan to a lab whose services are all ready: images, rendered folder, containers, readiness.

`lab up` and `lab run` share it. It yields events as things happen and returns the lab.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

from lab.containers.compose_project import ComposeProject
from lab.containers.engine import Engine
from lab.containers.starting import start
from lab.containers.states import unexpected
from lab.errors import ImageUnavailable, Interrupted, LabError, NotReady
from lab.images.resolve import Progress, Provided, provide
from lab.plan.model import LabPlan, ServicePlan
from lab.plan.naming import project_name
from lab.record.event import (
    BuildProgress,
    Event,
    ImageDecided,
    ImageRecord,
    LeftOut,
    Phase,
    ServiceReady,
    Waiting,
)
from lab.render.compose_file import Binding
from lab.render.tree import render
from lab.run.clock import Clock
from lab.run.tree_on_disk import write_tree
from lab.settings import Settings

if TYPE_CHECKING:
    from lab.backends.observing import Backends

START_DEADLINE_S = 120.0
IMAGES_DEADLINE_S = 3600.0  # one command of a build; from a cold cache the slowest takes minutes
EXITS_MS = 400  # between two looks at whether a container has ended
LOOK_S = 0.05  # between two looks at what is not ready yet

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Lab:
    """A running lab with what is known of it. `started`: unix seconds, before the first container was."""

    plan: LabPlan
    running: ComposeProject
    started: float
    left_out: Mapping[str, str] = field(default_factory=dict)
    images: Mapping[str, str] = field(default_factory=dict)  # service -> where its image came from

    def endpoint(self, role: str) -> str | None:
        service = self.plan.role(role)
        return None if service is None else self.endpoint_of(service, role)

    def endpoint_of(self, service: ServicePlan, role: str) -> str | None:
        """Where a service is reached in a role it plays, with the login that this needs."""
        if service.name in self.left_out:
            return None
        port = next(port.container for port in service.ports if port.name == service.roles[role])
        url = self.address(service.name, port)
        if url is None or service.login is None:
            return url
        user, password = quote(service.login.user, safe=""), quote(service.login.password, safe="")
        return url.replace("://", f"://{user}:{password}@", 1)

    def address(self, service: str, port: int) -> str | None:
        """Where a container's port is reached; None while it is not."""
        try:
            return self.running.endpoint(service, port)
        except LabError:
            return None  # stopped or killed just now: there is nothing to ask

    def backends(self, clock: Clock) -> Backends:
        from lab.backends.observing import Backends

        return Backends(self.endpoint, clock.now, self.address)


@dataclass(slots=True)
class LabStarter:
    """`made` is set once Compose has started everything; what it created before it failed carries `project` too."""

    plan: LabPlan
    engine: Engine
    settings: Settings
    clock: Clock
    token: str
    started: float = 0.0
    made: ComposeProject | None = None
    images: dict[str, Provided] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)

    @property
    def project(self) -> str:
        return project_name(self.plan.scenario, self.token)

    @property
    def folder(self) -> Path:
        return self.settings.state / "labs" / self.project

    def open(self) -> Iterator[Event]:
        """Events until every service is ready; then `lab()` gives the lab. Raises CannotStart and its kinds."""
        yield from self._phase("images", self._provide())
        yield from self._phase("render", self._render())
        self.started = self.clock.now()
        yield from self._phase("create", self._create())
        yield from self._phase("ready", self._become_ready())

    def lab(self) -> Lab:
        assert self.made is not None
        sources = {name: provided.source for name, provided in self.images.items()}
        return Lab(self.plan, self.made, self.started, self.left_out, sources)

    def _phase(self, name: str, work: Iterator[Event]) -> Iterator[Event]:
        began = self.clock.ms()
        yield Phase(at_ms=began, name=name)
        yield from work
        yield Phase(at_ms=self.clock.ms(), name=name, ms=self.clock.ms() - began)

    def services(self) -> tuple[ServicePlan, ...]:
        return tuple(service for service in self.plan.services if service.name not in self.left_out)

    def _provide(self) -> Iterator[Event]:
        wants = tuple(service.image for service in self.plan.services)

        def work(say: Callable[[Progress], None]) -> tuple[Provided | ImageUnavailable, ...]:
            return provide(wants, self.engine.client(IMAGES_DEADLINE_S), self.settings, say)

        outcomes = yield from _followed(work, self.clock)
        for service, outcome in zip(self.plan.services, outcomes, strict=True):
            if isinstance(outcome, Provided):
                self.images[service.name] = outcome
                yield ImageDecided(at_ms=self.clock.ms(), image=_recorded(service, outcome))
            elif service.optional:
                self.left_out[service.name] = outcome.message
                yield LeftOut(at_ms=self.clock.ms(), service=service.name, why=outcome.message)
            else:
                raise outcome
        self._leave_out_companions()

    def _leave_out_companions(self) -> None:
        """What lives in the network of a service that is left out cannot be there either."""
        for service in self.plan.services:
            beside = str(service.compose.get("network_mode", "")).removeprefix("service:")
            if beside in self.left_out:
                self.left_out.setdefault(service.name, self.left_out[beside])

    def _render(self) -> Iterator[Event]:
        binding = Binding(
            images={name: provided.reference_used for name, provided in self.images.items()},
            project=self.project,
            folder=str(self.folder),
            left_out=frozenset(self.left_out),
        )
        write_tree(render(self.plan, binding), self.folder)
        yield from ()

    def _create(self) -> Iterator[Event]:
        lasting = tuple(service.name for service in self.services() if not service.on_demand)
        on_demand = tuple(service.name for service in self.services() if service.on_demand)
        # Compose takes most of a second; what is needed next is loaded meanwhile (0.1 s).
        threading.Thread(target=import_module, args=("lab.backends.observing",), daemon=True).start()
        self.made = start(self.engine, self.folder, self.project, lasting, on_demand, START_DEADLINE_S)
        yield from ()

    def _become_ready(self) -> Iterator[Event]:
        assert self.made is not None
        began = self.clock.ms()
        waiting = {service.name: service for service in self.services() if service.ready and not service.on_demand}
        why: dict[str, str] = {}
        shown = -1
        exits_checked = began
        while waiting:
            for name, service in list(waiting.items()):
                why[name] = self._unready(service)
                if not why[name]:
                    del waiting[name]
                    yield ServiceReady(at_ms=self.clock.ms(), service=name, ms=self.clock.ms() - began)
            # Asking the engine costs the processor time that the services need to become ready.
            if waiting and self.clock.ms() - exits_checked > EXITS_MS:
                self._check_exits()
                exits_checked = self.clock.ms()
            late = [s for s in waiting.values() if s.ready and self.clock.ms() - began > s.ready.within * 1000]
            if late:
                self._not_ready(late[0], why[late[0].name])
            if waiting and (self.clock.ms() - began) // 1000 > shown:
                shown = (self.clock.ms() - began) // 1000
                yield Waiting(at_ms=self.clock.ms(), awaited={name: f"not ready: {why[name]}" for name in waiting})
            if waiting:
                self.clock.pause(LOOK_S)

    def _unready(self, service: ServicePlan) -> str:
        assert self.made is not None and service.ready is not None
        port = next(port.container for port in service.ports if port.name == service.ready.port)
        from lab.backends.http import unready

        try:
            return unready(self.made.endpoint(service.name, port) + service.ready.path)
        except LabError:
            return "has no port"  # exited, which the next look at the states says better

    def _check_exits(self) -> None:
        assert self.made is not None
        for state in unexpected(self.made.states(), self.made.faulted, self.made.on_demand):
            raise NotReady(
                f"{state.service} exited with {state.exit_code} while starting",
                remedy="read its last lines; its whole log and configuration are in the report",
                evidence=self.made.logs(state.service, 20),
            )

    def _not_ready(self, service: ServicePlan, why: str) -> None:
        assert self.made is not None and service.ready is not None
        raise NotReady(
            f"{service.name} was not ready within {service.ready.within:g} s: {service.ready.path} {why}",
            remedy="read its last lines; its whole log and configuration are in the report",
            evidence=self.made.logs(service.name, 20),
        )


def _recorded(service: ServicePlan, provided: Provided) -> ImageRecord:
    return ImageRecord(
        service=service.name,
        reference=service.image.reference or service.component,
        used=provided.reference_used,
        image_id=provided.image_id,
        source=provided.source,
        version=provided.version,
    )


def _followed(work: Callable[[Callable[[Progress], None]], T], clock: Clock) -> Generator[Event, None, T]:
    """Runs `work` beside us and yields its progress as events; returns what it returns.

    When we are closed (Ctrl-C), the next word of progress ends the work: builds do not outlive their run.
    """
    said: queue.SimpleQueue[Progress | None] = queue.SimpleQueue()
    closed = threading.Event()
    outcome: list[T] = []
    failed: list[BaseException] = []

    def say(progress: Progress) -> None:
        if closed.is_set():
            raise Interrupted("interrupted while images were being made")
        said.put(progress)

    def run() -> None:
        try:
            outcome.append(work(say))
        except BaseException as error:  # noqa: BLE001 - handed to the thread that waits
            failed.append(error)
        finally:
            said.put(None)

    thread = threading.Thread(target=run, name="images")
    thread.start()
    try:
        while (progress := said.get()) is not None:
            yield BuildProgress(
                at_ms=clock.ms(),
                component=progress.component,
                line=progress.line,
                elapsed_ms=progress.elapsed_ms,
                done=progress.done,
            )
    finally:
        closed.set()
        thread.join()
    if failed:
        raise failed[0]
    return outcome[0]
