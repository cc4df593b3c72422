"""What the parts of an export share: what each needs to know, and what each adds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from lab.export.lab_cluster import Account
from lab.export.model import ExportOptions, Inputs, KubernetesObject, Limitation, PushedImage, SecretKey
from lab.export.pods import NamedVolumes


@dataclass(frozen=True, slots=True)
class ExportContext:
    """`part_of`: the value of the label of all objects; `hosts`: the names of the lab's services; `volumes`: its named
    volumes; `accounts`: service -> the account that it acts as, where the scenario says so."""

    options: ExportOptions
    inputs: Inputs
    part_of: str
    hosts: Collection[str]
    volumes: NamedVolumes
    accounts: Mapping[str, Account] = field(default_factory=dict)


@dataclass(slots=True)
class Parts:
    """What services become."""

    objects: list[KubernetesObject] = field(default_factory=list)
    limitations: list[Limitation] = field(default_factory=list)
    secrets: list[SecretKey] = field(default_factory=list)
    images: list[PushedImage] = field(default_factory=list)

    def add(self, more: Parts) -> None:
        self.objects += more.objects
        self.limitations += more.limitations
        self.secrets += more.secrets
        self.images += more.images
