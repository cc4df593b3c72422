"""What a Docker Engine says of itself, and how much of its memory labs may take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

CLOCKS_AGREE_S = 1.0
MEMORY_SHARE = 0.8  # of the engine's memory, for all labs that run at the same time


@dataclass(frozen=True, slots=True)
class EngineFacts:
    """`cgroup` is the version of control groups; `compose` and `buildx` are empty where they are not installed.

    `own_route`: the engine pulls through a proxy or mirror of its own, so what this machine reaches proves nothing.
    `clock_ahead_s`: how far the engine's clock, which containers have, is ahead of this machine's; 0 when they agree.
    """

    version: str
    compose: str
    buildx: str
    memory_bytes: int
    cpus: int
    name: str
    root_dir: str
    cgroup: str
    cgroup_driver: str
    limits_memory: bool
    own_route: bool
    docker_desktop: bool
    rootless: bool
    clock_ahead_s: float = 0.0

    @property
    def memory_for_labs(self) -> float:
        return MEMORY_SHARE * self.memory_bytes


def clock_ahead(info: Mapping[str, Any], asked: float, answered: float) -> float:
    """How far the engine's clock is ahead, in seconds, by the answer of `docker info`; 0 when they may well agree.

    `asked` and `answered` are unix seconds by our clock: the engine read its own in between.
    """
    try:
        engine = datetime.fromisoformat(str(info["SystemTime"])).timestamp()
    except (KeyError, ValueError):
        return 0.0
    ahead = engine - (asked + answered) / 2
    return ahead if abs(ahead) > CLOCKS_AGREE_S + (answered - asked) / 2 else 0.0


def engine_facts(info: Mapping[str, Any]) -> EngineFacts:
    """`info` is the answer of `docker info --format json`."""
    listed = (info.get("ClientInfo") or {}).get("Plugins") or ()
    plugins = {plugin["Name"]: plugin.get("Version", "") for plugin in listed}
    registries = info.get("RegistryConfig") or {}
    return EngineFacts(
        version=str(info.get("ServerVersion") or ""),
        compose=plugins.get("compose", "").removeprefix("v"),
        buildx=plugins.get("buildx", "").removeprefix("v"),
        memory_bytes=int(info.get("MemTotal") or 0),
        cpus=int(info.get("NCPU") or 0),
        name=info.get("Name", ""),
        root_dir=str(info.get("DockerRootDir") or ""),
        cgroup=str(info.get("CgroupVersion") or "?"),
        cgroup_driver=str(info.get("CgroupDriver") or "?"),
        limits_memory=bool(info.get("MemoryLimit")),
        own_route=bool(info.get("HttpsProxy") or info.get("HttpProxy") or registries.get("Mirrors")),
        docker_desktop="Docker Desktop" in info.get("OperatingSystem", ""),
        rootless=any("name=rootless" in option for option in info.get("SecurityOptions") or ()),
    )
