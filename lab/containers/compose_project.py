"""A Compose project that runs: where its services are reached, their states and logs, the faults done to them.

Starting it is for `starting`, finding it again for `attach`, removing it for `cleanup`. Whether a service is ready or
right is for others.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Literal, TypeAlias

from lab.containers import faults, networks, on_demand, removal
from lab.containers.counters import Counters, counters
from lab.containers.engine import Engine
from lab.containers.postmortem import containers_of, log_tail, printed_lines
from lab.containers.remote.carrying import carry
from lab.containers.remote.kept import keep, kept_ports
from lab.containers.states import Container, ContainerState, parse_container, removed
from lab.errors import LabError, StepFailed

Verb: TypeAlias = Literal["kill", "stop", "start", "restart", "pause", "unpause", "disconnect", "connect"]


class ComposeProject:
    """May be used from several threads.

    Do not keep an endpoint: the engine gives a container another port when it is started again.
    """

    def __init__(
        self,
        engine: Engine,
        project: str,
        folder: Path,
        services: tuple[str, ...],
        on_demand: tuple[str, ...],
        wait_for_on_demand: Callable[[], None] = lambda: None,
    ) -> None:
        self.project = project
        self.folder = folder
        self.services = services
        self.on_demand = on_demand
        self._engine = engine
        self._wait_for_on_demand = wait_for_on_demand  # until their containers exist; raises when they cannot
        self._lock = threading.Lock()
        self._known: dict[str, Container] = {}
        self._faulted: dict[str, float] = {}

    @property
    def faulted(self) -> Mapping[str, float]:
        """Service -> when it was brought back (unix, the engine's clock), infinite while it is down."""
        with self._lock:
            return dict(self._faulted)

    def endpoint(self, service: str, container_port: int) -> str:
        known = self._known.get(service)
        if known is None or container_port not in known.ports:
            known = self._inspect().get(service)
        if known is None or container_port not in known.ports:
            state = known.state.status if known else "missing"
            raise LabError(
                f"{service} cannot be reached: port {container_port} is not published and the container is {state}",
                remedy=f"look at it with: docker compose --project-name {self.project} ps --all",
            )
        return f"http://127.0.0.1:{self._local_port(service, container_port, known.ports[container_port])}"

    def _local_port(self, service: str, container_port: int, published: int) -> int:
        """The port of this machine that leads to one that the engine's machine has published."""
        if not self._engine.address.remote:
            return published
        kept = kept_ports(self.folder)
        if kept is not None and (service, container_port) in kept.ports:
            return kept.ports[service, container_port]
        relay = self._engine.relays.of(self._engine, self.project)
        return relay.listen(published, lambda again: published, published)

    def published(self) -> tuple[tuple[str, int], ...]:
        """Service and container port of each port that is published now."""
        return tuple((service, port) for service, one in self._inspect().items() for port in one.ports)

    def forward(self, service: str, container_port: int) -> int:
        """A port of this machine that leads to a container's, also when that is published on another later."""

        def port_of(again: bool) -> int:
            known = self._inspect()[service] if again else self._known[service]
            return known.ports.get(container_port, 0)

        relay = self._engine.relays.of(self._engine, self.project)
        return relay.listen((service, container_port), port_of, port_of(False))

    def keep_reachable(self) -> None:
        """Its ports stay reachable after this process has ended. Raises LabError."""
        if self._engine.address.remote:
            keep(self._engine, self.project, self.folder)

    def exists(self) -> bool:
        """Whether the engine has any container of it. Raises EngineUnavailable."""
        return bool(containers_of(self._engine, self.project))

    def write(self, texts: Mapping[str, str]) -> None:
        """Changes files that services have mounted, by their path in the lab's folder. In place: a container has the
        file itself mounted, and would go on seeing one that was replaced."""
        for path, text in texts.items():
            with (self.folder / path).open("r+b") as file:
                file.write(text.encode())
                file.truncate()
        if texts and self._engine.address.remote:
            carry(self._engine, self.project, self.folder, texts)

    def states(self) -> Mapping[str, ContainerState]:
        """By service, in one call. A container that has gone altogether has the status `removed`."""
        containers = self._inspect()
        return {
            service: containers[service].state if service in containers else removed(service, self._known_id(service))
            for service in dict.fromkeys((*self.services, *containers))
        }

    def state(self, service: str) -> ContainerState:
        return self.container(service).state

    def logs(self, service: str, lines: int = 50, *, since: float | None = None) -> str:
        """The last lines, written `since` (unix seconds). Never raises: the text says why there are none."""
        try:
            after = "" if since is None else f"{since:.9f}"
            return log_tail(self._engine, self.container(service).state.id, lines, since=after)
        except (LabError, OSError, ValueError) as failed:
            return f"(no log: {failed})"

    def printed(self, service: str, since: float, most: int) -> list[str]:
        """The lines since a moment (unix seconds), at most the last `most`. Raises LabError, OSError and ValueError."""
        return printed_lines(self._engine, self.container(service).state.id, most, since=f"{since:.9f}")

    def inject(self, verb: Verb, service: str, network: str | None = None) -> ContainerState:
        """Through the engine, to one of our own containers. Raises LabError unless the engine then shows it.

        `network`, as compose.yaml calls it, is for `disconnect` and `connect` in a lab with several.
        """
        before = self.container(service)
        with self._lock:
            earlier = self._faulted.get(service)
            if verb in ("kill", "stop", "restart"):
                self._faulted[service] = math.inf  # before the act, for those that poll meanwhile
        try:
            match verb:
                case "disconnect" | "connect":
                    after = networks.set_connection(self._engine, verb, before, self._network(network))
                case _:
                    after = faults.inject(self._engine, verb, before)
        except LabError:
            with self._lock:
                if earlier is None:
                    self._faulted.pop(service, None)
                else:
                    self._faulted[service] = earlier
            raise
        with self._lock:
            self._known[service] = after
            if verb in ("start", "restart"):
                self._faulted[service] = after.state.started_at or 0.0
        return after.state

    def _network(self, name: str | None) -> str:
        """The engine's name of a network of this lab; None stands for the only one."""
        networks = self.networks()
        chosen = networks if name is None else tuple(one for one in networks if one == f"{self.project}_{name}")
        if len(chosen) == 1:
            return chosen[0]
        listed = ", ".join(network.removeprefix(f"{self.project}_") for network in networks) or "none"
        raise LabError(
            f"lab {self.project} has {len(networks)} networks" if name is None else f"the lab has no network {name!r}",
            remedy=f"name one of: {listed}",
        )

    def addresses(self, service: str) -> Mapping[str, str]:
        """Network, as compose.yaml calls it -> the service's address in it, now."""
        addresses = self.container(service).addresses
        return {name.removeprefix(f"{self.project}_"): address for name, address in addresses.items()}

    def counters(self, services: Iterable[str]) -> dict[str, Counters]:
        """What the services have used so far. Raises LabError for one that does not run."""
        names = tuple(services)
        known = self._known if self._known.keys() >= set(names) else self._inspect(afresh=True)
        # The id of one we do not know is its name, which the engine then has no container for.
        return counters(self._engine, {name: known[name].state.id if name in known else name for name in names})

    def folder_bytes(self, service: str, folder: str) -> int:
        """What the files below a folder of a running container take, as `du` in it says. Raises LabError."""
        out, _ = self._engine.run("exec", self.container(service).state.id, "du", "-sk", folder)
        return int(out.split()[0]) * 1024

    def run_to_end(self, service: str, seconds: float) -> on_demand.Finished:
        """Starts an on-demand service and waits for its end; it is killed when `seconds` have passed."""
        self._wait_for_on_demand()
        return on_demand.run_to_end(self._engine, self.container(service), seconds)

    def start_on_demand(self, service: str) -> None:
        """Starts an on-demand service and leaves it running."""
        self._wait_for_on_demand()
        on_demand.start(self._engine, self.container(service))

    def networks(self) -> tuple[str, ...]:
        return removal.objects_of(self._engine, self.project).networks

    def stop(self) -> removal.LabObjects:
        """Removes everything of this project by label. Calling it again is harmless."""
        with suppress(LabError):  # what could not be created need not be removed
            self._wait_for_on_demand()
        return removal.remove_objects(self._engine, self.project)

    def container(self, service: str) -> Container:
        """The container as it is now, checked to be ours."""
        known = self._known.get(service)
        container = next(map(parse_container, self._engine.inspect([known.state.id])), None) if known else None
        if container is None:
            container = self._inspect(afresh=True).get(service)
        if container is None or container.project != self.project:
            services = ", ".join(sorted(self._known)) or "none"
            raise StepFailed(f"lab {self.project} has no container for {service!r}", remedy=f"its services: {services}")
        self._remember({service: container})
        return container

    def _known_id(self, service: str) -> str:
        known = self._known.get(service)
        return known.state.id if known else ""

    def _inspect(self, *, afresh: bool = False) -> Mapping[str, Container]:
        """Inspects the known containers in one call; lists them again only when some are unknown or gone."""
        ids = [container.state.id for container in list(self._known.values())]
        containers = tuple(map(parse_container, self._engine.inspect(ids)))
        complete = {container.state.service for container in containers} >= set(self.services)
        if afresh or not complete or len(containers) < len(ids):
            containers = containers_of(self._engine, self.project)
        now = {container.state.service: container for container in containers}
        self._remember(now)
        return now

    def _remember(self, now: Mapping[str, Container]) -> None:
        """An inspection that began before a restart may end after it; its old port must not come back."""
        with self._lock:
            for service, container in now.items():
                known = self._known.get(service)
                same = known is not None and known.state.id == container.state.id
                if not (same and known and (known.state.started_at or 0.0) > (container.state.started_at or 0.0)):
                    self._known[service] = container
