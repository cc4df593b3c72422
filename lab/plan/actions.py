"""What the steps of a plan do to a lab: the load, the fault, the call, each with all it needs to be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from lab.record.planned import ScaledValue


@dataclass(frozen=True, slots=True)
class RequestPlan:
    """One entry of a load's fixed list. `route` is the template that the application's labels carry."""

    method: str
    route: str
    path: str
    query: str
    body: str | None


@dataclass(frozen=True, slots=True)
class LoadPlan:
    """`order` is the cycle of indexes into `requests`, taken by iteration number."""

    name: str
    service: str
    port: int
    rate: float
    seconds: float
    requests: tuple[RequestPlan, ...]
    order: tuple[int, ...]

    @property
    def asked(self) -> int:
        """How many requests the rate and the time ask for."""
        return round(self.rate * self.seconds)


Verb: TypeAlias = Literal[
    "kill", "stop", "start", "restart", "pause", "unpause", "disconnect", "connect", "blackhole", "unblackhole"
]


@dataclass(frozen=True, slots=True)
class FaultPlan:
    """`through` is the on-demand service that does it, for what the engine alone cannot do."""

    verb: Verb
    service: str
    through: str = ""


@dataclass(frozen=True, slots=True)
class CallPlan:
    """One HTTP request to a service. `status` None: any 2xx will do."""

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
    service: str
    matchers: Mapping[str, str]
    seconds: float
    comment: str


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """`dashboard` is the file's text."""

    service: str
    file: str
    dashboard: str
    inputs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ChangePlan:
    """Path in the rendered tree -> its new text, for each file of the lab that changes."""

    texts: Mapping[str, str]
    changed: tuple[ScaledValue, ...]


Action: TypeAlias = LoadPlan | FaultPlan | CallPlan | SilencePlan | ImportPlan | ChangePlan | None
