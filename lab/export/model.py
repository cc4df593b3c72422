"""What an export is: objects of Kubernetes with what each was made of, what is not exported, and what must exist."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Origin:
    """What an object was made of: a service of the plan, empty for the lab as a whole, and the file, if it is one's."""

    service: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class KubernetesObject:
    """`content` as YAML has it; it has no namespace, which kustomization.yaml gives to all."""

    origin: Origin
    content: Mapping[str, Any]

    @property
    def kind(self) -> str:
        return str(self.content["kind"])

    @property
    def name(self) -> str:
        return str(self.content["metadata"]["name"])

    @property
    def path(self) -> str:
        """In the exported folder: `prometheus/deployment.yaml`, `prometheus/configmap-prometheus-files.yaml`."""
        kind = self.kind.lower()
        if not self.origin.service:
            return f"{kind}.yaml"
        file = kind if self.name == self.origin.service else f"{kind}-{self.name}"
        return f"{self.origin.service}/{file}.yaml"


@dataclass(frozen=True, slots=True)
class Limitation:
    """Something of a service that the export has not, or has otherwise. `lost`: what the lab shows cannot be shown by
    the export as it is; else it is only to be known."""

    service: str
    what: str
    why: str
    fix: str
    lost: bool = True


@dataclass(frozen=True, slots=True)
class SecretKey:
    """A key of a Secret that must exist before the export is applied; its value is never written.

    `variable` is the environment variable that gets it, `file` the path of the rendered folder that it is the content
    of; one of them is empty.
    """

    secret: str
    key: str
    service: str
    variable: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class PushedImage:
    """An image that exists only where it was built: `local` is called `pushed` in the export."""

    component: str
    local: str
    pushed: str


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """`registry`: the prefix of images that are built, empty if there is none. `operator`: scrape jobs and rule files
    become ServiceMonitors and PrometheusRules. `helm_values`: for the chart kube-prometheus-stack, whose operator then
    runs Prometheus; implies `operator`. `volume_size`: of each PersistentVolumeClaim."""

    namespace: str
    registry: str = ""
    operator: bool = False
    helm_values: bool = False
    volume_size: str = "1Gi"


@dataclass(frozen=True, slots=True)
class MountedContent:
    """The bytes of what a service mounts of the project, by path below it; of a single file under the path ''."""

    files: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the plan does not hold: `images` are the names of built images by service, `mounted` the contents of
    mounted files and folders by their path in the rendered tree."""

    images: Mapping[str, str] = field(default_factory=dict)
    mounted: Mapping[str, MountedContent] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Export:
    scenario: str
    title: str
    namespace: str
    objects: tuple[KubernetesObject, ...]
    limitations: tuple[Limitation, ...]
    secrets: tuple[SecretKey, ...]
    images: tuple[PushedImage, ...]
    labels: Mapping[str, str]
    helm_values: Mapping[str, Any] | None = None
    scaled: bool = False

    @property
    def complete(self) -> bool:
        return not any(limitation.lost for limitation in self.limitations)
