"""The model of a component.yaml: image, Compose service, ports, roles, files and readiness."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, TypeAlias

from pydantic import Field, model_validator

from lab.language.compose.fields import ComponentService, ContainerPort, NamedVolumes
from lab.language.compose.grants import grants
from lab.language.compose.image_references import invalid_reference
from lab.language.quantities import Bytes
from lab.language.strict_model import Strict
from lab.scenario.component_use import Ready, RoleOf

HostName: TypeAlias = Annotated[str, Field(pattern=r"^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$")]


class ImageSource(Strict):
    """Where the image comes from: an official reference, with a recipe for when it is not available, or a build."""

    reference: str | None = Field(None, description="official image, pinned to a version. Default: none, see 'build'")
    recipe: str | None = Field(
        None,
        description="folder with a Dockerfile that builds an image with the same interface as the official one, used "
        "when that is not available. Default: none",
    )
    known_as: tuple[str, ...] = Field(
        (),
        description="further repositories of official images with the same interface, without registry and tag, by "
        "which a service of a Compose file is recognized: grafana/grafana-oss. Default: none",
    )
    built_has: Mapping[str, tuple[str, ...]] = Field(
        default_factory=dict,
        description="where an image built by 'recipe' has less than the official one: section of the configuration, or "
        "a key with '*' -> the names it has. Default: it has everything",
    )
    build: str | None = Field(
        None, description="folder with the Dockerfile of our own software, instead of 'reference'"
    )
    bases: Mapping[str, str] = Field(
        default_factory=dict, description="build argument -> base image of stacks/_bases. Default: none"
    )
    args: Mapping[str, str] = Field(default_factory=dict, description="build argument -> value. Default: none")

    @model_validator(mode="after")
    def _one_source(self) -> ImageSource:
        if bool(self.reference) == bool(self.build):
            raise ValueError("give either 'reference' (official image) or 'build' (our own)")
        if reason := unpinned_reason(self.reference):
            raise ValueError(f"'reference' {reason}")
        return self


def unpinned_reason(reference: str | None) -> str | None:
    """Why an image reference is not pinned to a version; None when it is, or when there is no reference."""
    return invalid_reference(reference) if reference else None


class FileSlot(Strict):
    """A file, or with `many` any number of files, that a scenario may give, and where it goes in the container."""

    renamed: ClassVar[Mapping[str, str]] = {"past": "backfill", "brings": "compose"}

    to: str = Field(description="path in the container; with 'many' a folder")
    many: bool = Field(False, description="takes any number of files. Default: false")
    further: str | None = Field(
        None,
        description="flag of the command that names a further file, for example '--config'; with it the slot takes "
        "several files, which lie beside the first one. Default: none, the slot takes one file",
    )
    endings: tuple[str, ...] = Field(
        (), description="with 'many': endings of the files that are taken from a folder. Default: all files"
    )
    default: str | None = Field(
        None, description="file of the component that is used when the scenario gives none. Default: none"
    )
    backfill: bool = Field(
        False,
        description="the file has samples to backfill, in the series notation of promtool's unit tests; the container "
        "gets them as OpenMetrics text with timestamps in seconds relative to the start. Default: false",
    )
    compose: ComponentService = Field(
        default_factory=dict,
        description="keys merged into the Compose service when the scenario gives this file, for example another "
        "entrypoint. Default: none",
    )


class Link(Strict):
    """A page of the service for a browser."""

    port: str = Field(description="name of the port")
    path: str = Field("/", description="path of the page. Default: /")
    title: str = Field(description="what the link is called")
    api_only_when_built: bool = Field(
        False, description="an image built by the recipe has the API but no web UI. Default: false"
    )


class Login(Strict):
    """The user and password for the service. A lab's ports are published on 127.0.0.1 only."""

    user: str
    password: str


class Component(Strict):
    """A piece of software that scenarios can use as a service."""

    title: str = Field(description="what it is, in one line")
    image: ImageSource
    ports: Mapping[str, ContainerPort] = Field(
        default_factory=dict, description="name -> container port. Default: none"
    )
    roles: Mapping[str, RoleOf] = Field(
        default_factory=dict,
        description="role in which lab queries it, for example prometheus -> name of its port, or a mapping. "
        "Default: none",
    )
    ready: Ready | None = Field(
        None, description="when the service counts as ready. Default: as its Compose health check says"
    )
    service: ComponentService = Field(
        default_factory=dict, description="the Compose service, without image, ports and container name"
    )
    aliases: tuple[HostName, ...] = Field(
        (), description="further host names under which the services of the lab reach it. Default: none"
    )
    because: Mapping[str, str] = Field(
        default_factory=dict,
        description="key of the Compose service -> why it needs more than a scenario may ask for, or less limits than "
        "every container gets. Default: none",
    )
    files: Mapping[str, FileSlot] = Field(
        default_factory=dict, description="name -> a file that scenarios may give. Default: none"
    )
    links: tuple[Link, ...] = Field((), description="pages for a browser. Default: none")
    login: Login | None = Field(None, description="user and password that requests need. Default: none")
    volumes: NamedVolumes = Field(
        default_factory=dict,
        description="named volumes, as Compose defines them; services with a volume of the same name share it. "
        "Default: none",
    )
    memory: Bytes = Field(
        128 * 1024 * 1024, description="estimated memory use, to plan how many labs run at once. Default: 128MiB"
    )

    renamed: ClassVar[Mapping[str, str]] = {"privileged_because": "because"}

    @model_validator(mode="after")
    def _known_ports(self) -> Component:
        roles, links = (role.port for role in self.roles.values()), (link.port for link in self.links)
        named = [*roles, *links, *([self.ready.port] if self.ready else [])]
        for port in named:
            if port not in self.ports:
                raise ValueError(f"there is no port {port!r}; known: {', '.join(self.ports) or 'none'}")
        return self

    @model_validator(mode="after")
    def _reasons_for_grants(self) -> Component:
        given = [grant for service in (self.service, *self._slot_services()) for grant in grants(service)]
        for grant in given:
            if not self.because.get(grant.key, "").strip():
                raise ValueError(
                    f"the service {grant.text}: give the reason under 'because', 'because: {{{grant.key}: ...}}'"
                )
        for key in self.because:
            if key not in {grant.key for grant in given}:
                raise ValueError(f"'because' has a reason for {key!r}, which needs none; remove it")
        return self

    def _slot_services(self) -> tuple[Mapping[str, Any], ...]:
        return tuple(slot.compose for slot in self.files.values())


@dataclass(frozen=True, slots=True)
class ComponentSource:
    """A component with its folder and the texts of the default files of its slots. `shipped`: it comes with lab."""

    name: str
    folder: str
    component: Component
    defaults: Mapping[str, str]
    display_path: str = ""
    shipped: bool = True


class Base(Strict):
    """A base image that recipes build on: the official one where it is available, else built from the same folder."""

    reference: str = Field(description="official image, pinned to a version")
    bases: Mapping[str, str] = Field(
        default_factory=dict, description="build argument -> base image of stacks/_bases. Default: none"
    )
