"""The limits that every container gets: memory, processes, capabilities, no new privileges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lab.language.compose.service import NO_NEW_PRIVILEGES

PIDS = 1024  # threads count: a program may have some for each core of a large machine
HEADROOM = 4  # the limit is for what goes wrong; `memory` is what a component is expected to use
LEAST_MEMORY = 256 * 1024**2
MEMORY_OF_OWN_IMAGE = 1024**3  # nothing is known of it

# What the entrypoints of usual images need to prepare their data folder as root and to go on as another user; none of
# it reaches beyond the container.
CAPABILITIES_OF_OWN_IMAGE = ("CHOWN", "DAC_OVERRIDE", "FOWNER", "KILL", "NET_BIND_SERVICE", "SETGID", "SETUID")


def with_limits(service: Mapping[str, Any], memory: int, *, own_image: bool) -> dict[str, Any]:
    """`memory`: the estimate in bytes. `own_image`: it has no component.yaml that could say what it needs."""
    limited = dict(service)
    usual = MEMORY_OF_OWN_IMAGE if own_image else max(LEAST_MEMORY, HEADROOM * memory)
    limited.setdefault("mem_limit", max(usual, limited.get("mem_reservation", 0)))
    if limited["mem_limit"] == 0:
        del limited["mem_limit"]
    else:
        limited["mem_limit"] = _size(limited["mem_limit"])
    limited.setdefault("pids_limit", PIDS)
    limited.setdefault("cap_drop", ["ALL"])
    if own_image:
        limited.setdefault("cap_add", list(CAPABILITIES_OF_OWN_IMAGE))
    limited.setdefault("security_opt", [NO_NEW_PRIVILEGES])
    return limited


def _size(size: int) -> str:
    """As Compose writes it, in whole MiB where it is."""
    mib, rest = divmod(size, 1024**2)
    return f"{size}b" if rest else f"{mib}m"


def united(own: Mapping[str, Any], given: Mapping[str, Any], key: str) -> dict[str, list[Any]]:
    """A list that a scenario may only add to: it cannot take away what the component drops."""
    if key not in given:
        return {}
    default = {"cap_drop": ["ALL"], "security_opt": [NO_NEW_PRIVILEGES]}[key]
    return {key: list(dict.fromkeys([*own.get(key, default), *given[key]]))}
