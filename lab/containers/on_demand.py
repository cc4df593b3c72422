"""Runs a container that a step starts, the load generator, to its end. What it did is for `lab.traffic` to read."""

from __future__ import annotations

import time
from dataclasses import dataclass

from lab.containers.engine import Engine
from lab.containers.engine_errors import CommandFailed
from lab.containers.postmortem import last_stamp, log_tail
from lab.containers.states import Container, parse_container
from lab.errors import EngineUnavailable, LabError, StepFailed

_KILL_LIMIT_S = 10.0
_START_LIMIT_S = 30.0
_LOG_LINES = 2000


@dataclass(frozen=True, slots=True)
class Finished:
    """Times are unix seconds by the engine's clock. `in_time` is false when it had to be ended at its deadline."""

    exit_code: int
    log: str
    started: float
    ended: float
    in_time: bool = True
    oom_killed: bool = False


def run_to_end(engine: Engine, before: Container, seconds: float) -> Finished:
    """The same container is started again each time: that is twice as fast as a new one by `docker compose run`.

    `docker start --attach` waits in the one call; when we end, the container does.
    """
    service, id = before.state.service, before.state.id
    if before.state.status not in ("created", "exited"):
        raise LabError(f"{service} cannot be started: it is {before.state.status}", remedy="wait for its end")
    # Not the moment at which the run before ended: a busy engine stamps its last lines later than that.
    written = last_stamp(engine, id) if before.state.status == "exited" else ""
    stderr, began = "", time.monotonic()
    try:
        docker = engine.client(seconds, container=id)
        engine.attempt(f"running {service}", seconds, lambda: docker.container.start(id, attach=True))
    except UnicodeDecodeError:
        pass  # it failed and wrote something that is not text; its state has the rest
    except (CommandFailed, EngineUnavailable) as failed:
        # Its own exit code comes this way too, and may be any number; so may its words: the engine knows better.
        stderr = failed.evidence
    # Not told from the exit code, and not from the state: being cut off passes SIGTERM on, which may end it in order.
    in_time = time.monotonic() - began < seconds
    after = next(map(parse_container, engine.inspect([id])), None)
    if after is not None and in_time and after.state.running and after.state.started_at != before.state.started_at:
        # The connection broke, and the container runs on.
        after = _waited_for(engine, after, seconds - (time.monotonic() - began))
        in_time = time.monotonic() - began < seconds
    if after is None:
        raise StepFailed(f"{service} was removed while it ran", remedy="start the lab again")
    if after.state.status in ("running", "paused"):
        in_time, after = False, _killed_container(engine, id)
    again = after.state.started_at == before.state.started_at
    if again or after.state.started_at is None or after.state.finished_at is None:
        raise LabError(
            f"{service} did not start",
            remedy="look at its command and image",
            evidence=after.state.error or stderr.strip(),
        )
    return Finished(
        exit_code=after.state.exit_code,
        log=log_tail(engine, id, _LOG_LINES, after=written),
        started=after.state.started_at,
        ended=max(after.state.started_at, after.state.finished_at),  # the engine may write them the other way round
        in_time=in_time,
        oom_killed=after.state.oom_killed,
    )


def start(engine: Engine, container: Container) -> None:
    """Starts it without waiting for its end."""
    docker = engine.client(_START_LIMIT_S)
    what = f"starting {container.state.service}"
    engine.attempt(what, _START_LIMIT_S, lambda: docker.container.start(container.state.id), repeatable=True)


def _waited_for(engine: Engine, container: Container, seconds: float) -> Container | None:
    """The container after its end, or after `seconds`."""
    limit = max(seconds, 1.0)
    docker = engine.client(limit)
    try:
        id = container.state.id
        engine.attempt("waiting for a container", limit, lambda: docker.container.wait(id), repeatable=True)
    except CommandFailed as failed:
        if not failed.too_long:
            raise
    return next(map(parse_container, engine.inspect([container.state.id])), None)


def _killed_container(engine: Engine, id: str) -> Container:
    """Ends what is past its deadline."""
    docker = engine.client(_KILL_LIMIT_S)

    def end() -> None:
        docker.container.kill(id)
        docker.container.wait(id)

    try:
        engine.attempt("ending an overdue container", _KILL_LIMIT_S, end)
    except CommandFailed as failed:
        if failed.too_long:
            raise
    return parse_container(engine.inspect([id])[0])
