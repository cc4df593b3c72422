"""Collects what `lab doctor` reports on: the engine and its plug-ins, memory and disk, registries, images. What it
means is for `lab.doctor`."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from lab.engine_address import INSPECT_CONTEXT, EngineAddress, engine_address
from lab.engine_facts import EngineFacts, clock_ahead, engine_facts
from lab.errors import EngineUnavailable
from lab.images.engine_images import docker, engine_info
from lab.images.image_request import image_request
from lab.images.listing import ImageState, image_states
from lab.images.processes import run_program
from lab.images.references import HUB, mirror_host, registry_host
from lab.images.registry import Reachability, check_reachable
from lab.images.resolution import pull_references
from lab.plan.model import ImageSpec
from lab.settings import Settings

if TYPE_CHECKING:
    from python_on_whales import DockerClient


@dataclass(frozen=True, slots=True)
class HostFacts:
    """`engine` is None where none answers, and `engine_error` says why. Plug-in versions are empty where there is none.

    `free_memory` and `free_disk` are bytes; None where they cannot be seen from here, as with an engine elsewhere.
    `address`: which engine it is; `answer_s`: how long a docker command that asks it took.
    """

    engine: EngineFacts | None
    engine_error: str
    compose: str
    buildx: str
    mirror: str
    registries: tuple[Reachability, ...]
    images: tuple[ImageState, ...]
    free_memory: int | None = None
    free_disk: int | None = None
    address: EngineAddress = field(default_factory=EngineAddress)
    answer_s: float = 0.0


def host_facts(engine: DockerClient, settings: Settings, wants: Iterable[ImageSpec]) -> HostFacts:
    wanted_images = tuple(wants)
    try:
        command = docker(engine)
    except EngineUnavailable as error:
        return HostFacts(None, error.message, "", "", settings.mirror, (), ())
    address = engine_address(run_program([*command, *INSPECT_CONTEXT]).out)
    asked = time.time()
    try:
        info = engine_info(engine)
        facts, engine_error = replace(engine_facts(info), clock_ahead_s=clock_ahead(info, asked, time.time())), ""
    except EngineUnavailable as error:
        facts, engine_error = None, error.evidence
    answer_s = time.time() - asked
    compose = run_program([*command, "compose", "version", "--short"])
    buildx = run_program([*command, "buildx", "version"])
    hosts = {
        registry_host(name) for want in wanted_images for name in pull_references(image_request(want), settings.mirror)
    }
    if settings.mirror:
        hosts.add(mirror_host(settings.mirror))
    here = facts is not None and facts.name == socket.gethostname() and not address.remote
    return HostFacts(
        engine=facts,
        engine_error=engine_error,
        compose=compose.out.strip() if compose.code == 0 else "",
        buildx=buildx.out.strip() if buildx.code == 0 else "",
        mirror=settings.mirror,
        registries=check_reachable(sorted(hosts or {HUB})),
        images=image_states(wanted_images, engine) if facts else (),
        free_memory=_free_memory() if here else None,
        free_disk=_free_disk(facts.root_dir) if here and facts is not None else None,
        address=address,
        answer_s=answer_s,
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
            disk = os.statvfs(folder)
        except OSError:
            continue
        return disk.f_bavail * disk.f_frsize
    return None
