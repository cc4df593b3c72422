"""Named volumes as Compose defines them: ones that Docker keeps, or a tmpfs. Driver options could mount any path of the
host, and an external volume is somebody else's data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lab.language.compose.values import Refused, at, labels, mapping

_TMPFS_OPTION = re.compile(
    r"(size|nr_inodes|nr_blocks)=\d+[kKmMgG%]?|mode=[0-7]{3,4}|(uid|gid)=\d+|noexec|nosuid|nodev|ro|rw"
)
_REASONS = {
    "external": "a lab uses no data from outside: its volumes are created and removed with it",
    "name": "two labs must be able to run side by side",
}


def volumes(value: Any) -> dict[str, dict[str, Any]]:
    """By name; a volume without anything is an empty mapping. Raises Refused."""
    return {name: at(name, _volume, definition) for name, definition in mapping(value).items()}


def _volume(value: Any) -> dict[str, Any]:
    definition = mapping(value or {})
    for key in definition:
        if key in _REASONS:
            raise Refused(f"may not be set: {_REASONS[key]}", (key,))
        if key not in ("driver", "driver_opts", "labels"):
            raise Refused("is not known for a volume; known: driver, driver_opts, labels", (key,))
    result: dict[str, Any] = {}
    if definition.get("driver") is not None:
        if definition["driver"] != "local":
            raise Refused("must be local: another driver can reach beyond the lab", ("driver",))
        result["driver"] = "local"
    if definition.get("driver_opts"):
        result["driver_opts"] = at("driver_opts", _tmpfs, definition["driver_opts"])
    if definition.get("labels"):
        result["labels"] = at("labels", labels, definition["labels"])
    return result


def _tmpfs(value: Any) -> dict[str, Any]:
    options: Mapping[str, Any] = mapping(value)
    if (
        options.get("type") != "tmpfs"
        or options.get("device", "tmpfs") != "tmpfs"
        or set(options) - {"type", "device", "o"}
    ):
        raise Refused("may only make a tmpfs, {type: tmpfs, device: tmpfs, o: size=10m}: others mount the host")
    for option in filter(None, str(options.get("o", "")).split(",")):
        if not _TMPFS_OPTION.fullmatch(option):
            raise Refused(f"has {option!r}, which is not an option of a tmpfs; for example size=10m,mode=1777", ("o",))
    return {key: str(given) for key, given in options.items()}
