"""The model of a scenario file. `reading` reads the file, `lab.plan` plans the lab."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from lab.expectations import AnyExpectation
from lab.language.compose.fields import ContainerPort, NamedVolumes, ScenarioService
from lab.language.one_line import OneLine, Title
from lab.language.patch.model import Patch
from lab.language.quantities import PerSecond, Seconds
from lab.language.reasons import DeclaredReason
from lab.language.strict_model import Strict
from lab.scenario.actions import Call, Fault, Import, Silence
from lab.scenario.variants import VariantWord


class Ready(Strict):
    """When a service counts as ready: an HTTP request to it gets a 2xx response."""

    path: str = Field("/", description="path of the request. Default: /")
    port: str = Field(description="name of the port")
    within: Seconds = Field(60.0, description="deadline after the start. Default: 1m")


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
    roles: Mapping[str, str] = Field(
        default_factory=dict,
        description="for an image or folder of yours: role, for example prometheus -> name of its port. Default: none",
    )


class MixEntry(Strict):
    """One request of a load's mix."""

    weight: int = Field(
        ge=1, le=1_000, description="share of this request: its weight divided by the sum of all weights"
    )
    query: Mapping[str, str | Annotated[tuple[str, ...], Field(min_length=1, max_length=20)]] = Field(
        default_factory=dict,
        description="query parameter -> value, or a list whose values the requests take in turns. Default: none",
    )
    body: Any = Field(None, description="a value sent as JSON. Default: {} for POST, PUT and PATCH, else no body")
    route: str | None = Field(
        None, description="the route label that the application gives this request. Default: the path as it is"
    )

    @model_validator(mode="after")
    def _one_list(self) -> MixEntry:
        lists = [name for name, value in self.query.items() if isinstance(value, tuple)]
        if len(lists) > 1:
            raise ValueError(f"only one query parameter may have a list of values, not {' and '.join(lists)}")
        return self

    def queries(self) -> tuple[Mapping[str, str], ...]:
        """The query parameters of the requests that this entry sends in turns."""
        turns = next((value for value in self.query.values() if isinstance(value, tuple)), ("",))
        return tuple(
            {name: turn if isinstance(value, tuple) else value for name, value in self.query.items()} for turn in turns
        )


_REQUEST = re.compile(r"(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) /[^?\s]*")


_SERVICE_NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}")


def _service_name(name: str) -> str:
    """It becomes a host name, a folder and a key of the Compose file."""
    if not _SERVICE_NAME.fullmatch(name):
        raise ValueError(
            f"{name!r} is not a service name; use letters, digits, '-', '_' and '.', beginning with a letter or digit"
        )
    return name


def _request(key: str) -> str:
    if not _REQUEST.fullmatch(key):
        raise ValueError(
            f"{key!r} is not a request; write method and path, for example 'GET /api/items/{{id}}', and put query "
            "parameters into 'query'"
        )
    return key


def _mix_entry(value: Any) -> Any:
    """`GET /x: 8` is short for `GET /x: {weight: 8}`."""
    return {"weight": value} if isinstance(value, int) and not isinstance(value, bool) else value


_Weighted = Annotated[MixEntry, BeforeValidator(_mix_entry, json_schema_input_type=int | MixEntry)]


MAX_CYCLE = 1_000  # the sum of the weights: after as many requests the order begins again
MAX_TURNS = 10_000  # the same with lists of query parameters


