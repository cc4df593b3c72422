"""The services of a scenario: what each is made of, when it is ready, and how it is queried."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from lab.language.compose.fields import ContainerPort, NamedVolumes, ScenarioService
from lab.language.quantities import Seconds
from lab.language.strict_model import Strict
from lab.scenario.kubernetes import ServiceAccount

_SERVICE_NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}")


def service_name(name: str) -> str:
    """It becomes a host name, a folder and a key of the Compose file."""
    if not _SERVICE_NAME.fullmatch(name):
        raise ValueError(
            f"{name!r} is not a service name; use letters, digits, '-', '_' and '.', beginning with a letter or digit"
        )
    return name


class Ready(Strict):
    """When a service counts as ready: an HTTP request to it gets a 2xx response."""

    path: str = Field("/", description="path of the request. Default: /")
    port: str = Field(description="name of the port")
    within: Seconds = Field(60.0, description="deadline after the start. Default: 1m")


class Role(Strict):
    """Where a service is queried in a role."""

    port: str = Field(description="name of the port")
    path: str = Field(
        "",
        pattern=r"^(/[^?#]*[^/?#])?$",
        description="what the paths of its API begin with, for example /prometheus. Default: nothing",
    )


def _role(value: Any) -> Any:
    """`prometheus: http` is short for `prometheus: {port: http}`."""
    return {"port": value} if isinstance(value, str) else value


RoleOf = Annotated[Role, BeforeValidator(_role, json_schema_input_type=str | Role)]


class View(Strict):
    """Another way to ask a service: as a tenant, for example, or without deduplication."""

    headers: Mapping[str, str] = Field(
        default_factory=dict, description="header of each request, for example X-Scope-OrgID -> value. Default: none"
    )
    params: Mapping[str, str] = Field(
        default_factory=dict, description="query parameter of each request, for example dedup -> value. Default: none"
    )

    @model_validator(mode="after")
    def _something(self) -> View:
        if not self.headers and not self.params:
            raise ValueError("a view needs 'headers' or 'params': without them it is the service itself")
        return self


class ComponentUse(Strict):
    """One service of the architecture: a component of `stacks/` or `sample_apps/`, or an image or folder of yours."""

    noun: ClassVar[str] = "component"

    use: str | None = Field(None, description="folder name of the component. Default: the service's own name")
    image: str | None = Field(None, description="an image of yours instead of a component, pinned to a version")
    build: str | None = Field(
        None, description="a folder of yours with a Dockerfile instead of a component, beside the scenario file"
    )
    args: Mapping[str, str] = Field(default_factory=dict, description="build argument -> value. Default: none")
    bases: Mapping[str, str] = Field(
        default_factory=dict,
        description="with 'build': build argument -> base image of stacks/_bases, for example python. Default: none",
    )
    files: Mapping[str, str | tuple[str, ...]] = Field(
        default_factory=dict,
        description="file slot of the component, for example 'config' -> file of the scenario, or several where the "
        "slot takes many. Default: the component's own files",
    )
    flags: tuple[str, ...] = Field((), description="arguments appended to the component's command. Default: none")
    env: Mapping[str, str] = Field(default_factory=dict, description="environment variables. Default: none")
    ports: Mapping[str, ContainerPort] = Field(
        default_factory=dict, description="for an image or folder of yours: name -> container port. Default: none"
    )
    ready: Ready | None = Field(None, description="when the service counts as ready. Default: as the component says")
    service: ScenarioService = Field(
        default_factory=dict,
        description="further keys of the Compose service, in any of Compose's spellings; they replace the component's, "
        "and 'environment' and 'labels' are merged",
    )
    volumes: NamedVolumes = Field(
        default_factory=dict,
        description="named volumes that 'volumes' of the service mounts, as Compose defines them. Default: none",
    )
    optional: bool = Field(
        False,
        description="when the image is not available, run without this service and the expectations that need it. "
        "Default: false",
    )
    roles: Mapping[str, RoleOf] = Field(
        default_factory=dict,
        description="for an image or folder of yours: role, for example prometheus -> name of its port, or a mapping. "
        "Default: none",
    )
    service_account: ServiceAccount | None = Field(
        None,
        description="with 'kubernetes': namespace/name of the service account as which it talks to the API, with the "
        "token and the environment variables that a pod has; its roles come from manifests. Default: none",
    )
    views: Mapping[Annotated[str, AfterValidator(service_name)], View] = Field(
        default_factory=dict,
        description="name -> headers and query parameters; expectations name it in 'ask' as they name a service. "
        "Default: none",
    )
