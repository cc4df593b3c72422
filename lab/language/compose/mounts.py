"""Entries of `volumes` of a Compose service, in their short and long spelling, as one value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from lab.language.compose.values import Refused, absolute_path, boolean, literal, mapping, scalar, size

_VOLUME_NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]*")
_LONG_KEYS = {"type", "source", "target", "read_only", "volume", "tmpfs", "bind", "consistency"}
_MODES = frozenset({"ro", "rw", "z", "Z", "nocopy", "cached", "delegated", "consistent"})


@dataclass(frozen=True, slots=True)
class Mount:
    """`source` is a path for a bind, a name for a volume, empty for a tmpfs or an anonymous volume. `asked_rw`: the
    entry says that it must be writable. `options` are further keys of the long spelling, by type."""

    type: Literal["bind", "volume", "tmpfs"]
    source: str
    target: str
    read_only: bool = False
    asked_rw: bool = False
    nocopy: bool = False
    tmpfs: tuple[tuple[str, Any], ...] = ()
    create_host_path: bool = True

    @property
    def of_host(self) -> bool:
        """A path that is not relative to the file it stands in."""
        return self.type == "bind" and self.source.startswith(("/", "~"))

    def compose(self, source: str | None = None) -> str | dict[str, Any]:
        """The entry as Compose takes it, short where that says everything; `source` instead of its own."""
        given = self.source if source is None else source
        if self.type == "tmpfs" or (self.type == "bind" and not self.create_host_path):
            entry: dict[str, Any] = {"type": self.type, "source": given, "target": self.target}
            if self.type == "tmpfs":
                del entry["source"]
            if self.read_only:
                entry["read_only"] = True
            if self.tmpfs:
                entry["tmpfs"] = dict(self.tmpfs)
            if self.type == "bind":
                entry["bind"] = {"create_host_path": False}
            return entry
        options = [*(["ro"] if self.read_only else []), *(["nocopy"] if self.nocopy else [])]
        return ":".join(part for part in (given, self.target, ",".join(options)) if part)


def mount(value: Any) -> Mount:
    """Raises Refused."""
    return _short(value) if isinstance(value, str) else _long(mapping(value))


def _short(value: str) -> Mount:
    parts = literal(value).split(":")
    if len(parts) > 3 or not all(parts):
        raise Refused(f"is not a mount: {value!r}; write SOURCE:TARGET or SOURCE:TARGET:ro")
    if len(parts) == 1:
        return Mount("volume", "", absolute_path(parts[0]))
    source, target = parts[0], absolute_path(parts[1])
    options = set(parts[2].split(",")) if len(parts) == 3 else set()
    if unknown := sorted(options - _MODES):
        raise Refused(f"has {unknown[0]!r} in {value!r}, which lab does not support; known: nocopy, ro, rw")
    if {"ro", "rw"} <= options:
        raise Refused(f"is both ro and rw: {value!r}; keep one of them")
    kind: Literal["bind", "volume"] = "bind" if source.startswith((".", "/", "~")) else "volume"
    if kind == "volume" and "/" in source:
        raise Refused(f"names neither a volume nor a path: {source!r}; a path begins with './'")
    return Mount(kind, _checked_source(kind, source), target, "ro" in options, "rw" in options, "nocopy" in options)


def _long(value: Mapping[str, Any]) -> Mount:
    if unknown := sorted(set(value) - _LONG_KEYS):
        raise Refused(f"has the unknown key {unknown[0]!r}; known: {', '.join(sorted(_LONG_KEYS))}")
    kind = value.get("type")
    if kind not in ("bind", "volume", "tmpfs"):
        raise Refused(f"must have 'type' bind, volume or tmpfs, not {kind!r}")
    target = absolute_path(value.get("target", ""))
    source = "" if kind == "tmpfs" else literal(value.get("source", ""))
    if kind == "tmpfs" and value.get("source"):
        raise Refused("is a tmpfs, which has no 'source'; remove it")
    below = {name: mapping(value.get(name) or {}) for name in ("bind", "volume", "tmpfs")}
    for name, known in (("bind", {"create_host_path"}), ("volume", {"nocopy"}), ("tmpfs", {"size", "mode"})):
        if unknown := sorted(set(below[name]) - known):
            raise Refused(f"has {unknown[0]!r} below {name!r}, which lab does not support")
        if below[name] and name != kind:
            raise Refused(f"has {name!r} for a mount of type {kind}; remove it")
    tmpfs = {key: size(given) if key == "size" else int(scalar(given)) for key, given in below["tmpfs"].items()}
    return Mount(
        type=kind,
        source=_checked_source(kind, source) if kind != "tmpfs" else "",
        target=target,
        read_only=boolean(value.get("read_only", False)),
        asked_rw=value.get("read_only") is False,
        nocopy=boolean(below["volume"].get("nocopy", False)),
        tmpfs=tuple(tmpfs.items()),
        create_host_path=boolean(below["bind"].get("create_host_path", True)),
    )


def _checked_source(kind: str, source: str) -> str:
    if kind == "volume" and source and not _VOLUME_NAME.fullmatch(source):
        raise Refused(f"names no volume: {source!r}; use letters, digits, '-', '_' and '.'")
    if kind == "bind" and not source:
        raise Refused("needs 'source', the path to mount")
    return source
