"""Removes the objects of one lab by label and nothing else, and makes sure that no more of them appear.

Which lab, and its files, is for the callers (`compose_project`, `cleanup`).
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from lab.containers.engine import Engine
from lab.containers.engine_errors import CommandFailed
from lab.containers.labels import label_of
from lab.containers.listing import labelled_objects
from lab.containers.process_guard import pause, removal_lock
from lab.errors import LabError

# What a cancelled Compose had asked for was seen to appear up to 0.2 s after its end, on two busy cores.
_QUIET_S = 1.5
_PATIENCE_S = 30.0
_REMOVING_S = 30.0


@dataclass(frozen=True, slots=True)
class LabObjects:
    """Names of what a lab has on the engine."""

    containers: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    volumes: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.containers or self.networks or self.volumes)

    def __add__(self, other: LabObjects) -> LabObjects:
        def union(ours: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(dict.fromkeys((*ours, *theirs)))

        return LabObjects(
            union(self.containers, other.containers),
            union(self.networks, other.networks),
            union(self.volumes, other.volumes),
        )

    def __str__(self) -> str:
        kinds = (("container", self.containers), ("network", self.networks), ("volume", self.volumes))
        return ", ".join(f"{kind} {name}" for kind, names in kinds for name in names)


def remove_objects(engine: Engine, project: str, *, patience: float = _PATIENCE_S) -> LabObjects:
    """Waits for the lab's lock, then removes until nothing is left. Calling it again is harmless."""
    with removal_lock(engine.lock(project), patience) as cut_short:
        return _remove_until_nothing_is_left(engine, project, quiet=_QUIET_S if cut_short else 0.0)


def _remove_until_nothing_is_left(engine: Engine, project: str, *, quiet: float) -> LabObjects:
    """Keeps looking until nothing has been there for `quiet` seconds."""
    all_removed = LabObjects()
    began = clear_since = time.monotonic()
    failures: tuple[str, ...] = ()
    while True:
        left = objects_of(engine, project)
        now = time.monotonic()
        if not left:
            if now - clear_since >= quiet:
                return all_removed
            pause(0.1)
            continue
        if now - began > _PATIENCE_S:
            raise LabError(
                f"could not remove everything of {project}: {left}",
                remedy="remove what else uses it, then run `lab down` again",
                evidence="\n".join(failures),
            )
        if failures:  # the engine is not done yet with what was asked for last time
            pause(0.1)
        failures = tuple(_remove(engine, left))
        all_removed += left
        clear_since = time.monotonic()


def objects_of(engine: Engine, project: str) -> LabObjects:
    """What exists now."""
    listed = labelled_objects(engine, label_of(project))
    return LabObjects(
        tuple((container["Names"] or [container["Id"]])[0].removeprefix("/") for container in listed.containers),
        tuple(network["Name"] for network in listed.networks),
        tuple(volume["Name"] for volume in listed.volumes),
    )


def _remove(engine: Engine, left: LabObjects) -> Iterator[str]:
    """Yields what could not be removed. Containers go first, since they hold the others."""
    docker = engine.client(_REMOVING_S)
    steps = (
        ("removing containers", partial(docker.container.remove, left.containers, force=True, volumes=True)),
        ("removing networks", partial(docker.network.remove, [*left.networks])),
        ("removing volumes", partial(docker.volume.remove, [*left.volumes])),
    )
    # With an empty list python-on-whales makes no call.
    for what, remove in steps:
        try:
            engine.attempt(what, _REMOVING_S, remove, repeatable=True)
        except CommandFailed as failed:
            if failed.too_long:
                raise
            yield failed.stderr.strip()
