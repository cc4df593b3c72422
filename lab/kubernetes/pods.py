"""What the API says of the pods of a lab: which container is whose, its state, and why it is not ready. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lab.containers.states import ContainerState, unix
from lab.language.one_line import shortened

# Waiting does not help: the kubelet says so at once, or after it has tried to pull.
_STAYS = frozenset(
    ["ErrImageNeverPull", "ImagePullBackOff", "InvalidImageName", "CreateContainerConfigError", "CreateContainerError"]
)


@dataclass(frozen=True, slots=True)
class PodContainer:
    """A container of a pod. `id` is the container runtime's, empty when nothing was started.

    `unready`: why it is not ready, empty when it is; `stays`: whether that will stay so.
    """

    state: ContainerState
    pod: str
    node: str
    restarts: int
    unready: str
    stays: bool

    @property
    def id(self) -> str:
        return self.state.id


def containers_of(pods: Mapping[str, Any]) -> dict[str, PodContainer]:
    """By the container's name, of the newest pod that has it. `pods`: the answer of `kubectl get pods -o json`."""
    found: dict[str, PodContainer] = {}
    for pod in sorted(pods["items"], key=lambda pod: str(pod["metadata"].get("creationTimestamp"))):
        if "deletionTimestamp" in pod["metadata"]:
            continue
        statuses = {status["name"]: status for status in pod.get("status", {}).get("containerStatuses") or ()}
        for container in pod["spec"]["containers"]:
            found[container["name"]] = _container(container["name"], pod, statuses.get(container["name"], {}))
    return found


def _container(name: str, pod: Mapping[str, Any], status: Mapping[str, Any]) -> PodContainer:
    state = status.get("state") or {}
    waiting = state.get("waiting") or {}
    ended = state.get("terminated") or (status.get("lastState") or {}).get("terminated") or {}
    if "running" in state:
        word = "running"
    elif "terminated" in state:
        word = "exited"
    else:
        word = "restarting" if ended else "created"
    began = (state.get("running") or ended).get("startedAt", "")
    container_state = ContainerState(
        service=name,
        id=str(status.get("containerID") or ""),
        status=word,
        exit_code=int(ended.get("exitCode", 0)),
        oom_killed=ended.get("reason") == "OOMKilled",
        started_at=unix(began),
        finished_at=unix(ended.get("finishedAt", "")),
    )
    metadata, spec = pod["metadata"], pod["spec"]
    return PodContainer(
        state=container_state,
        pod=str(metadata["name"]),
        node=str(spec.get("nodeName") or ""),
        restarts=int(status.get("restartCount", 0)),
        unready="" if status.get("ready") else _why_unready(pod, container_state, waiting),
        stays=waiting.get("reason") in _STAYS,
    )


def _why_unready(pod: Mapping[str, Any], state: ContainerState, waiting: Mapping[str, Any]) -> str:
    conditions = {one["type"]: one for one in pod.get("status", {}).get("conditions") or ()}
    scheduled = conditions.get("PodScheduled") or {}
    if scheduled.get("status") == "False":
        return f"no node takes its pod: {shortened(scheduled.get('message') or scheduled.get('reason') or '')}"
    if state.status == "restarting":
        return f"it exited with code {state.exit_text}, and is started again and again"
    if state.status == "exited":
        return f"it exited with code {state.exit_text}"
    if waiting.get("message") or waiting.get("reason") not in (None, "ContainerCreating"):
        return f"{waiting.get('reason')}: {shortened(waiting.get('message') or 'no reason given')}"
    return "its readiness probe has not passed yet" if state.running else "its container is being created"


def simulated(containers: Iterable[PodContainer]) -> PodContainer | None:
    """The first that is ready although no container runtime has started anything: it has no ID."""
    return next((one for one in containers if not one.unready and not one.id), None)
