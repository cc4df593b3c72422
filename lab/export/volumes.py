"""Volumes that hold data: emptyDirs, and PersistentVolumeClaims where a named volume must outlive a pod."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from lab.export import names
from lab.export.model import ExportOptions, KubernetesObject, Limitation, Origin
from lab.export.pods import NamedVolumes, Pod
from lab.export.text import plain
from lab.language.compose.mounts import Mount, mount
from lab.language.compose.values import size
from lab.plan.model import ServicePlan

_QUANTITY = {"": "", "k": "Ki", "m": "Mi", "g": "Gi"}


@dataclass(slots=True)
class DataMounts:
    """`volumes` of the pod by name, and `mounts` of the container."""

    volumes: dict[str, dict[str, Any]] = field(default_factory=dict)
    mounts: list[dict[str, Any]] = field(default_factory=list)
    objects: list[KubernetesObject] = field(default_factory=list)
    limitations: list[Limitation] = field(default_factory=list)

    @property
    def persistent(self) -> bool:
        return any("persistentVolumeClaim" in volume for volume in self.volumes.values())


def data_mounts(
    service: ServicePlan, pod: Pod, volumes: NamedVolumes, options: ExportOptions, part_of: str
) -> DataMounts:
    result = DataMounts()
    for index, text in enumerate(service.compose.get("tmpfs", ()), 1):
        path, _, given = plain(text).partition(":")
        _add(result, f"{service.name}-tmpfs-{index}", _memory(given), path)
    if shared_memory := service.compose.get("shm_size"):
        _add(result, f"{service.name}-shm", _memory(f"size={shared_memory}"), "/dev/shm")  # noqa: S108 - of the container
    for index, entry in enumerate(map(mount, service.compose.get("volumes", ())), 1):
        if entry.type == "tmpfs":
            limit = dict(entry.tmpfs).get("size")
            _add(result, f"{service.name}-tmpfs-at-{index}", _memory(f"size={limit}" if limit else ""), entry.target)
        elif entry.type == "volume" and not entry.source:
            _add(result, f"{service.name}-volume-{index}", {"emptyDir": {}}, entry.target)
        elif entry.type == "volume":
            _add_named(result, service, entry, pod, volumes, options, part_of)
    return result


def _add(result: DataMounts, name: str, source: dict[str, Any], path: str, read_only: bool = False) -> None:
    volume = names.object_name(name)
    result.volumes[volume] = {"name": volume, **source}
    mounted = {"name": volume, "mountPath": plain(path)}
    result.mounts.append({**mounted, "readOnly": True} if read_only else mounted)


def _add_named(
    result: DataMounts,
    service: ServicePlan,
    entry: Mount,
    pod: Pod,
    volumes: NamedVolumes,
    options: ExportOptions,
    part_of: str,
) -> None:
    options_of_driver = volumes.definitions.get(entry.source, {}).get("driver_opts", {})
    in_memory = options_of_driver.get("type") == "tmpfs"
    users = volumes.users[entry.source]
    others = [name for name in users if name != service.name]
    speaks = service.name == users[0]  # for all who mount it
    if in_memory:
        source = _memory(str(options_of_driver.get("o", "")))
    elif entry.source in pod.shared:
        source = {"emptyDir": {}}
    else:
        claim = names.object_name(entry.source)
        source = {"persistentVolumeClaim": {"claimName": claim}}
        if speaks and claim not in result.volumes:
            result.objects.append(_claim(service, claim, bool(others), options, part_of))
    _add(result, entry.source, source, entry.target, entry.read_only)
    if others and speaks and entry.source not in pod.shared:
        result.limitations.append(_shared(service, entry.source, others, in_memory))


def _shared(service: ServicePlan, volume: str, others: Sequence[str], in_memory: bool) -> Limitation:
    where = f"the volume {volume} with {', '.join(others)}"
    if in_memory:
        why = "they cannot be in one pod, because they listen on the same ports, and memory is not shared by pods"
        return Limitation(service.name, f"does not share {where}", why, "let one of them listen on other ports")
    why = "they cannot be in one pod, because they listen on the same ports"
    fix = "the cluster needs a default StorageClass with the access mode ReadWriteMany; or ports that differ"
    return Limitation(service.name, f"shares {where}", why, fix, lost=False)


def _memory(options: str) -> dict[str, Any]:
    """A tmpfs. Its owner and mode cannot be chosen: everybody in the pod may write to it."""
    limit = next(
        (value for name, _, value in (part.partition("=") for part in options.split(",")) if name == "size"), ""
    )
    if not limit or limit.endswith("%"):
        return {"emptyDir": {"medium": "Memory"}}
    return {"emptyDir": {"medium": "Memory", "sizeLimit": quantity(limit)}}


def quantity(text: str) -> str:
    """A size of Compose as Kubernetes writes it: `32000k` is `32000Ki`, `1073741824` is `1Gi`."""
    match = re.fullmatch(r"(\d+)([kmg]?)b?", text.lower())
    if match and match[2]:
        return f"{match[1]}{_QUANTITY[match[2]]}"
    return bytes_quantity(size(text if not text.isdigit() else int(text)))


def bytes_quantity(amount: int) -> str:
    """Bytes in the largest unit that is exact."""
    for unit, factor in (("Gi", 1024**3), ("Mi", 1024**2), ("Ki", 1024)):
        if amount and amount % factor == 0:
            return f"{amount // factor}{unit}"
    return str(amount)


def _claim(service: ServicePlan, name: str, shared: bool, options: ExportOptions, part_of: str) -> KubernetesObject:
    content = {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": name, "labels": names.labels(names.object_name(service.name), part_of, service.component)},
        "spec": {
            "accessModes": ["ReadWriteMany" if shared else "ReadWriteOnce"],
            "resources": {"requests": {"storage": options.volume_size}},
        },
    }
    return KubernetesObject(Origin(names.object_name(service.name)), content)
