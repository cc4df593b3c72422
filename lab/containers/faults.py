"""One fault of one container: only when its state allows it, and reported as done only once the engine shows it."""

from __future__ import annotations

from typing import Literal

from lab.containers.engine import Engine
from lab.containers.states import Container, parse_container
from lab.errors import EngineUnavailable, StepFailed

# A container may take its stop_grace_period (Compose: 10 s) to stop; a restart stops it as well.
_LIMIT_S = 60.0
_FROM = {
    "kill": ("running", "paused"),
    "stop": ("running", "paused"),
    "pause": ("running",),
    "unpause": ("paused",),
    "start": ("exited", "created"),
    "restart": ("running", "exited", "created"),
}
_TO = {
    "kill": "exited",
    "stop": "exited",
    "pause": "paused",
    "unpause": "running",
    "start": "running",
    "restart": "running",
}


def inject(
    engine: Engine, verb: Literal["kill", "stop", "start", "restart", "pause", "unpause"], before: Container
) -> Container:
    service, id = before.state.service, before.state.id
    if before.state.status not in _FROM[verb]:
        raise StepFailed(
            f"cannot {verb} {service}: it is {before.state.status}, not {' or '.join(_FROM[verb])}",
            remedy="look at the order of the scenario's steps, and at the container's log",
        )
    docker = engine.client(_LIMIT_S)

    def act() -> None:
        match verb:
            case "kill":
                docker.container.kill(id)
                docker.container.wait(id)  # the engine answers a kill before the container has ended
            case "stop":
                docker.container.stop(id)
            case "start":
                docker.container.start(id)
            case "restart":
                docker.container.restart(id)
            case "pause":
                docker.container.pause(id)
            case "unpause":
                docker.container.unpause(id)

    try:
        engine.attempt(f"cannot {verb} {service}", _LIMIT_S, act)
    except EngineUnavailable:
        # The connection broke: the engine shows below, once it is back, whether it was done.
        after = next(map(parse_container, engine.inspect([id])), None)
        if after is not None and not _done(verb, before, after):
            engine.attempt(f"cannot {verb} {service}", _LIMIT_S, act)
    after = next(map(parse_container, engine.inspect([id])), None)
    if after is None or not _done(verb, before, after):
        status = after.state.status if after else "gone"
        raise StepFailed(
            f"{verb} of {service} did not happen: it is {status}, not {_TO[verb]}",
            remedy="look at the container's log and at its restart policy",
            evidence=after.state.error if after else "",
        )
    return after


def _done(verb: str, before: Container, after: Container) -> bool:
    new_life = after.state.started_at != before.state.started_at
    return after.state.status == _TO[verb] and (verb not in ("start", "restart") or new_life)
