"""What containers have used so far, by the engine's own counters, for all of them within a few milliseconds.

The engine is asked over one `docker system dial-stdio`, which reaches it wherever the docker command does (socket, SSH,
TLS) without us knowing how. python-on-whales has no such command, and asking with `docker stats` takes two seconds:
hence a process of our own, on the same leash and with the same time limit as every other docker command. What a
difference between two such moments means is for those who measure.
"""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from typing import IO, TYPE_CHECKING, Any, cast

from lab.containers.engine import CommandFailed, Engine
from lab.containers.process_guard import KILLED, TOOK_TOO_LONG
from lab.containers.states import unix
from lab.errors import LabError

if TYPE_CHECKING:
    from socket import socket

_SECONDS = 10.0
_WHAT = "reading the engine's counters"


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
    """`services`: service -> id of its container, which must be running. Takes some 15 ms and 2 ms for each container.

    `now` gives the time when the engine does not.
    """
    if not services:
        return {}
    paths = [f"/containers/{id}/stats?stream=false&one-shot=true" for id in services.values()]
    command = [*engine.client(_SECONDS).docker_cmd, "system", "dial-stdio"]
    answers = engine.attempt(_WHAT, _SECONDS, lambda: _ask(command, paths))
    return {
        service: _counted(service, status, body, now) for service, (status, body) in zip(services, answers, strict=True)
    }


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
        written=sum(each["value"] for each in writes if each["op"].lower() == "write"),
    )


def _working_set(memory: Mapping[str, Any]) -> int:
    usage, pages = int(memory["usage"]), memory.get("stats") or {}
    # Version 1 counts a cgroup apart from those below it; `total_` is with them, as `usage` is.
    droppable = int(pages.get("total_inactive_file", pages.get("inactive_file", 0)))
    return usage - droppable if droppable < usage else usage


def _counted(service: str, status: int, body: bytes, now: Callable[[], float]) -> Counters:
    stats: Mapping[str, Any] = {}
    with suppress(ValueError):
        stats = json.loads(body)
    if status != 200:
        said = stats.get("message") or f"the engine answered {status}"
        raise LabError(f"no counters of {service}: {said}", remedy="look at it with `docker ps --all`")
    if not (stats.get("memory_stats") or {}).get("usage"):  # what does not run has no counters
        raise LabError(f"no counters of {service}: it is not running", remedy="look at its log")
    return counters_of(stats, now)


def _ask(command: list[str], paths: list[str]) -> list[tuple[int, bytes]]:
    """Status and body of each GET. All are asked at once, so that little time lies between the answers."""
    asked = "".join(f"GET {path} HTTP/1.1\r\nHost: docker\r\n\r\n" for path in paths).encode()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as docker:
        assert docker.stdin and docker.stdout and docker.stderr
        try:
            docker.stdin.write(asked)
            docker.stdin.flush()
            return [_answer(docker.stdout) for _ in paths]
        except (HTTPException, OSError) as failed:
            docker.terminate()
            said = docker.stderr.read().decode(errors="replace").strip() or str(failed)
            code = docker.wait()
            too_long = _SECONDS if code in (TOOK_TOO_LONG, KILLED) else 0.0
            raise CommandFailed(_WHAT, code=code, stderr=said, too_long=too_long) from None
        finally:
            # Only now: an engine that sees the end of what is asked gives up what it is answering.
            with suppress(OSError):
                docker.stdin.close()


def _answer(pipe: IO[bytes]) -> tuple[int, bytes]:
    response = HTTPResponse(cast("socket", _Kept(pipe)))
    response.begin()
    return response.status, response.read()


class _Kept:
    """What `http.client` takes for a socket and its file. Reading one answer to its end leaves the pipe open."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self.read, self.readline = pipe.read, pipe.readline

    def makefile(self, mode: str) -> _Kept:
        return self

    def flush(self) -> None: ...

    def close(self) -> None: ...
