"""A lab that runs in a namespace: where its services are reached, their states and logs, and its loads.

The counterpart of `lab.containers.compose_project`. May be used from several threads.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime

from lab.containers.on_demand import Finished
from lab.containers.process_guard import pause
from lab.containers.states import ContainerState, removed
from lab.errors import EngineUnavailable, LabError
from lab.export.names import object_name
from lab.kubernetes.forwards import PortForward
from lab.kubernetes.kubectl import Kubectl, KubectlFailed
from lab.kubernetes.pods import PodContainer, containers_of
from lab.plan.model import LabPlan

_FRESH_S = 1.0  # how old an answer about the pods may be
_GONE_S = 30.0  # how long an API that does not answer is given to come back
_JOB_POLL_S = 0.5
PULL_S = 120.0  # until the pod of a Job runs: its node may have to pull the image
_LOG_LINES = 2000


class NamespaceLab:
    """`selector`: the label of everything of this lab."""

    def __init__(self, kubectl: Kubectl, plan: LabPlan, project: str, namespace: str, selector: str) -> None:
        self.project, self.namespace = project, namespace
        self.services = tuple(service.name for service in plan.services if not service.on_demand)
        self.on_demand = tuple(service.name for service in plan.services if service.on_demand)
        self.faulted: Mapping[str, float] = {}
        self._kubectl, self._selector = kubectl, selector
        self._ports = {service.name: service.ports for service in plan.services}
        self._locks = {service.name: threading.Lock() for service in plan.services}
        self._forwards: dict[str, PortForward] = {}
        self._asking = threading.Lock()
        self._known: dict[str, PodContainer] = {}
        self._asked = -_GONE_S
        self._restarts: Mapping[str, int] = {}  # before the first step: services may be started again until then

    def containers(self, *, afresh: bool = False) -> Mapping[str, PodContainer]:
        """By service; without those that have no pod. Raises EngineUnavailable when the API has gone."""
        with self._asking:
            age = time.monotonic() - self._asked
            if not afresh and age < _FRESH_S:
                return self._known
            try:
                found = containers_of(json.loads(self._run("get", "pods", f"--selector={self._selector}", "-o=json")))
            except KubectlFailed as failed:
                if age > _GONE_S:
                    raise EngineUnavailable(failed.message, remedy=failed.remedy, evidence=failed.evidence) from None
                return self._known
            names = {object_name(name): name for name in (*self.services, *self.on_demand)}
            self._known = {names[name]: one for name, one in found.items() if name in names}
            self._asked = time.monotonic()
            return self._known

    def settled(self) -> None:
        """From now on, a service that is started again has failed."""
        self._restarts = {name: one.restarts for name, one in self.containers(afresh=True).items()}

    def states(self) -> Mapping[str, ContainerState]:
        """By service. One whose pod has gone has the status `removed`."""
        known = self.containers()
        states = {}
        for name in (*self.services, *(name for name in self.on_demand if name in known)):
            one = known.get(name)
            states[name] = removed(name, "") if one is None else self._state(name, one)
        return states

    def _state(self, service: str, one: PodContainer) -> ContainerState:
        again = service in self._restarts and one.restarts > self._restarts[service]
        status = "restarting" if again and one.state.running else one.state.status
        return ContainerState(
            service,
            one.id,
            status,
            one.state.exit_code,
            one.state.oom_killed,
            started_at=one.state.started_at,
            finished_at=one.state.finished_at,
        )

    def endpoint(self, service: str, container_port: int) -> str:
        """Through a port-forward, which is begun anew when it has ended. Raises LabError."""
        ports = {port.container: port for port in self._ports[service]}
        if container_port not in ports:
            raise LabError(f"{service} has no port {container_port}", remedy=f"its ports: {sorted(ports)}")
        with self._locks[service]:
            forward = self._forwards.get(service)
            if forward is None or not forward.alive:
                pod = self._container(service).pod
                pairs = [f"{port.host or ''}:{number}" for number, port in ports.items()]
                command = (self._of_namespace, "port-forward", "--address=127.0.0.1", f"pod/{pod}", *pairs)
                forward = self._forwards[service] = PortForward(self._kubectl.lasting(*command), tuple(ports))
            return forward.address(container_port)

    def logs(self, service: str, lines: int = 50, *, since: float | None = None) -> str:
        """The last lines, written `since` (unix seconds). Never raises: the text says why there are none."""
        try:
            return "\n".join(self._lines(service, since, lines))
        except (LabError, ValueError) as failed:
            return f"(no log: {failed})"

    def printed(self, service: str, since: float, most: int) -> list[str]:
        return self._lines(service, since, most)

    def _lines(self, service: str, since: float | None, most: int) -> list[str]:
        one = self._container(service)
        # Whole seconds are all that the API takes, so the stamps decide.
        after = () if since is None else (f"--since-time={datetime.fromtimestamp(int(since), UTC):%Y-%m-%dT%H:%M:%SZ}",)
        options = (f"--container={object_name(service)}", "--timestamps", f"--tail={most}", *after)
        stamped = (line.partition(" ") for line in self._run("logs", one.pod, *options).split("\n") if line)
        return [text for stamp, _, text in stamped if since is None or _unix(stamp) >= since]

    def run_to_end(self, service: str, seconds: float) -> Finished:
        """Lets the suspended Job of a load run, and waits for its end: for `seconds` from when it has started."""
        started, ends = time.time(), time.monotonic() + PULL_S
        counts = False  # whether `seconds` has begun to count
        self._run("patch", "job", object_name(service), "--type=merge", '--patch={"spec":{"suspend":false}}')
        while True:
            one = self.containers(afresh=True).get(service)
            if one is not None and one.state.status == "exited":
                log = self.logs(service, _LOG_LINES)
                began, ended = one.state.started_at or started, one.state.finished_at or time.time()
                return Finished(one.state.exit_code, log, began, ended, oom_killed=one.state.oom_killed)
            if one is not None and one.state.running and not counts:
                counts, ends = True, time.monotonic() + seconds
            if time.monotonic() > ends or (one is not None and one.stays):
                why = one.unready if one is not None else "the cluster has made no pod for it"
                return Finished(1, why, started, time.time(), in_time=False)
            pause(_JOB_POLL_S)

    def close(self) -> None:
        """Ends the port-forwards."""
        for forward in list(self._forwards.values()):
            forward.close()

    def _container(self, service: str) -> PodContainer:
        one = self.containers().get(service)
        if one is None:
            raise LabError(f"{service} has no pod in namespace {self.namespace}")
        return one

    @property
    def _of_namespace(self) -> str:
        return f"--namespace={self.namespace}"

    def _run(self, *arguments: str) -> str:
        return self._kubectl.run(self._of_namespace, *arguments)


def _unix(stamp: str) -> float:
    """Of nanoseconds, which Python cuts to microseconds."""
    return datetime.fromisoformat(stamp).timestamp()
