"""What the engine says of a container, as frozen values, and which of these nobody asked for. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lab.containers import labels

GONE = ("exited", "dead", "removed", "restarting")


@dataclass(frozen=True, slots=True)
class ContainerState:
    """`status` is the engine's word (created, running, paused, restarting, exited, dead), or removed when it has none.

    Times are unix seconds by the engine's clock, None when the container never started or ended. `health` is empty
    without a health check.
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

    @property
    def running(self) -> bool:
        return self.status == "running"


@dataclass(frozen=True, slots=True)
class Seen:
    """One container of a lab. `ports`: container port -> port on 127.0.0.1, present only while it is published.

    `addresses`: network -> the container's address in it, empty while it does not run.
    """

    state: ContainerState
    project: str
    scenario: str
    folder: str
    created: float | None
    ports: Mapping[int, int]
    finished_word: str  # the engine's own, more exact writing of `finished_at`, which `docker logs` takes
    networks: tuple[str, ...] = ()
    addresses: Mapping[str, str] = field(default_factory=dict)


def unix(word: str) -> float | None:
    """The engine writes times with nanoseconds, and year 1 for never."""
    return None if not word or word.startswith("0001-") else datetime.fromisoformat(word).timestamp()


def seen(inspected: Mapping[str, Any]) -> Seen:
    state, labelled = inspected["State"], inspected["Config"].get("Labels") or {}
    published: dict[int, int] = {}
    for port, bindings in (inspected["NetworkSettings"].get("Ports") or {}).items():
        if bindings and port.endswith("/tcp"):
            published[int(port.removesuffix("/tcp"))] = int(bindings[0]["HostPort"])
    networks = inspected["NetworkSettings"].get("Networks") or {}
    return Seen(
        state=ContainerState(
            service=labelled.get(labels.SERVICE, ""),
            id=inspected["Id"],
            status=state["Status"],
            exit_code=state["ExitCode"],
            oom_killed=state["OOMKilled"],
            health=(state.get("Health") or {}).get("Status", ""),
            started_at=unix(state["StartedAt"]),
            error=state.get("Error", ""),
            finished_at=unix(state["FinishedAt"]),
        ),
        project=labelled.get(labels.RUN, ""),
        scenario=labelled.get(labels.SCENARIO, ""),
        folder=labelled.get(labels.FOLDER, ""),
        created=unix(inspected["Created"]),
        ports=published,
        finished_word=state["FinishedAt"],
        networks=tuple(networks),
        addresses={name: found["IPAddress"] for name, found in networks.items() if found.get("IPAddress")},
    )


def removed(service: str, id: str) -> ContainerState:
    return ContainerState(service=service, id=id, status="removed")


def not_running(states: Mapping[str, ContainerState], on_demand: Collection[str]) -> dict[str, str]:
    """The services that ought to run and do not -> how they stand, in words."""
    return {
        service: f"exited with {state.exit_code}" if state.status == "exited" else state.status
        for service, state in states.items()
        if not state.running and service not in on_demand
    }


def unexpected(
    states: Mapping[str, ContainerState],
    faulted: Mapping[str, float],
    on_demand: Collection[str],
    one_shot: Collection[str] = (),
) -> tuple[ContainerState, ...]:
    """The containers that ended though nobody asked them to. `faulted` is `ComposeProject.faulted`.

    An on-demand service may end as it likes (who started it judges that), a one-shot service may end with 0.
    """
    return tuple(
        state
        for service, state in states.items()
        if state.status in GONE
        and service not in on_demand
        and not (service in one_shot and state.status == "exited" and state.exit_code == 0)
        and not _ours(state, faulted.get(service))
    )


def _ours(state: ContainerState, until: float | None) -> bool:
    """Ended by a fault: it is still down, or this is a look at its life before it was brought back.

    Lives are told apart by when they started: the engine may write an end some milliseconds before the start.
    """
    if until is None or state.status == "removed":
        return False
    return (state.started_at or 0.0) < until
