"""A lab that runs: where its services are reached, how they stand, what is done to them, and its end.

Starting it is for `starting`, finding it again for `attach`. Whether a service is ready or right is for others.
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
from lab.containers.labels import of_project
from lab.containers.postmortem import containers_of, last_words
from lab.containers.states import ContainerState, Seen, removed, seen
from lab.errors import LabError

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
        preparing: Callable[[], None] = lambda: None,
    ) -> None:
        self.project = project
        self.folder = folder
        self.services = services
        self.on_demand = on_demand
        self._engine = engine
        self._preparing = preparing  # waits until the on-demand containers exist; raises when they cannot
        self._lock = threading.Lock()
        self._seen: dict[str, Seen] = {}
        self._inject: dict[str, float] = {}

    @property
    def faulted(self) -> Mapping[str, float]:
        """Service -> when it was brought back (unix, the engine's clock), infinite while it is down."""
        with self._lock:
            return dict(self._inject)

    def endpoint(self, service: str, container_port: int) -> str:
        known = self._seen.get(service)
        if known is None or container_port not in known.ports:
            known = self._look().get(service)
        if known is None or container_port not in known.ports:
            state = known.state.status if known else "not there"
            raise LabError(
                f"{service} cannot be reached: port {container_port} is not published and the container is {state}",
                remedy=f"look at it with: docker compose --project-name {self.project} ps --all",
            )
        return f"http://127.0.0.1:{known.ports[container_port]}"

    def states(self) -> Mapping[str, ContainerState]:
        """By service, in one call. A container that has gone altogether has the status `removed`."""
        found = self._look()
        wanted = dict.fromkeys((*self.services, *found))
        return {
            service: found[service].state if service in found else removed(service, self._known_id(service))
            for service in wanted
        }

    def state(self, service: str) -> ContainerState:
        return self.look_at(service).state

    def logs(self, service: str, tail: int = 50) -> str:
        """Never raises: what cannot be had is said in the text."""
        try:
            return last_words(self._engine, self.look_at(service).state.id, tail)
        except (LabError, OSError, ValueError) as failed:
            return f"(no log: {failed})"

    def inject(self, verb: Verb, service: str, network: str | None = None) -> ContainerState:
        """Through the engine, to one of our own containers. Raises LabError unless it is then seen to have happened.

        `network`, as compose.yaml calls it, is for `disconnect` and `connect` in a lab with several.
        """
        before = self.look_at(service)
        with self._lock:
            earlier = self._inject.get(service)
            if verb in ("kill", "stop", "restart"):
                self._inject[service] = math.inf  # before the act, for whoever polls meanwhile
        try:
            match verb:
                case "disconnect" | "connect":
                    after = networks.rewire(self._engine, verb, before, self._network(network))
                case _:
                    after = faults.inject(self._engine, verb, before)
        except LabError:
            with self._lock:
                if earlier is None:
                    self._inject.pop(service, None)
                else:
                    self._inject[service] = earlier
            raise
        with self._lock:
            self._seen[service] = after
            if verb in ("start", "restart"):
                self._inject[service] = after.state.started_at or 0.0
        return after.state

    def _network(self, name: str | None) -> str:
        """The engine's name of a network of this lab; None stands for the only one."""
        found = self.networks()
        chosen = found if name is None else tuple(each for each in found if each == f"{self.project}_{name}")
        if len(chosen) == 1:
            return chosen[0]
        there = ", ".join(each.removeprefix(f"{self.project}_") for each in found) or "none"
        raise LabError(
            f"lab {self.project} has {len(found)} networks" if name is None else f"the lab has no network {name!r}",
            remedy=f"name one of: {there}",
        )

    def addresses(self, service: str) -> Mapping[str, str]:
        """Network, as compose.yaml calls it -> the service's address in it, now."""
        found = self.look_at(service).addresses
        return {name.removeprefix(f"{self.project}_"): address for name, address in found.items()}

    def counters(self, services: Iterable[str]) -> dict[str, Counters]:
        """What each has used so far. Raises LabError for one that does not run."""
        wanted = tuple(services)
        known = self._seen if self._seen.keys() >= set(wanted) else self._look(afresh=True)
        # The id of one we do not know is its name, which the engine then has no container for.
        return counters(self._engine, {name: known[name].state.id if name in known else name for name in wanted})

    def run_to_end(self, service: str, seconds: float) -> on_demand.Finished:
        """Starts an on-demand service and waits for its end; it is killed when `seconds` have passed."""
        self._preparing()
        return on_demand.run_to_end(self._engine, self.look_at(service), seconds)

    def networks(self) -> tuple[str, ...]:
        return removal.objects(self._engine, self.project).networks

    def stop(self) -> removal.Removed:
        """Removes everything of this project by label. ActionPlanner it again is harmless."""
        with suppress(LabError):  # what could not be created need not be removed
            self._preparing()
        return removal.sweep(self._engine, self.project)

    def look_at(self, service: str) -> Seen:
        """The container as it is now, checked to be ours."""
        known = self._seen.get(service)
        found = [seen(each) for each in self._engine.inspect([known.state.id])] if known else []
        each = found[0] if found else self._look(afresh=True).get(service)
        if each is None or of_project(each.project) != of_project(self.project):
            there = ", ".join(sorted(self._seen)) or "none"
            raise LabError(f"lab {self.project} has no container for {service!r}", remedy=f"there are: {there}")
        self._remember({service: each})
        return each

    def _known_id(self, service: str) -> str:
        known = self._seen.get(service)
        return known.state.id if known else ""

    def _look(self, *, afresh: bool = False) -> Mapping[str, Seen]:
        """Inspects the known containers in one call; lists them again only when some are unknown or gone."""
        ids = [each.state.id for each in list(self._seen.values())]
        found = tuple(seen(each) for each in self._engine.inspect(ids))
        complete = {each.state.service for each in found} >= set(self.services)
        if afresh or not complete or len(found) < len(ids):
            found = containers_of(self._engine, self.project)
        now = {each.state.service: each for each in found}
        self._remember(now)
        return now

    def _remember(self, now: Mapping[str, Seen]) -> None:
        """A look that began before a restart may end after it; its old port must not come back."""
        with self._lock:
            for service, each in now.items():
                known = self._seen.get(service)
                same = known is not None and known.state.id == each.state.id
                if not (same and known and (known.state.started_at or 0.0) > (each.state.started_at or 0.0)):
                    self._seen[service] = each
