"""The files that a service mounts: ConfigMaps, or references to Secrets."""

from __future__ import annotations

import base64
import re
from collections.abc import Collection, Iterable, Mapping
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
    """`volumes` of the pod and `mounts` of the container, in the same order; `checksum` changes with every content."""

    volumes: list[dict[str, Any]] = field(default_factory=list)
    mounts: list[dict[str, Any]] = field(default_factory=list)
    objects: list[KubernetesObject] = field(default_factory=list)
    secrets: list[SecretKey] = field(default_factory=list)
    limitations: list[Limitation] = field(default_factory=list)
    checksum: list[bytes] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Group:
    """Files that become ConfigMaps of this name, in their order: key -> content; `labels` beside the usual ones."""

    name: str
    file: str
    entries: Mapping[str, bytes]
    labels: Mapping[str, str] = field(default_factory=dict)


def file_mounts(
    service: ServicePlan, files: Iterable[PlacedFile], inputs: Inputs, part_of: str, hosts: Collection[str]
) -> FileMounts:
    """`files` are those of the service that are mounted. `hosts`: the services of the lab."""
    result = FileMounts()
    common = names.labels(names.object_name(service.name), part_of, service.component)
    placed = [file for file in files if file.target]
    keys = _keys([file.target for file in placed])
    public: dict[str, PlacedFile] = {}
    for file in placed:
        key = keys[file.target]
        if file.slot == "secrets" or secret_paths(file.text, hosts):
            _add_secret(result, service, key, file.path, file.target)
        elif _too_large(result, service, file.source, len(file.text.encode())):
            continue
        elif file.slot == "dashboards":
            _add_dashboard(result, service, key, file, common)
        else:
            public[key] = file
    group = _Group(f"{service.name}-files", "", {key: file.text.encode() for key, file in public.items()})
    volumes = _add_config_maps(result, service, group, common)
    for key, file in public.items():
        result.mounts.append(_of_file(volumes[key], key, file.target))
    for entry in map(mount, service.compose.get("volumes", ())):
        if entry.type == "bind" and not entry.of_host:
            _add_mounted(result, service, entry, inputs, common, hosts)
    return result


def _add_dashboard(
    result: FileMounts, service: ServicePlan, key: str, file: PlacedFile, common: Mapping[str, str]
) -> None:
    """One ConfigMap each: the sidecar of a Grafana that looks for this label loads them too."""
    stem = re.sub(r"\.json$", "", key)
    group = _Group(
        f"{service.name}-dashboard-{stem}", file.source, {key: file.text.encode()}, {"grafana_dashboard": "1"}
    )
    volumes = _add_config_maps(result, service, group, common)
    result.mounts.append(_of_file(volumes[key], key, file.target))


def _add_mounted(
    result: FileMounts,
    service: ServicePlan,
    entry: Mount,
    inputs: Inputs,
    common: Mapping[str, str],
    hosts: Collection[str],
) -> None:
    """A file or a folder of the project."""
    path = plain(entry.source).removeprefix("./")
    content = inputs.mounted.get(path, MountedContent({}))
    secret = {
        inside
        for inside, data in content.files.items()
        if is_secret_file(inside or path.rpartition("/")[2]) or secret_paths(data.decode("utf-8", "replace"), hosts)
    }
    target = plain(entry.target)
    base = path.rpartition("/")[2]
    if not content.files:
        why = f"{base}, mounted at {target}, is empty"
        result.limitations.append(Limitation(service.name, f"is without {target}", why, "put a file into it"))
    elif list(content.files) == [""]:
        _add_mounted_file(result, service, path, target, content.files[""], common, bool(secret))
    else:
        _add_mounted_folder(result, service, path, target, content, common, secret)


def _add_mounted_file(
    result: FileMounts,
    service: ServicePlan,
    path: str,
    target: str,
    content: bytes,
    common: Mapping[str, str],
    secret: bool,
) -> None:
    base = path.rpartition("/")[2]
    key = _key(base)
    if secret:
        _add_secret(result, service, key, path, target)
    elif not _too_large(result, service, base, len(content)):
        group = _Group(f"{service.name}-{base}", base, {key: content})
        volumes = _add_config_maps(result, service, group, common)
        result.mounts.append(_of_file(volumes[key], key, target))


