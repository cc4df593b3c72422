"""What a scenario file may say. How it is read is `reading`; what follows from it is `lab.plan`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from lab.expectations import AnyExpectation
from lab.language.patch.model import Patch
from lab.language.quantities import PerSecond, Seconds
from lab.language.reasons import DeclaredReason
from lab.language.strict_model import Strict
from lab.scenario.actions import Call, Fault, Import, Silence


class Ready(Strict):
    path: str = "/"
    port: str
    within: Seconds = 60.0


_NOT_FOR_SCENARIOS = {
    "ports": "lab publishes ports itself, on 127.0.0.1 only",
    "privileged": "a component that needs it says why in its component.yaml",
    "network_mode": "a lab has a network of its own",
    "pid": "a lab keeps to its own processes",
    "ipc": "a lab keeps to its own memory",
    "cap_add": "a component that needs a capability says why in its component.yaml",
    "devices": "a lab does not touch the host's devices",
    "container_name": "two labs must be able to run side by side",
    "image": "say 'image' of the component itself",
    "build": "say 'build' of the component itself",
    "profiles": "every component starts with the lab",
}


def _harmless(service: Mapping[str, Any]) -> Mapping[str, Any]:
    for key, why in _NOT_FOR_SCENARIOS.items():
        if key in service:
            raise ValueError(f"{key!r} is not for a scenario to set: {why}")
    if "docker.sock" in str(service.get("volumes", "")):
        raise ValueError("the engine's socket is the host's key: ask through the component docker-proxy")
    return service


class ComponentUse(Strict):
    """One service of the architecture: a component of `stacks/` or `sample_apps/`, or an image or folder of yours."""

    use: str | None = Field(None, description="the component's folder; the service's own name when not given")
    image: str | None = Field(None, description="an image of yours instead of a component")
    build: str | None = Field(None, description="a folder of yours with a Dockerfile instead of a component")
    args: Mapping[str, str] = Field(default_factory=dict, description="build arguments")
    bases: Mapping[str, str] = Field(
        default_factory=dict, description="with 'build': build argument -> base of stacks/_bases, for instance python"
    )
    files: Mapping[str, str | tuple[str, ...]] = Field(
        default_factory=dict, description="slot of the component -> file"
    )
    flags: tuple[str, ...] = Field((), description="appended to the component's command")
    env: Mapping[str, str] = Field(default_factory=dict)
    ports: Mapping[str, int] = Field(default_factory=dict, description="for an image or folder of yours: name -> port")
    ready: Ready | None = None
    service: Annotated[Mapping[str, Any], AfterValidator(_harmless)] = Field(
        default_factory=dict, description="further keys of the Compose service"
    )
    volumes: Mapping[str, Mapping[str, Any]] = Field(
        default_factory=dict, description="named volumes this service mounts, as Compose defines them"
    )
    optional: bool = Field(False, description="left out, with its expectations, when its image cannot be had")
    roles: Mapping[str, str] = Field(default_factory=dict, description="for an image or folder of yours: role -> port")


class MixEntry(Strict):
    weight: int = Field(ge=1)
    query: Mapping[str, str] = Field(default_factory=dict)
    body: Any = None
    route: str | None = Field(None, description="what the application calls this route, when not the path as it stands")


_REQUEST = re.compile(r"(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) /[^?\s]*")


def _request(key: str) -> str:
    if not _REQUEST.fullmatch(key):
        raise ValueError(f"{key!r} is not a request; write for instance 'GET /api/items/{{id}}', its query beside it")
    return key


def _weight_alone(value: Any) -> Any:
    """`GET /x: 8` is short for `GET /x: {weight: 8}`."""
    return {"weight": value} if isinstance(value, int) and not isinstance(value, bool) else value


_Weighted = Annotated[MixEntry, BeforeValidator(_weight_alone, json_schema_input_type=int | MixEntry)]


class Load(Strict):
    """Requests at a constant arrival rate; `mix` is taken in a fixed order, so that counts are known beforehand."""

    name: str
    to: str = Field(description="a service with an http port")
    rate: PerSecond
    for_: Seconds = Field(alias="for", gt=0, le=600, description="bounded: at most 10m")
    mix: Mapping[Annotated[str, AfterValidator(_request)], _Weighted] = Field(
        min_length=1, description="'GET /api/items/{id}' -> weight"
    )


class Step(Strict):
    """One thing that happens, what must hold meanwhile (`throughout`) and what must come true after it (`expect`)."""

    name: str
    load: Load | None = None
    fault: Fault | None = None
    call: Call | None = None
    silence: Silence | None = None
    import_: Import | None = Field(None, alias="import")
    change: tuple[Patch, ...] = Field(
        (),
        description="changes to files of the running lab, a target added for instance; its services are not told",
    )
    wait: Mapping[str, AnyExpectation] = Field(default_factory=dict, description="named conditions to wait for first")
    throughout: Mapping[str, AnyExpectation] = Field(default_factory=dict)
    expect: Mapping[str, AnyExpectation] = Field(default_factory=dict)
    within: Seconds = Field(15.0, description="deadline of this step's expectations")

    def actions(self) -> tuple[str, ...]:
        """The keys of what it does, as the file spells them."""
        given = {
            "load": self.load,
            "fault": self.fault,
            "call": self.call,
            "silence": self.silence,
            "import": self.import_,
            "change": self.change or None,
        }
        return tuple(key for key, value in given.items() if value is not None)

    @model_validator(mode="after")
    def _one_action(self) -> Step:
        if len(self.actions()) > 1:
            raise ValueError(f"a step has one action, not {' and '.join(self.actions())}; make it several steps")
        if self.throughout and not self.actions():
            raise ValueError("'throughout' needs an action to hold during, for instance 'load' or 'fault'")
        if any(patch.in_ is None for patch in self.change):
            raise ValueError("a change is made in a file: say which with 'in'")
        return self


class Mutant(Strict):
    """The same scenario with something broken on purpose: what must then fail, and why."""

    patch: tuple[Patch, ...] = Field(min_length=1)
    fails: Mapping[str, DeclaredReason] = Field(description="expectation -> the reason it must fail for")
    may_fail: tuple[str, ...] = ()
    within: Seconds | None = Field(
        None, description="when failing as planned is enough; else a miss costs all its time"
    )

    @model_validator(mode="after")
    def _something_fails(self) -> Mutant:
        if not self.fails:
            raise ValueError("a mutant breaks something: name the expectations that must fail")
        return self


class Scenario(Strict):
    title: str
    why: str
    dialect: str | None = Field(
        None, description="a file of scenarios/dialects: what this instrumentation calls things"
    )
    components: Mapping[str, ComponentUse] = Field(min_length=1)
    scale: tuple[Patch, ...] = Field((), description="production values stay in the files; these make them fit seconds")
    steps: tuple[Step, ...] = Field(min_length=1)
    variants: Mapping[str, Mapping[str, tuple[Patch, ...]]] = Field(
        default_factory=dict, description="axis -> value -> patch; chosen with --variant axis=value"
    )
    mutants: Mapping[str, Mutant] = Field(default_factory=dict)