def turns(mix: Mapping[str, MixEntry]) -> int:
    """After how many cycles of the weights every list of values is back at its first one."""
    return math.lcm(
        *(len(queries) // math.gcd(len(queries), e.weight) for e in mix.values() if (queries := e.queries()))
    )


def _bounded_cycle(mix: Mapping[str, MixEntry]) -> Mapping[str, MixEntry]:
    total = sum(entry.weight for entry in mix.values())
    if total > MAX_CYCLE:
        raise ValueError(f"the weights of a mix sum up to at most {MAX_CYCLE:,}, not {total:,}; divide them all")
    if total * turns(mix) > MAX_TURNS:
        raise ValueError(
            f"with its lists of values a mix begins again after at most {MAX_TURNS:,} requests, not "
            f"{total * turns(mix):,}; give the lists the same length"
        )
    return mix


class Load(Strict):
    """Requests at a constant arrival rate, with the mix in a fixed order, so that the counts are known in advance."""

    name: OneLine = Field(description="name of the load, for example 'shopping'; a load sent twice needs two names")
    to: str = Field(description="a service with a port; requests go to its first one")
    rate: PerSecond = Field(description="arrival rate, for example 50/s")
    for_: Seconds = Field(alias="for", gt=0, le=600, description="how long requests are sent, at most 10m")
    mix: Annotated[Mapping[Annotated[str, AfterValidator(_request)], _Weighted], AfterValidator(_bounded_cycle)] = (
        Field(
            min_length=1,
            max_length=100,
            description="method and path, for example 'GET /api/items/{id}' -> weight, or a mapping",
        )
    )


class Step(Strict):
    """One action, what must hold during it (`throughout`) and what must become true after it (`expect`)."""

    renamed: ClassVar[Mapping[str, str]] = {"disturb": "fault"}

    name: OneLine = Field(description="name of the step; patches and reports refer to it")
    load: Load | None = Field(None, description="send requests to a service. Default: none")
    fault: Fault | None = Field(None, description="inject a fault, or end one. Default: none")
    call: Call | None = Field(None, description="send one HTTP request to a service. Default: none")
    silence: Silence | None = Field(None, description="create a silence in Alertmanager. Default: none")
    import_: Import | None = Field(None, alias="import", description="import a dashboard into Grafana. Default: none")
    change: tuple[Patch, ...] = Field(
        (),
        description="change files of the running lab, for example to add a target; a service that does not watch its "
        "files needs a 'call' to reload them. Default: none",
    )
    wait: Mapping[OneLine, AnyExpectation] = Field(
        default_factory=dict, description="name -> expectation that must become true before the action. Default: none"
    )
    throughout: Mapping[OneLine, AnyExpectation] = Field(
        default_factory=dict, description="name -> expectation that must hold during the whole action. Default: none"
    )
    expect: Mapping[OneLine, AnyExpectation] = Field(
        default_factory=dict, description="name -> expectation that must become true after the action. Default: none"
    )
    within: Seconds = Field(
        15.0, description="deadline of this step's expectations, from the end of its action. Default: 15s"
    )

    def actions(self) -> tuple[str, ...]:
        """The keys of the actions that were given, as the file has them."""
        by_key = {
            "load": self.load,
            "fault": self.fault,
            "call": self.call,
            "silence": self.silence,
            "import": self.import_,
            "change": self.change or None,
        }
        return tuple(key for key, value in by_key.items() if value is not None)

    @model_validator(mode="after")
    def _one_action(self) -> Step:
        if len(self.actions()) > 1:
            raise ValueError(f"a step can have one action, not {' and '.join(self.actions())}; make several steps")
        if self.throughout and not self.actions():
            raise ValueError("'throughout' needs an action in the same step, for example 'load' or 'fault'")
        if any(patch.in_ is None for patch in self.change):
            raise ValueError("'change' needs 'in', the file to change")
        return self


class Mutant(Strict):
    """The same scenario with an injected defect: which expectations must fail, and why.

    The mutant is killed when they fail as listed and nothing else fails; otherwise it survived.
    """

    patch: tuple[Patch, ...] = Field(min_length=1, description="the defect, as changes to the scenario or its files")
    fails: Mapping[str, DeclaredReason] = Field(description="expectation -> the reason that it must fail for")
    may_fail: tuple[str, ...] = Field((), description="expectations that may pass or fail. Default: none")
    within: Seconds | None = Field(
        None,
        description="shorter deadline for the listed expectations, after which failing as listed is accepted. "
        "Default: the deadline of each expectation",
    )

    @model_validator(mode="after")
    def _something_fails(self) -> Mutant:
        if not self.fails:
            raise ValueError("'fails' must name the expectations that fail because of the defect")
        return self


class Scenario(Strict):
    """An architecture, what is done to it, and what must then be true."""

    renamed: ClassVar[Mapping[str, str]] = {"twins": "mutants"}

    title: Title = Field(description="what the scenario shows, in one line")
    why: str = Field(description="why it is worth running: the question that it answers")
    dialect: str | None = Field(
        None,
        description="file name in scenarios/dialects without .yaml: metric and label names of the instrumentation. "
        "Default: none",
    )
    components: Mapping[Annotated[str, AfterValidator(_service_name)], ComponentUse] = Field(
        min_length=1, max_length=100, description="service name -> component"
    )
    ask: str | tuple[str, ...] = Field(
        (),
        description="a service, or a list of services of different roles: it answers expectations that do not name one "
        "where several services have a role. Default: each of these expectations must name one",
    )
    scale: tuple[Patch, ...] = Field(
        (),
        description="patches that shorten production durations to fit a lab; the files keep production values. "
        "Default: none",
    )
    steps: tuple[Step, ...] = Field(min_length=1, max_length=200, description="the steps in order")
    variants: Mapping[VariantWord, Mapping[VariantWord, tuple[Patch, ...]]] = Field(
        default_factory=dict,
        description="axis -> value -> patches; each value is a run of its own, named 'scenario[value]'. A value "
        "without patches names the scenario as written. Default: none",
    )
    mutants: Mapping[OneLine, Mutant] = Field(
        default_factory=dict, description="name -> mutant; run with --mutants or --mutant name. Default: none"
    )

    @model_validator(mode="after")
    def _one_value_as_written(self) -> Scenario:
        for axis, values in self.variants.items():
            written = [value for value, patches in values.items() if not patches]
            if len(written) > 1:
                raise ValueError(
                    f"the variants {' and '.join(written)} of {axis!r} have no patches, so they are the same; "
                    "a single one names the scenario as written"
                )
        return self

    @property
    def asked(self) -> tuple[str, ...]:
        """The services in `ask`."""
        return (self.ask,) if isinstance(self.ask, str) else self.ask
