"""Why a lab did not start, from what `docker compose up` wrote to stderr. Pure.

The wordings were captured from Engine 26.1 with Compose 2.26 (tests/containers/captured); the second error of a
kind, where there is one, is that of newer engines and of Docker Desktop. What is not recognised is shown as it came.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from lab.errors import CannotStart, EngineUnavailable, ImageUnavailable

Kind: TypeAlias = Literal[
    "port in use",
    "image missing",
    "networks exhausted",
    "no space",
    "compose file",
    "file to mount",
    "command",
    "name taken",
    "dependency",
    "memory limit",
    "compose missing",
    "permission",
    "engine gone",
    "unknown",
]

_LAST_LINES = 15
_PROGRESS = re.compile(r"^ *(?:Network|Container|Volume) \S+ +(?:Creat|Start|Wait|Recreat|Runn|Heal|Pull)\w+ *$")


@dataclass(frozen=True, slots=True)
class Failure:
    kind: Kind
    message: str
    remedy: str
    subject: str = ""  # the port, the image reference, the service or the path it is about


@dataclass(frozen=True, slots=True)
class _ErrorPattern:
    kind: Kind
    pattern: re.Pattern[str]
    message: str
    remedy: str


def _error(kind: Kind, pattern: str, message: str, remedy: str) -> _ErrorPattern:
    return _ErrorPattern(kind, re.compile(pattern, re.IGNORECASE | re.MULTILINE), message, remedy)


_FREE_A_PORT = (
    "stop what listens there (`ss -ltnp 'sport = :{subject}'`, `docker ps --filter publish={subject}`), "
    "or leave the host port out so that a free one is chosen"
)

# In this order: the first that matches tells the cause, later ones may be its consequences.
_ERROR_PATTERNS = (
    _error(
        "permission",
        r"permission denied while trying to connect to the docker",
        "the Docker Engine may not be used by this user",
        "add the user to the group `docker` and log in again, or use a rootless engine",
    ),
    _error(
        "engine gone",
        r"cannot connect to the docker daemon|is the docker daemon running|error during connect",
        "the Docker Engine does not answer any more",
        "run `make engine`, or start Docker; `docker version` must show a server",
    ),
    _error(
        "compose missing",
        r"unknown (?:flag|shorthand flag): (?:--file|'f')|'compose' is not a docker command",
        "the docker command has no Compose plug-in",
        "run `make engine`, or install the Compose v2 plug-in",
    ),
    _error(
        "no space",
        r"no space left on device|disk quota exceeded",
        "the Docker Engine has no disk space left",
        "see what takes it with `docker system df`, and free some where `docker info` says Docker Root Dir is",
    ),
    _error(
        "networks exhausted",
        r"could not find an available, non-overlapping ipv4 address pool"
        r"|predefined address pools have been fully subnetted",
        "the Docker Engine has no free address range for another network",
        "remove labs with `lab down --all`, or unused networks listed by `docker network ls`",
    ),
    _error(
        "port in use",
        r":(?P<subject>\d+)(?: failed)?: (?:port is already allocated|(?:bind: )?address already in use)",
        "port {subject} is already in use on this machine",
        _FREE_A_PORT,
    ),
    _error(
        "image missing",
        r"no such image: (?P<subject>\S+)|pull access denied for (?P<other>[^\s,]+)",
        "image {subject} is not present",
        "see with `docker images` what is there, and let lab get it again with `lab up`",
    ),
    _error(
        "file to mount",
        r'bind source path does not exist: (?P<subject>.+)$|error mounting "(?P<other>[^"]+)"',
        "{subject} cannot be mounted",
        "look whether it exists and is a file where a file is wanted; the engine must see the same file system as lab",
    ),
    _error(
        "command",
        r'unable to start container process: exec: "(?P<subject>[^"]+)"',
        "the command {subject} cannot be run in its container",
        "look at `command` and `entrypoint` of the service, and whether the image has that program",
    ),
    _error(
        "name taken",
        r'the container name "/?(?P<subject>[^"]+)" is already in use',
        "there is already a container called {subject}",
        "remove it with `lab down`, and leave `container_name` out of services",
    ),
    _error(
        "dependency",
        r"container (?P<subject>\S+) has no healthcheck configured",
        "{subject} has no health check, and another service waits for it to be healthy",
        "give the service a 'healthcheck', or wait with 'condition: service_started' in 'depends_on'",
    ),
    _error(
        "dependency",
        r"container (?P<subject>\S+) is unhealthy",
        "{subject}, which another service waits for, is unhealthy",
        "run the command of its 'healthcheck' in its container; the image must have the program that it calls",
    ),
    _error(
        "dependency",
        r"""service "(?P<subject>[^"]+)" didn't complete successfully"""
        r"|dependency failed to start: container (?P<other>\S+)(?! has no healthcheck| is unhealthy)",
        "{subject}, which another service waits for, did not come up",
        "read its last log lines below",
    ),
    _error(
        "memory limit",
        r"minimum memory limit allowed is (?P<subject>\S+)",
        "a service's memory limit is below the engine's minimum of {subject}",
        "give the service more memory",
    ),
    _error(
        "compose file",
        r"^ *(?:validating \S+: |yaml: |parsing \S+: )(?P<subject>.*)$"
        r"|^ *(?P<other>no such service: .*|.*(?=: invalid compose project$))",
        "Compose refuses the rendered compose.yaml: {subject}",
        "check it with `docker compose config`; the `service` keys of the scenario and its components end up there",
    ),
)


def classify(stderr: str) -> Failure:
    for error in _ERROR_PATTERNS:
        match = error.pattern.search(stderr)
        if match:
            groups = {name: text for name, text in match.groupdict().items() if text}
            subject = (groups.get("subject") or groups.get("other") or "").strip()
            return Failure(
                error.kind, error.message.format(subject=subject), error.remedy.format(subject=subject), subject
            )
    lines = last_lines(stderr)
    return Failure("unknown", lines[-1].strip() if lines else "docker compose failed without an error message", "", "")


def last_lines(stderr: str) -> tuple[str, ...]:
    """What is worth showing: without the progress that Compose writes to the same stream."""
    lines = (line.rstrip() for line in stderr.splitlines())
    return tuple(line for line in lines if line and not _PROGRESS.match(line))[-_LAST_LINES:]


def cannot_start(stderr: str, *, too_long: float = 0.0, evidence: str = "", checks: Sequence[str] = ()) -> CannotStart:
    """`evidence` is added to what Compose wrote: states and logs of the containers that exist. `checks`: what the
    health checks of those that are not healthy said."""
    failure = classify(stderr)
    shown = "\n".join(filter(None, ("\n".join(last_lines(stderr)), evidence)))
    told = f": {'; '.join(checks)}" if checks and (too_long or failure.kind == "dependency") else ""
    if too_long:
        return CannotStart(
            f"the containers were not created and started within {too_long:g} s{told}",
            remedy="see what the engine does with `docker ps --all` and `docker events --since 5m`",
            evidence="\n".join(filter(None, (stderr.strip(), evidence))),
        )
    if failure.kind == "image missing":
        return ImageUnavailable(failure.message, reference=failure.subject, remedy=failure.remedy, evidence=shown)
    if failure.kind in ("engine gone", "permission"):
        return EngineUnavailable(failure.message, remedy=failure.remedy, evidence=shown)
    prefix = "docker compose failed: " if failure.kind == "unknown" else ""
    return CannotStart(prefix + failure.message + told, remedy=failure.remedy, evidence=shown)
