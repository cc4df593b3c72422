"""Gathers what `lab doctor` says something about: the engine and its plug-ins, room, registries, images. What to make
of it is for `lab.doctor`."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lab.errors import EngineUnavailable
from lab.images.engine_images import docker, engine_info
from lab.images.image_request import sought
from lab.images.listing import Listed, listed
from lab.images.processes import ask
from lab.images.references import HUB, registry_host
from lab.images.registry import Reach, engine_goes_its_own_way, reach
from lab.images.resolution import pull_references
from lab.plan.model import ImageWant
from lab.settings import Settings

if TYPE_CHECKING:
    from python_on_whales import DockerClient


@dataclass(frozen=True, slots=True)
class EngineFacts:
    """Room in bytes; None where it cannot be seen from here, as with an engine on another machine. `proxied`: the
    engine pulls through a proxy or mirror of its own."""

    version: str
    cpus: int
    memory: int
    free_memory: int | None
    root: str
    free_disk: int | None
    cgroup: str
    cgroup_driver: str
    limits_memory: bool
    proxied: bool


@dataclass(frozen=True, slots=True)
class HostFacts:
    """`engine` is None where none answers, and `trouble` says why. Plug-in versions are empty where there is none."""

    engine: EngineFacts | None
    trouble: str
    compose: str
    buildx: str
    mirror: str
    registries: tuple[Reach, ...]
    images: tuple[Listed, ...]


def host_facts(engine: DockerClient, settings: Settings, wants: Iterable[ImageWant]) -> HostFacts:
    wanted = tuple(wants)
    try:
        command = docker(engine)
    except EngineUnavailable as error:
        return HostFacts(None, error.message, "", "", settings.mirror, (), ())
    try:
        facts, trouble = engine_facts(engine_info(engine)), ""
    except EngineUnavailable as error:
        facts, trouble = None, error.evidence
    compose = ask([*command, "compose", "version", "--short"])
    buildx = ask([*command, "buildx", "version"])
    hosts = {registry_host(name) for want in wanted for name in pull_references(sought(want), settings.mirror)}
    return HostFacts(
        engine=facts,
        trouble=trouble,
        compose=compose.out.strip() if compose.code == 0 else "",
        buildx=buildx.out.strip() if buildx.code == 0 else "",
        mirror=settings.mirror,
        registries=reach(sorted(hosts or {HUB})),
        images=listed(wanted, engine) if facts else (),
    )


def engine_facts(info: dict[str, Any]) -> EngineFacts:
    """`info` is what the Engine API says under /info."""
    root = str(info.get("DockerRootDir") or "")
    here = info.get("Name") == socket.gethostname()
    return EngineFacts(
        version=str(info["ServerVersion"]),
        cpus=int(info.get("NCPU") or 0),
        memory=int(info.get("MemTotal") or 0),
        free_memory=_free_memory() if here else None,
        root=root,
        free_disk=_free_disk(root) if here else None,
        cgroup=str(info.get("CgroupVersion") or "?"),
        cgroup_driver=str(info.get("CgroupDriver") or "?"),
        limits_memory=bool(info.get("MemoryLimit")),
        proxied=engine_goes_its_own_way(info),
    )


def _free_memory() -> int | None:
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")), None)


def _free_disk(root: str) -> int | None:
    # Without root we may not look into the engine's folder itself; its parent is mostly on the same disk.
    for folder in (root, str(Path(root).parent)):
        try:
            room = os.statvfs(folder)
        except OSError:
            continue
        return room.f_bavail * room.f_frsize
    return None
