"""The files that a service mounts: ConfigMaps, or references to Secrets."""

from __future__ import annotations

import base64
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lab.export import names
from lab.export.model import Inputs, KubernetesObject, Limitation, MountedContent, Origin, SecretKey
from lab.export.secret_values import is_secret_file, secret_paths
from lab.export.text import plain
from lab.language.compose.mounts import Mount, mount
from lab.language.quantities import format_size
from lab.plan.model import PlacedFile, ServicePlan

MAX_CONFIG_MAP = 1024 * 1024  # bytes of all values together; the API server refuses more
_FULL = MAX_CONFIG_MAP - 64 * 1024  # from where the next ConfigMap of a service begins


@dataclass(slots=True)
class FileMounts:
    """`volumes` of the pod and `mounts` of the container; `checksum` changes with every name and content."""

    volumes: list[dict[str, Any]] = field(default_factory=list)
    mounts: list[dict[str, Any]] = field(default_factory=list)
    objects: list[KubernetesObject] = field(default_factory=list)
    secrets: list[SecretKey] = field(default_factory=list)
    limitations: list[Limitation] = field(default_factory=list)
    checksum: list[bytes] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _File:
    """`target` in the container, `path` in the rendered folder, `source` as people know it; `config_map` is where it
    belongs."""

    target: str
    content: bytes
    path: str
    source: str
    config_map: str
    secret: bool = False
    dashboard: bool = False


def file_mounts(service: ServicePlan, inputs: Inputs, part_of: str, hosts: Collection[str]) -> FileMounts:
    """`hosts`: the services of the lab."""
    result = FileMounts()
    files = []
    for file in (*_slot_files(service, hosts), *_mounted_files(service, inputs, hosts, result)):
        if not file.secret and len(file.content) > _FULL:
            result.limitations.append(_too_large(service, file))
        else:
            files.append(file)
    volumes = {**_secret_volume(service, [file for file in files if file.secret], result)}
    by_config_map: dict[str, list[_File]] = {}
    for file in files:
        if not file.secret:
            by_config_map.setdefault(file.config_map, []).append(file)
    labels = names.labels(names.object_name(service.name), part_of, service.component)
    for name, group in by_config_map.items():
        volumes.update(_config_map_volumes(service, name, group, labels, result))
    result.mounts = [_mount_of(file, *volumes[file.target]) for file in files]
    return result


def _slot_files(service: ServicePlan, hosts: Collection[str]) -> Iterator[_File]:
    """The files that the scenario or the component gives."""
    for file in service.files:
        if file.target:
            yield _File(
                target=file.target,
                content=file.text.encode(),
                path=file.path,
                source=file.source,
                config_map=_config_map_name(service, file),
                secret=file.slot == "secrets" or bool(secret_paths(file.text, hosts)),
                dashboard=file.slot == "dashboards",
            )


def _config_map_name(service: ServicePlan, file: PlacedFile) -> str:
    """One for each dashboard: the sidecar of Grafana takes them one by one."""
    if file.slot != "dashboards":
        return f"{service.name}-files"
    return f"{service.name}-dashboard-{re.sub(r'[.]json$', '', file.target.rpartition('/')[2])}"


def _mounted_files(service: ServicePlan, inputs: Inputs, hosts: Collection[str], result: FileMounts) -> Iterator[_File]:
    """The files that the service mounts of the project, by themselves or in a folder."""
    for entry in map(mount, service.compose.get("volumes", ())):
        if entry.type != "bind" or entry.of_host:
            continue
        path, target = plain(entry.source).removeprefix("./"), plain(entry.target)
        base = path.rpartition("/")[2]
        content = inputs.mounted.get(path, MountedContent({}))
        if not content.files:
            result.limitations.append(_empty(service, entry, base))
        for inside, data in sorted(content.files.items()):
            below = f"/{inside}" if inside else ""
            secret = is_secret_file(f"{base}{below}") or bool(secret_paths(data.decode("utf-8", "replace"), hosts))
            shown = f"{base}{below}"
            yield _File(f"{target}{below}", data, f"{path}{below}", shown, f"{service.name}-{base}", secret)


