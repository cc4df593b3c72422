"""Starts a rendered Compose folder: exactly the services asked for, from images that are already there.

Ends when the containers have been started. When they are *ready* is for `lab.run`, which knows the conditions.
A lab that could not start is left as it is, so that it can be looked at; `cleanup.remove` takes it down.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from lab.background import Background
from lab.containers import postmortem
from lab.containers.compose_project import ComposeProject
from lab.containers.engine import Engine
from lab.containers.engine_errors import CommandFailed
from lab.containers.failures import cannot_start
from lab.containers.process_guard import BEING_REMOVED, creation_lock
from lab.containers.remote.carrying import COPIES_FILE, prepare
from lab.errors import CannotStart

COMPOSE_FILE = "compose.yaml"
OVERRIDE_FILE = "compose.override.yaml"  # the name that Compose itself looks for beside the other


def start(
    engine: Engine,
    folder: Path,
    project: str,
    services: tuple[str, ...],
    on_demand: tuple[str, ...],
    deadline: float,
    already: tuple[str, ...] = (),
) -> ComposeProject:
    """`deadline`: how many seconds creating and starting may take. `already`: those of the services that run; nothing
    waits for them again, which takes Compose half a second. Raises CannotStart and its kinds."""
    # No services means all of them to Compose, and nothing at all to python-on-whales.
    if not services:
        raise CannotStart("there is no service to start", remedy="give the scenario a component")
    new = tuple(service for service in services if service not in already)
    if engine.address.remote and not already:
        prepare(engine, project, folder, folder / COMPOSE_FILE)
    if new:
        _compose(engine, folder, project, new, deadline, started=True, alone=bool(already))
    running = ComposeProject(
        engine,
        project,
        folder,
        services,
        on_demand,
        _create_in_background(engine, folder, project, on_demand, deadline),
    )
    running.states()  # fills in ids and ports, so that the first endpoint costs nothing
    return running


def _compose(
    engine: Engine,
    folder: Path,
    project: str,
    services: tuple[str, ...],
    seconds: float,
    *,
    started: bool,
    alone: bool = False,
) -> None:
    """`alone`: without what they depend on, except one another."""
    lock = engine.lock(project)
    files = [file for name in (COMPOSE_FILE, OVERRIDE_FILE, COPIES_FILE) if (file := folder / name).exists()]
    docker = engine.client(seconds, lock=lock, compose_files=files, compose_project_name=project)

    def act() -> None:
        if started:
            # Without `quiet` python-on-whales does not keep what Compose says.
            docker.compose.up(
                list(services), detach=True, no_build=True, pull="never", quiet=True, dependencies=not alone
            )
        else:
            docker.compose.create(list(services), no_build=True, no_recreate=True, pull="never")

    with creation_lock(lock):
        try:
            engine.attempt("docker compose", seconds, act, repeatable=True)
        except CommandFailed as failed:
            if failed.code == BEING_REMOVED and not failed.stderr:
                raise CannotStart("this lab is being removed", remedy="start it again when that has ended") from None
            logs = [
                log
                for log in postmortem.collect_logs(engine, project)
                # what runs and is well is not why the others do not
                if not log.state.running or log.state.health == "unhealthy" or failed.too_long
            ]
            checks = [
                f"the health check of {log.state.service} fails with {log.state.health_output}"
                for log in logs
                if log.state.health_output
            ]
            evidence = postmortem.as_text(logs)
            raise cannot_start(failed.stderr, too_long=failed.too_long, evidence=evidence, checks=checks) from None


def _create_in_background(
    engine: Engine, folder: Path, project: str, on_demand: tuple[str, ...], seconds: float
) -> Callable[[], None]:
    """Creates on-demand containers while the others become ready. Returns what waits for it and raises its error."""
    if not on_demand:
        return lambda: None
    creating = Background(
        lambda: _compose(engine, folder, project, on_demand, seconds, started=False), f"create-{project}"
    )
    return creating.result  # bounded: its one call has a time limit
