"""What the engine says of a container, as frozen values, and which containers ended unexpectedly. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lab.containers import labels
from lab.language.exit_codes import exit_code_text

_HEALTH_OUTPUT = 500  # characters
GONE = ("exited", "dead", "removed", "restarting")


@dataclass(frozen=True, slots=True)
class ContainerState:
    """`status` is the engine's word (created, running, paused, restarting, exited, dead), or removed when it has none.

    Times are unix seconds by the engine's clock, None when the container never started or ended. `health` is empty
    without a health check; `health_output` is how its last failed run ended.
    """

    service: str
    id: str
    status: str
    exit_code: int = 0
    oom_killed: bool = False
    health: str = ""
    started_at: float | None = None
    error: str = ""
    finished_at: float | None = None
    memory_limit: int = 0  # bytes, 0 for none
    health_output: str = ""
    retried: bool = False  # the engine starts it again after a failure, a limited number of times

    @property
    def running(self) -> bool:
        return self.status == "running"

    @property
    def exit_text(self) -> str:
        """The exit code with what it means: a signal, the memory limit."""
        return exit_code_text(self.exit_code, oom_killed=self.oom_killed, memory_limit=self.memory_limit)


@dataclass(frozen=True, slots=True)
class Container:
    """One container of a lab. `ports`: container port -> port on 127.0.0.1, present only while it is published.

    `addresses`: network -> the container's address in it, empty while it does not run. `variant`: as it stands in the
    brackets of the lab's name, empty for a scenario as written.
    """

    state: ContainerState
    project: str
    scenario: str
    folder: str
    created: float | None
    ports: Mapping[int, int]
    networks: tuple[str, ...] = ()
    addresses: Mapping[str, str] = field(default_factory=dict)
    variant: str = ""


def unix(time: str) -> float | None:
    """The engine writes times with nanoseconds, and year 1 for never."""
    return None if not time or time.startswith("0001-") else datetime.fromisoformat(time).timestamp()


def parse_container(inspected: Mapping[str, Any]) -> Container:
    state, container_labels = inspected["State"], inspected["Config"].get("Labels") or {}
    published: dict[int, int] = {}
    for port, bindings in (inspected["NetworkSettings"].get("Ports") or {}).items():
        if bindings and port.endswith("/tcp"):
            published[int(port.removesuffix("/tcp"))] = int(bindings[0]["HostPort"])
    networks = inspected["NetworkSettings"].get("Networks") or {}
    return Container(
        state=ContainerState(
            service=container_labels.get(labels.SERVICE, ""),
            id=inspected["Id"],
            status=state["Status"],
            exit_code=state["ExitCode"],
            oom_killed=state["OOMKilled"],
            health=(state.get("Health") or {}).get("Status", ""),
            health_output=_health_output(state.get("Health") or {}),
            retried=_is_retried((inspected.get("HostConfig") or {}).get("RestartPolicy") or {}),
            started_at=unix(state["StartedAt"]),
            error=state.get("Error", ""),
            finished_at=unix(state["FinishedAt"]),
            memory_limit=(inspected.get("HostConfig") or {}).get("Memory") or 0,
        ),
        project=container_labels.get(labels.RUN, ""),
        scenario=container_labels.get(labels.SCENARIO, ""),
        folder=container_labels.get(labels.FOLDER, ""),
        created=unix(inspected["Created"]),
        ports=published,
        networks=tuple(networks),
        addresses={name: network["IPAddress"] for name, network in networks.items() if network.get("IPAddress")},
        variant=container_labels.get(labels.VARIANT, ""),
    )


def _is_retried(policy: Mapping[str, Any]) -> bool:
    return policy.get("Name") == "on-failure" and bool(policy.get("MaximumRetryCount"))


def _health_output(health: Mapping[str, Any]) -> str:
    """How the last run of a health check failed; empty when it did not."""
    runs = health.get("Log") or ()
    if not runs or not runs[-1].get("ExitCode"):
        return ""
    output = " ".join(str(runs[-1].get("Output", "")).split())
    return f"exit code {runs[-1]['ExitCode']}" + (f": {output[:_HEALTH_OUTPUT]}" if output else ", without output")


def removed(service: str, id: str) -> ContainerState:
    return ContainerState(service=service, id=id, status="removed")


def not_running(states: Mapping[str, ContainerState], on_demand: Collection[str]) -> dict[str, str]:
    """The services that should run and do not -> their state, as a person reads it."""
    return {
        service: f"exited with {state.exit_text}" if state.status == "exited" else state.status
        for service, state in states.items()
        if not state.running and service not in on_demand
    }


def unexpected(
    states: Mapping[str, ContainerState],
    faulted: Mapping[str, float],
    on_demand: Collection[str],
    one_shot: Collection[str] = (),
) -> tuple[ContainerState, ...]:
    """The containers that ended without a fault of the scenario. `faulted` is `ComposeProject.faulted`.

    An on-demand service may end as it likes (who started it judges that), a one-shot service may end with 0, and one
    with `restart: on-failure:3` may fail until the engine gives up.
    """
    return tuple(
        state
        for service, state in states.items()
        if state.status in GONE
        and not (state.status == "restarting" and state.retried)
        and service not in on_demand
        and not (service in one_shot and state.status == "exited" and state.exit_code == 0)
        and not _ended_by_fault(state, faulted.get(service))
    )


def _ended_by_fault(state: ContainerState, until: float | None) -> bool:
    """Ended by a fault: it is still down, or this is a look at its life before it was brought back.

    Lives are told apart by when they started: the engine may write an end some milliseconds before the start.
    """
    if until is None or state.status == "removed":
        return False
    return (state.started_at or 0.0) < until
