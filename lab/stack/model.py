"""What a component offers: its image, its Compose service, ports, roles, files it takes and when it is ready."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import Field, model_validator

from lab.language.quantities import Bytes
from lab.language.strict_model import Strict
from lab.scenario.model import Ready


class ImageSource(Strict):
    """Where the image comes from: an official reference with a recipe for where it cannot be had, or our own build."""

    reference: str | None = Field(None, description="official reference, pinned")
    recipe: str | None = Field(None, description="folder with the Dockerfile that keeps the official contract")
    build: str | None = Field(None, description="folder with the Dockerfile, for software of our own")
    bases: Mapping[str, str] = Field(default_factory=dict, description="build argument -> base of stacks/_bases")
    args: Mapping[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_source(self) -> ImageSource:
        if bool(self.reference) == bool(self.build):
            raise ValueError("give either 'reference' (official image) or 'build' (our own)")
        if self.reference and (":" not in self.reference.rpartition("/")[2] or self.reference.endswith(":latest")):
            raise ValueError("pin 'reference' to a version; never 'latest'")
        return self


class FileSlot(Strict):
    """A file, or with `many` any number of them, that a scenario may give: where it goes in the container."""

    to: str = Field(description="path in the container; a folder when 'many'")
    many: bool = False
    default: str | None = Field(None, description="a file of the component, used when the scenario gives none")
    backfill: bool = Field(
        False,
        description="the file holds past samples in the notation of promtool's unit tests; the container gets them as "
        "OpenMetrics text with timestamps in seconds before the start. Default: false",
    )
    compose: Mapping[str, Any] = Field(
        default_factory=dict,
        description="keys merged into the Compose service when a scenario gives this file, for instance another "
        "entrypoint",
    )


class Link(Strict):
    """What a person may open."""

    port: str
    path: str = "/"
    title: str
    api_only_when_built: bool = Field(False, description="our recipe leaves the web UI out")


class Login(Strict):
    """What a person, and lab itself, signs in with. A lab's ports are on loopback only."""

    user: str
    password: str


class Component(Strict):
    title: str
    image: ImageSource
    ports: Mapping[str, int] = Field(default_factory=dict)
    roles: Mapping[str, str] = Field(default_factory=dict, description="role -> port")
    ready: Ready | None = None
    service: Mapping[str, Any] = Field(default_factory=dict, description="a Compose service, as one would write it")
    files: Mapping[str, FileSlot] = Field(default_factory=dict)
    links: tuple[Link, ...] = ()
    login: Login | None = None
    volumes: Mapping[str, Mapping[str, Any]] = Field(
        default_factory=dict, description="named volumes, as Compose defines them; services of a lab share them by name"
    )
    memory: Bytes = 128 * 1024 * 1024
    privileged_because: str | None = None

    @model_validator(mode="after")
    def _known_ports(self) -> Component:
        named = [*self.roles.values(), *(link.port for link in self.links), *([self.ready.port] if self.ready else [])]
        for port in named:
            if port not in self.ports:
                raise ValueError(f"no port is called {port!r}; there are: {', '.join(self.ports) or 'none'}")
        if self.service.get("privileged") and not self.privileged_because:
            raise ValueError("a privileged component says why: 'privileged_because'")
        return self


@dataclass(frozen=True, slots=True)
class FoundComponent:
    """A component and where it was found: `folder` on disk, and the small text files its slots default to."""

    name: str
    folder: str
    component: Component
    defaults: Mapping[str, str]


class Base(Strict):
    """A base image that recipes build on: official where it can be had, ours where it cannot."""

    reference: str
    bases: Mapping[str, str] = Field(default_factory=dict)
