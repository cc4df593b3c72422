"""What a component's service has beyond what a scenario may say, and beyond the limits that every container gets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lab.language.compose.mounts import mount
from lab.language.compose.service import NO_NEW_PRIVILEGES

# What Docker gives every container by default: none of it reaches beyond the container.
_DEFAULT = """
AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE NET_RAW SETFCAP SETGID SETPCAP SETUID
SYS_CHROOT
"""
DEFAULT_CAPABILITIES = frozenset(_DEFAULT.split())
_SHARED = ("cgroup", "ipc", "network_mode", "pid", "userns_mode", "uts")
_OTHERS = {
    "cgroup_parent": "chooses its control group",
    "device_cgroup_rules": "uses devices of the host",
    "devices": "uses devices of the host",
    "gpus": "uses GPUs of the host",
    "oom_score_adj": "changes which process is killed when the host runs out of memory",
    "runtime": "chooses its container runtime",
}


@dataclass(frozen=True, slots=True)
class Grant:
    """`key`: of the Compose service. `host`: it reaches beyond the lab's own containers."""

    key: str
    text: str
    host: bool


def grants(service: Mapping[str, Any]) -> tuple[Grant, ...]:
    """`service` in its one form."""
    return tuple(_grants(service))


def _grants(service: Mapping[str, Any]) -> Iterator[Grant]:
    if service.get("privileged"):
        yield Grant("privileged", "runs privileged, as root of the host", host=True)
    mounts = [found for found in map(mount, service.get("volumes", ())) if found.of_host]
    for read_only, access in ((True, "read-only"), (False, "writable")):
        if paths := [found.source for found in mounts if found.read_only == read_only]:
            yield Grant("volumes", f"mounts {joined(paths)} of the host {access}", host=True)
    for key in _SHARED:
        shared = str(service.get(key) or "")
        if shared and not shared.startswith(("service:", "none", "private", "shareable")):
            yield Grant(key, f"has {key}: {shared}", host=True)
    for key, text in _OTHERS.items():
        if service.get(key):
            yield Grant(key, text, host=True)
    for name in service.get("cap_add", ()):
        capability = name.removeprefix("CAP_")
        yield Grant("cap_add", f"has the capability {capability}", host=capability not in DEFAULT_CAPABILITIES)
    for group in service.get("group_add", ()):
        yield Grant("group_add", f"is in the group {group}", host=False)
    options = service.get("security_opt")
    for option in options or ():
        if not option.startswith("no-new-privileges"):
            yield Grant("security_opt", f"has security_opt {option}", host=True)
    yield from _unlimited(service)


def joined(texts: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(texts[:-1]), texts[-1])))


def _unlimited(service: Mapping[str, Any]) -> Iterator[Grant]:
    """Where it is without a limit that containers get."""
    if "security_opt" in service and NO_NEW_PRIVILEGES not in service["security_opt"]:
        yield Grant("security_opt", "may gain privileges by setuid programs", host=False)
    if "cap_drop" in service and "ALL" not in service["cap_drop"]:
        yield Grant("cap_drop", "keeps Docker's default capabilities", host=False)
    if service.get("pids_limit") == -1:
        yield Grant("pids_limit", "has no process limit", host=False)
    if service.get("mem_limit") == 0:
        yield Grant("mem_limit", "has no memory limit", host=False)
