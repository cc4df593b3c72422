"""Files that services mount from the lab's folder, which an engine of another machine does not see.

They are copied into a volume of the lab, and mounted from there, each at the same place and in the same way.
"""

from __future__ import annotations

import json
import os
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from lab.errors import LabError

VOLUME = "lab-files"  # below the name of the project, and in the Compose file


@dataclass(frozen=True, slots=True)
class CarriedMount:
    """`path`: of the file or folder, relative to the lab's folder and so in the volume."""

    service: str
    path: str
    target: str
    read_only: bool


def carried_mounts(compose: Mapping[str, Any], folder: Path) -> tuple[CarriedMount, ...]:
    """The mounts of the services that come from the lab's folder. `compose`: the content of its Compose file, whose
    paths are relative to `folder`. What the engine's machine has itself (/proc, a socket) is not among them."""
    return tuple(_carried_mounts(compose, folder.resolve()))


def _carried_mounts(compose: Mapping[str, Any], folder: Path) -> Iterator[CarriedMount]:
    for service, content in (compose.get("services") or {}).items():
        for source, target, read_only in filter(None, map(_bind, content.get("volumes") or ())):
            path = (folder / source).resolve()
            if path.is_relative_to(folder) and path != folder:
                yield CarriedMount(service, path.relative_to(folder).as_posix(), target, read_only)


def _bind(entry: Any) -> tuple[str, str, bool] | None:
    """Source, target and whether it is read-only; None for what is no bind of a path."""
    if isinstance(entry, Mapping):
        if entry.get("type") != "bind":
            return None
        return _plain(entry["source"]), _plain(entry["target"]), bool(entry.get("read_only"))
    source, _, rest = str(entry).partition(":")
    if not rest or not source.startswith((".", "/")):
        return None
    target, _, options = rest.partition(":")
    return _plain(source), _plain(target), "ro" in options.split(",")


def _plain(text: str) -> str:
    return text.replace("$$", "$")


def volume_name(project: str) -> str:
    return f"{project}_{VOLUME}"


def override(mounts: Iterable[CarriedMount], project: str) -> str:
    """A Compose file that replaces the mounts: Compose merges those of several files by their targets."""
    services: dict[str, Any] = {}
    for one in mounts:
        mount = {
            "type": "volume",
            "source": VOLUME,
            "target": one.target,
            "read_only": one.read_only,
            "volume": {"nocopy": True, "subpath": one.path},
        }
        services.setdefault(one.service, {"volumes": []})["volumes"].append(mount)
    # Made by the relay, with the labels of the lab, before any service is.
    volumes = {VOLUME: {"name": volume_name(project), "external": True}}
    return json.dumps({"services": services, "volumes": volumes}, indent=1).replace("$", "$$") + "\n"


def write_archive(paths: Iterable[str], folder: Path, to: IO[bytes]) -> None:
    """The files and folders as a tar archive, with their modes and the numbers of their owners.

    A path that is not there becomes a folder, as the engine makes one. Raises LabError.
    """
    try:
        with tarfile.open(fileobj=to, mode="w", format=tarfile.PAX_FORMAT, dereference=True) as archive:
            for path in dict.fromkeys(paths):
                if (folder / path).exists():
                    archive.add(folder / path, path, filter=_file_or_folder)
                else:
                    archive.addfile(_folder(path))
    except OSError as failed:
        raise LabError(
            f"{failed.filename or folder} cannot be read: {failed.strerror}",
            remedy="what services mount is copied to the engine's machine, so you must be able to read it",
        ) from None


def _file_or_folder(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """Sockets and the like stay here; a second name of a file is a file of its own."""
    return entry if entry.isreg() or entry.isdir() else None


def _folder(path: str) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(path)
    entry.type, entry.mode, entry.uid, entry.gid = tarfile.DIRTYPE, 0o755, os.getuid(), os.getgid()
    return entry
