"""What containers have used so far, by the engine's own counters, for all of them within a few milliseconds.

Asking with `docker stats` takes two seconds. What a difference between two such moments means is for those who measure.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lab.containers.engine import Engine
from lab.containers.states import unix
from lab.errors import LabError


@dataclass(frozen=True, slots=True)
class Counters:
    """All but `memory` only grow while the container runs, and begin anew when it is started again.

    `at`: unix seconds, when the engine read them. `cpu_s`: seconds of processor time. `memory`: the working set in
    bytes, which is what is used less the file pages that can be dropped. `received` and `sent`: bytes of whole frames
    by interface, from the container's side; containers that share a network namespace have the same. `written`: bytes
    to disks, 0 where the engine does not know (in-memory file systems, and buffered writes in cgroup version 1).
    """

    at: float
    cpu_s: float
    memory: int
    received: Mapping[str, int]
    sent: Mapping[str, int]
    written: int


def counters(engine: Engine, services: Mapping[str, str], now: Callable[[], float] = time.time) -> dict[str, Counters]:
    """`services`: service -> id of its container, which must be running. Takes 2 ms for each container.

    `now` gives the time when the engine does not.
    """
    paths = [f"/containers/{id}/stats?stream=false&one-shot=true" for id in services.values()]
    bodies = engine.get_json("reading the engine's counters", paths)
    return {service: _running_counters(service, stats, now) for service, stats in zip(services, bodies, strict=True)}


def counters_of(stats: Mapping[str, Any], now: Callable[[], float] = time.time) -> Counters:
    """Reads an answer of the engine, of cgroup version 1 or 2."""
    interfaces = stats.get("networks") or {}
    writes = (stats.get("blkio_stats") or {}).get("io_service_bytes_recursive") or ()
    return Counters(
        at=unix(stats.get("read", "")) or now(),
        cpu_s=stats["cpu_stats"]["cpu_usage"]["total_usage"] / 1e9,
        memory=_working_set(stats["memory_stats"]),
        received={name: counted["rx_bytes"] for name, counted in interfaces.items()},
        sent={name: counted["tx_bytes"] for name, counted in interfaces.items()},
        written=sum(write["value"] for write in writes if write["op"].lower() == "write"),
    )


def _working_set(memory: Mapping[str, Any]) -> int:
    usage, pages = int(memory["usage"]), memory.get("stats") or {}
    # Version 1 counts a cgroup apart from those below it; `total_` is with them, as `usage` is.
    droppable = int(pages.get("total_inactive_file", pages.get("inactive_file", 0)))
    return usage - droppable if droppable < usage else usage


def _running_counters(service: str, stats: Mapping[str, Any] | None, now: Callable[[], float]) -> Counters:
    if stats is None:
        raise LabError(f"no counters of {service}: no such container", remedy="look at it with `docker ps --all`")
    if not (stats.get("memory_stats") or {}).get("usage"):  # what does not run has no counters
        raise LabError(f"no counters of {service}: it is not running", remedy="look at its log")
    return counters_of(stats, now)