def _add_mounted_folder(
    result: FileMounts,
    service: ServicePlan,
    path: str,
    target: str,
    content: MountedContent,
    common: Mapping[str, str],
    secret: Collection[str],
) -> None:
    """Each file is mounted by itself, so that those of several ConfigMaps lie beside one another."""
    base = path.rpartition("/")[2]
    keys = _keys(sorted(content.files))
    public = {}
    for inside, key in keys.items():
        if inside in secret:
            _add_secret(result, service, key, f"{path}/{inside}", f"{target}/{inside}")
        elif not _too_large(result, service, f"{base}/{inside}", len(content.files[inside])):
            public[key] = inside
    group = _Group(f"{service.name}-{base}", base, {key: content.files[inside] for key, inside in public.items()})
    volumes = _add_config_maps(result, service, group, common)
    for key, inside in public.items():
        result.mounts.append(_of_file(volumes[key], key, f"{target}/{inside}"))


def _too_large(result: FileMounts, service: ServicePlan, file: str, size: int) -> bool:
    if size <= _FULL:
        return False
    why = f"it has {format_size(size)}, and a ConfigMap holds at most 1MiB"
    fix = "put it into the image, or let an init container fetch it"
    result.limitations.append(Limitation(service.name, f"is without its file {file}", why, fix))
    return True


def _add_secret(result: FileMounts, service: ServicePlan, key: str, path: str, target: str) -> None:
    name = names.object_name(f"{service.name}-files")
    volume = names.object_name(f"{service.name}-secret-files")
    if all(entry["name"] != volume for entry in result.volumes):
        result.volumes.append({"name": volume, "secret": {"secretName": name}})
    result.mounts.append(_of_file(volume, key, target))
    result.secrets.append(SecretKey(name, key, service.name, file=path))


def _of_file(volume: str, key: str, target: str) -> dict[str, Any]:
    """One file, so that what the image has beside it stays."""
    return {"name": volume, "mountPath": target, "subPath": key, "readOnly": True}


def _add_config_maps(
    result: FileMounts, service: ServicePlan, group: _Group, common: Mapping[str, str]
) -> dict[str, str]:
    """Key -> the name of the volume that has it."""
    volumes: dict[str, str] = {}
    parts: list[dict[str, bytes]] = []
    size = _FULL
    for key, content in group.entries.items():
        if size + len(content) > _FULL:
            parts.append({})
            size = 0
        parts[-1][key] = content
        size += len(content)
    for number, part in enumerate(parts, 1):
        name = names.object_name(group.name if number == 1 else f"{group.name}-{number}")
        result.objects.append(_config_map(service, name, group, part, common))
        result.volumes.append({"name": name, "configMap": {"name": name}})
        result.checksum.extend([name.encode(), *(item for pair in part.items() for item in _bytes(pair))])
        volumes.update(dict.fromkeys(part, name))
    return volumes


def _bytes(pair: tuple[str, bytes]) -> tuple[bytes, bytes]:
    return pair[0].encode(), pair[1]


def _config_map(
    service: ServicePlan, name: str, group: _Group, part: Mapping[str, bytes], common: Mapping[str, str]
) -> KubernetesObject:
    texts: dict[str, str] = {}
    binary: dict[str, str] = {}
    for key, content in part.items():
        try:
            texts[key] = content.decode("utf-8")
        except UnicodeDecodeError:
            binary[key] = base64.b64encode(content).decode("ascii")
    values = names.without_empty({"data": texts, "binaryData": binary})
    metadata = {"name": name, "labels": {**common, **group.labels}}
    return KubernetesObject(
        Origin(names.object_name(service.name), group.file),
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, **values},
    )


def _keys(paths: Iterable[str]) -> dict[str, str]:
    """Path -> a key of its own: the file's name, with the folders before it where several have the same."""
    given = list(dict.fromkeys(paths))
    keys: dict[str, str] = {}
    taken: set[str] = set()
    for path in given:
        parts = path.strip("/").split("/")
        key = next(
            (key for length in range(1, len(parts) + 1) if (key := _key("_".join(parts[-length:]))) not in taken),
            _key(f"{path}-{names.digest(path)[:8]}"),
        )
        taken.add(key)
        keys[path] = key
    return keys


def _key(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]", "_", name)[-253:]
