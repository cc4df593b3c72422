"""The actions of a plan's steps, each with everything that is needed to execute it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from lab.configs.manifests import Manifest
from lab.record.planned import ScaledValue


@dataclass(frozen=True, slots=True)
class RequestPlan:
    """One request of a load's mix. `query` begins with `?` or is empty; `route` is the application's route label."""

    method: str
    route: str
    path: str
    query: str
    body: str | None


Verb: TypeAlias = Literal[
    "kill", "stop", "start", "restart", "pause", "unpause", "disconnect", "connect", "blackhole", "unblackhole"
]


@dataclass(frozen=True, slots=True)
class FaultPlan:
    """A fault of a service. `through` is the on-demand service that injects it; empty when the engine does."""

    verb: Verb
    service: str
    through: str = ""


@dataclass(frozen=True, slots=True)
class LoadPlan:
    """A load at a constant rate (requests per second) for `seconds`.

    `order` is a cycle of indexes into `requests`: request n of the load is that at n modulo its length. `fault` is
    injected when the load has gone on for `fault_after` seconds.
    """

    name: str
    service: str
    port: int
    rate: float
    seconds: float
    requests: tuple[RequestPlan, ...]
    order: tuple[int, ...]
    fault: FaultPlan | None = None
    fault_after: float = 0.0

    @property
    def asked(self) -> int:
        """How many requests the load should send: rate times duration."""
        return round(self.rate * self.seconds)


@dataclass(frozen=True, slots=True)
class CallPlan:
    """One HTTP request to a service. `status` None: any 2xx is accepted."""

    service: str
    port: int
    method: str
    path: str
    body: str | None
    content_type: str
    status: int | None
    says: str | None


@dataclass(frozen=True, slots=True)
class SilencePlan:
    """A silence in the Alertmanager `service`, for `seconds`."""

    service: str
    matchers: Mapping[str, str]
    seconds: float
    comment: str


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """The import of a dashboard into the Grafana `service`. `dashboard` is the text of the file."""

    service: str
    file: str
    dashboard: str
    inputs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ChangePlan:
    """A change of files. `texts`: path in the rendered tree -> new text."""

    texts: Mapping[str, str]
    changed: tuple[ScaledValue, ...]


@dataclass(frozen=True, slots=True)
class ManifestPlan:
    """Objects that are applied to the Kubernetes API, or deleted from it, through `service`."""

    verb: Literal["apply", "delete"]
    service: str
    objects: tuple[Manifest, ...]


Action: TypeAlias = LoadPlan | FaultPlan | CallPlan | SilencePlan | ImportPlan | ChangePlan | ManifestPlan | None
