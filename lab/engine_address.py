"""Where the engine is: on this machine, or on another, whose published ports and files cannot be seen from here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

# Arguments of `docker` that print what `engine_address` reads, by DOCKER_HOST and the current context.
INSPECT_CONTEXT = ("context", "inspect", "--format", "{{json .}}")
# The first that mount a file of a volume, as lab does on the engine of another machine.
OLDEST_REMOTE_ENGINE, OLDEST_REMOTE_COMPOSE = (26, 0), (2, 26)
_OF_THIS_MACHINE = ("", "unix", "fd", "npipe")  # schemes


@dataclass(frozen=True, slots=True)
class EngineAddress:
    """Which engine docker commands go to.

    `host` as Docker writes it: `unix:///var/run/docker.sock`, `ssh://me@build-3`, `tcp://build-3:2376`. `context`: the
    name of the Docker context; that of an engine named by DOCKER_HOST is `default`. `tls`: there are certificates.
    """

    host: str = ""
    context: str = ""
    tls: bool = False

    @property
    def remote(self) -> bool:
        """Whether it is taken for one of another machine. By TCP it may be a container beside ours, as in many CI
        systems: what is published on its 127.0.0.1 cannot be reached either."""
        return urlsplit(self.host).scheme not in _OF_THIS_MACHINE

    @property
    def by_ssh(self) -> bool:
        return urlsplit(self.host).scheme == "ssh"

    @property
    def for_display(self) -> str:
        """For people and files: without a password that somebody wrote into it."""
        parts = urlsplit(self.host)
        if parts.password is None:
            return self.host
        return parts._replace(netloc=f"{parts.username}:***@{parts.netloc.rpartition('@')[2]}").geturl()

    def variables(self) -> Mapping[str, str]:
        """Of the environment: with them another process finds the same engine."""
        return {} if self.context in ("", "default") else {"DOCKER_CONTEXT": self.context}


def engine_address(printed: str) -> EngineAddress:
    """`printed`: the answer to `docker context inspect` with INSPECT_CONTEXT."""
    context = json.loads(printed or "{}")
    endpoint = (context.get("Endpoints") or {}).get("docker") or {}
    tls = bool((context.get("TLSMaterial") or {}).get("docker"))
    return EngineAddress(str(endpoint.get("Host") or ""), str(context.get("Name") or ""), tls)
