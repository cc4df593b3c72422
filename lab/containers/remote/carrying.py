"""Copies what the services of a lab mount from its folder to the machine of its engine."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lab.containers.process_guard import creation_lock
from lab.containers.remote.files import carried_mounts, override, write_archive
from lab.containers.remote.multiplexer import Refused
from lab.containers.remote.relay import RelayEnded
from lab.engine_address import OLDEST_REMOTE_COMPOSE, OLDEST_REMOTE_ENGINE
from lab.errors import CannotStart, LabError

if TYPE_CHECKING:
    from lab.containers.engine import Engine

COPIES_FILE = "compose.copies.yaml"
ENGINE_FILE = "engine"  # which one the lab is on; a lab on the engine of this machine has none
_IN_MEMORY = 4 * 1024 * 1024  # bytes of an archive; larger ones go to a temporary file


def own_name(engine: Engine) -> str:
    """How labs on this engine are marked; empty for that of this machine."""
    return engine.address.for_display if engine.address.remote else ""


def mark(engine: Engine, folder: Path) -> None:
    """Before anything else is in the folder of a lab, so that of a killed driver nothing is left that nobody knows."""
    if engine.address.remote:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ENGINE_FILE).write_text(own_name(engine), encoding="utf-8")


def engine_of(folder: Path) -> str:
    """The mark in a lab's folder."""
    try:
        return (folder / ENGINE_FILE).read_text(encoding="utf-8")
    except OSError:
        return ""


def prepare(engine: Engine, project: str, folder: Path, compose_file: Path) -> None:
    """Before the services of a lab are created: copies their files, and writes what mounts the copies. Raises
    LabError."""
    import yaml

    _check_versions(engine)
    mark(engine, folder)
    compose: Any = yaml.safe_load(compose_file.read_text(encoding="utf-8"))
    mounts = carried_mounts(compose, folder)
    # A volume and a container are made: whoever removes the lab must wait for them, or look for them a while longer.
    with creation_lock(engine.lock(project)):
        engine.relays.of(engine, project)
    if mounts:
        carry(engine, project, folder, (mount.path for mount in mounts))
        (folder / COPIES_FILE).write_text(override(mounts, project), encoding="utf-8")


def carry(engine: Engine, project: str, folder: Path, paths: Iterable[str]) -> None:
    """Copies files and folders of the lab's folder, over what was copied before. Raises LabError."""
    relay = engine.relays.of(engine, project)
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as archive:
        write_archive(paths, folder, archive)
        archive.seek(0)
        try:
            relay.put(archive)
        except (Refused, RelayEnded) as failed:
            raise LabError(
                f"the files of {project} cannot be copied to the engine's machine: {failed}",
                remedy=f"see whether {engine.address.for_display} answers, and has disk space: docker system df",
            ) from None


def _check_versions(engine: Engine) -> None:
    facts = engine.facts()
    needed = (
        ("Docker Engine", facts.version, OLDEST_REMOTE_ENGINE),
        ("Docker Compose", facts.compose, OLDEST_REMOTE_COMPOSE),
    )
    for program, version, least in needed:
        numbers = tuple(int(part) for part in version.split("-")[0].split(".")[:2] if part.isdigit())
        if numbers and numbers < least:
            raise CannotStart(
                f"{program} is {version}; a lab on an engine of another machine needs {least[0]}.{least[1]} or newer, "
                "which mounts single files of a volume",
                remedy=f"update it on {engine.address.for_display if program.endswith('Engine') else 'this machine'}",
            )
