"""Removes the objects of one lab by label and nothing else, and makes sure that no more of them appear.

Which lab, and its files, is for the callers (`running`, `leftovers`).
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from lab.containers.engine import CommandFailed, Engine
from lab.containers.labels import of_project
from lab.containers.process_guard import alone, pause
from lab.errors import LabError

# What a cancelled Compose had asked for was seen to appear up to 0.2 s after its end, on two busy cores.
_QUIET_SECONDS = 1.5
_PATIENCE_SECONDS = 30.0
_REMOVING_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Removed:
    """Names of what was removed."""

    containers: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    volumes: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.containers or self.networks or self.volumes)

    def __add__(self, other: Removed) -> Removed:
        def union(ours: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(dict.fromkeys((*ours, *theirs)))

        return Removed(
            union(self.containers, other.containers),
            union(self.networks, other.networks),
            union(self.volumes, other.volumes),
        )

    def __str__(self) -> str:
        kinds = (("container", self.containers), ("network", self.networks), ("volume", self.volumes))
        return ", ".join(f"{kind} {name}" for kind, names in kinds for name in names)


def sweep(engine: Engine, project: str, *, patience: float = _PATIENCE_SECONDS) -> Removed:
    """Waits for the lab's lock, then removes until nothing is left. ActionPlanner it again is harmless."""
    with alone(engine.lock(project), patience) as cut_short:
        return _until_nothing_is_left(engine, project, quiet=_QUIET_SECONDS if cut_short else 0.0)


def _until_nothing_is_left(engine: Engine, project: str, *, quiet: float) -> Removed:
    """Keeps looking until nothing has been there for `quiet` seconds."""
    all_removed = Removed()
    began = clear_since = time.monotonic()
    complaints: tuple[str, ...] = ()
    while True:
        there = objects(engine, project)
        now = time.monotonic()
        if not there:
            if now - clear_since >= quiet:
                return all_removed
            pause(0.1)
            continue
        if now - began > _PATIENCE_SECONDS:
            raise LabError(
                f"could not remove everything of {project}: {there}",
                remedy="remove what else uses it, then run `lab down` again",
                evidence="\n".join(complaints),
            )
        if complaints:  # the engine is not done yet with what was asked for last time
            pause(0.1)
        complaints = tuple(_remove(engine, there))
        all_removed += there
        clear_since = time.monotonic()


def objects(engine: Engine, project: str) -> Removed:
    """What exists now."""
    kind, value = of_project(project)
    chosen = ("--filter", f"{kind}={value}", "--format")
    containers, _ = engine.ask("container", "ls", "--all", *chosen, "{{.Names}}")
    networks, _ = engine.ask("network", "ls", *chosen, "{{.Name}}")
    volumes, _ = engine.ask("volume", "ls", *chosen, "{{.Name}}")
    return Removed(tuple(containers.split()), tuple(networks.split()), tuple(volumes.split()))


def _remove(engine: Engine, there: Removed) -> Iterator[str]:
    """Yields what could not be removed. Containers go first, since they hold the others."""
    docker = engine.client(_REMOVING_SECONDS)
    steps = (
        ("removing containers", partial(docker.container.remove, there.containers, force=True, volumes=True)),
        ("removing networks", partial(docker.network.remove, [*there.networks])),
        ("removing volumes", partial(docker.volume.remove, [*there.volumes])),
    )
    # With an empty list python-on-whales makes no call.
    for what, remove in steps:
        try:
            engine.attempt(what, _REMOVING_SECONDS, remove)
        except CommandFailed as failed:
            if failed.too_long:
                raise
            yield failed.stderr.strip()