def _empty(service: ServicePlan, entry: Mount, base: str) -> Limitation:
    why = f"{base}, which is mounted there, is empty"
    return Limitation(service.name, f"is without {entry.target}", why, "put a file into it")


def _too_large(service: ServicePlan, file: _File) -> Limitation:
    why = f"it has {format_size(len(file.content))}, and a ConfigMap holds at most 1MiB"
    fix = "put it into the image, or let an init container fetch it"
    return Limitation(service.name, f"is without its file {file.source}", why, fix)


def _mount_of(file: _File, volume: str, key: str) -> dict[str, Any]:
    """The file alone, so that what the image has beside it stays."""
    return {"name": volume, "mountPath": file.target, "subPath": key, "readOnly": True}


def _secret_volume(service: ServicePlan, files: Sequence[_File], result: FileMounts) -> Mapping[str, tuple[str, str]]:
    """Target -> volume and key."""
    if not files:
        return {}
    secret, volume = names.object_name(f"{service.name}-files"), names.object_name(f"{service.name}-secret-files")
    keys = _keys([file.target for file in files])
    result.volumes.append({"name": volume, "secret": {"secretName": secret}})
    result.secrets += [SecretKey(secret, keys[file.target], service.name, file=file.path) for file in files]
    return {target: (volume, key) for target, key in keys.items()}


def _config_map_volumes(
    service: ServicePlan, name: str, files: Sequence[_File], labels: Mapping[str, str], result: FileMounts
) -> Mapping[str, tuple[str, str]]:
    """Target -> volume and key."""
    keys = _keys([file.target for file in files])
    volumes: dict[str, tuple[str, str]] = {}
    for number, part in enumerate(_parts(files), 1):
        own = names.object_name(name if number == 1 else f"{name}-{number}")
        entries = {keys[file.target]: file.content for file in part}
        more = {"grafana_dashboard": "1"} if part[0].dashboard else {}
        source = part[0].source if len(part) == 1 else ""
        origin = Origin(names.object_name(service.name), source)
        result.objects.append(KubernetesObject(origin, _config_map(own, {**labels, **more}, entries)))
        result.volumes.append({"name": own, "configMap": {"name": own}})
        result.checksum += [own.encode(), *(text for key in entries for text in (key.encode(), entries[key]))]
        volumes.update({file.target: (own, keys[file.target]) for file in part})
    return volumes


def _parts(files: Iterable[_File]) -> list[list[_File]]:
    """As many files together as one ConfigMap holds."""
    parts: list[list[_File]] = []
    size = _FULL
    for file in files:
        if size + len(file.content) > _FULL:
            parts.append([])
            size = 0
        parts[-1].append(file)
        size += len(file.content)
    return parts


def _config_map(name: str, labels: Mapping[str, str], entries: Mapping[str, bytes]) -> dict[str, Any]:
    texts: dict[str, str] = {}
    binary: dict[str, str] = {}
    for key, content in entries.items():
        try:
            texts[key] = content.decode("utf-8")
        except UnicodeDecodeError:
            binary[key] = base64.b64encode(content).decode("ascii")
    values = names.without_empty({"data": texts, "binaryData": binary})
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name, "labels": dict(labels)}, **values}


def _keys(paths: Iterable[str]) -> dict[str, str]:
    """Path -> a key of its own: the file's name, with the folders before it where several have the same."""
    keys: dict[str, str] = {}
    for path in paths:
        parts = path.strip("/").split("/")
        candidates = [_key("_".join(parts[-length:])) for length in range(1, len(parts) + 1)]
        unique = _key(f"{names.digest(path)[:8]}-{parts[-1]}")
        keys[path] = next((key for key in candidates if key not in keys.values()), unique)
    return keys


def _key(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]", "_", name)[-253:]
