"""The model of a scenario file. `reading` reads the file, `lab.plan` plans the lab."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field, model_validator

from lab.expectations import AnyExpectation
from lab.language.one_line import OneLine, Title
from lab.language.patch.model import Patch
from lab.language.quantities import Seconds
from lab.language.reasons import DeclaredReason
from lab.language.strict_model import Strict
from lab.scenario.actions import Call, Fault, Import, Silence
from lab.scenario.component_use import ComponentUse, service_name
from lab.scenario.compose_use import ComposeUseOf
from lab.scenario.kubernetes import Kubernetes, Manifests
from lab.scenario.load import Load
from lab.scenario.variants import VariantWord


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
        "files needs a 'call' to reload them, and a manifest an 'apply'. Default: none",
    )
    apply: Manifests = Field(
        (), description="apply manifests to the Kubernetes API: files, folders or patterns. Default: none"
    )
    delete: Manifests = Field((), description="delete the objects of manifests from the Kubernetes API. Default: none")
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
            "apply": self.apply or None,
            "delete": self.delete or None,
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

    variant: Mapping[VariantWord, str] = Field(
        default_factory=dict,
        description="axis -> value: the variant that it is injected into, for a defect of what only that one expects. "
        "Default: the scenario as written, or the variant named on the command line",
    )
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
    components: Mapping[Annotated[str, AfterValidator(service_name)], ComponentUse] = Field(
        default_factory=dict,
        max_length=100,
        description="service name -> component; with 'compose' further services, and those that replace one of its. "
        "Default: none, with 'compose'",
    )
    compose: ComposeUseOf | None = Field(
        None, description="Compose files of yours, unchanged, whose services are those of the lab. Default: none"
    )
    roles: Mapping[str, str | tuple[str, ...]] = Field(
        default_factory=dict,
        description="with 'compose': role, for example prometheus -> service, or several, where image and port do not "
        "tell. Default: none",
    )
    ask: str | tuple[str, ...] = Field(
        (),
        description="a service, or a list of services of different roles: it answers expectations that do not name one "
        "where several services have a role. Default: each of these expectations must name one",
    )
    kubernetes: Kubernetes | None = Field(
        None, description="a Kubernetes API with simulated nodes; {} for one with the defaults. Default: none"
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
    def _some_services(self) -> Scenario:
        if not self.components and self.compose is None:
            raise ValueError("give 'components', the services of the lab, or 'compose', a Compose file of yours")
        return self

    @model_validator(mode="after")
    def _names_of_views(self) -> Scenario:
        taken = set(self.components)
        for service, use in self.components.items():
            for view in use.views:
                if view in taken:
                    raise ValueError(
                        f"the view {view!r} of {service!r} has the name of a service or of another view; 'ask' needs "
                        "to tell them apart"
                    )
                taken.add(view)
        return self

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
