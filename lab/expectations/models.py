"""What a scenario may expect. Each kind is told by its leading key: `series:`, `meaning:`, `absent:`, `alert:` ...

A kind says what to ask for and what the answer must be; `lab.judge` has one module per kind that says how. Here are
the kinds about metrics and alerts; `routing`, `telemetry` and `grafana` have the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Discriminator, Field, Tag, model_validator

from lab.expectations.base import Expectation, Expression, LabelCondition, Patterns, Quantified
from lab.expectations.grafana_models import DashboardExpectation, DatasourceExpectation
from lab.expectations.routing_models import (
    AnswersExpectation,
    MessageExpectation,
    RoutedExpectation,
    SuppressedExpectation,
)
from lab.expectations.telemetry_models import (
    AgreementExpectation,
    ExemplarExpectation,
    LogMetricExpectation,
    LogsExpectation,
    ProbeExpectation,
    TracesExpectation,
)
from lab.language.conditions import Condition
from lab.language.quantities import Seconds


class SeriesExpectation(Quantified):
    """Values of a PromQL query."""

    kind = "series"
    series: str = Field(description="PromQL")
    load_labels: Mapping[Literal["method", "route", "status"], str] = Field(
        default_factory=dict, description="which label of the result is the load's method, route, status"
    )


class MeaningExpectation(Quantified):
    """Values of what a meaning of the dialect is called in this architecture, summed by labels of that meaning."""

    kind = "meaning"
    meaning: str = Field(description="a meaning of the dialect, for instance 'request count'")
    where: Mapping[str, str] = Field(default_factory=dict, description="raw label = value")
    by: tuple[str, ...] = Field((), description="labels of the meaning to sum by, for instance [route, status]")


class MetricsExpectation(Expectation):
    """The metric names that a selector has had since the lab started."""

    kind = "metrics"
    metrics: str = Field(description="a series selector, for instance '{job=\"api\"}'")
    exactly: str | tuple[str, ...] | None = Field(None, description="a file of names, or a list: these and no others")
    at_least: str | tuple[str, ...] | None = None
    none_of: str | tuple[str, ...] | None = None

    @model_validator(mode="after")
    def _something(self) -> MetricsExpectation:
        if self.exactly is None and self.at_least is None and self.none_of is None:
            raise ValueError("say which names: 'exactly', 'at_least' or 'none_of'")
        return self


class LabelsExpectation(Expectation):
    """The labels of every (or any) series of a query."""

    kind = "labels"
    labels: str = Field(description="PromQL")
    every: LabelCondition | None = None
    any: LabelCondition | None = None

    @model_validator(mode="after")
    def _one(self) -> LabelsExpectation:
        if (self.every is None) == (self.any is None):
            raise ValueError("give either 'every' or 'any'")
        return self


class AbsenceExpectation(Expectation):
    """Nothing there during a window in which something else is: an empty lab must not pass."""

    kind = "absent"
    absent: str = Field(description="PromQL that must return nothing")
    for_: Seconds = Field(alias="for", description="length of the window")
    while_: str = Field(alias="while", description="PromQL that must return something throughout: the control")

    def window(self) -> float:
        return self.for_


class TargetsExpectation(Expectation):
    """What the targets API says of a scrape job."""

    kind = "targets"
    targets: str = Field(description="the job (scrape pool)")
    are: Literal["up", "down", "unknown", "gone"] = Field(
        "up", description="gone: there is none, while the job itself is known"
    )
    labels: Patterns = Field(default_factory=dict, description="only targets with these labels")
    count: int | None = Field(None, ge=1)
    last_error: Expression | None = Field(None, description="regular expression the last error must contain")

    @model_validator(mode="after")
    def _possible(self) -> TargetsExpectation:
        if self.are == "gone" and self.count is not None:
            raise ValueError("a target that is gone is not counted; leave out 'count'")
        if self.last_error is not None and self.are != "down":
            raise ValueError(f"a target that is {self.are!r} has no last error; 'last_error' is for 'are: down'")
        return self


class AlertExpectation(Expectation):
    """The life of an alert since the step began, from a range query over ALERTS, or its silence over a window."""

    kind = "alert"
    alert: str
    goes: tuple[Literal["pending", "firing", "resolved"], ...] = ()
    stays: Literal["inactive"] | None = None
    for_: Seconds | None = Field(None, alias="for", description="with 'stays': length of the window")
    pending: Condition | None = Field(None, description="seconds it was pending before it fired")
    labels: Mapping[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _goes_or_stays(self) -> AlertExpectation:
        if bool(self.goes) == bool(self.stays):
            raise ValueError("give either 'goes' or 'stays'")
        if bool(self.stays) != bool(self.for_):
            raise ValueError("'stays' and 'for' belong together")
        return self

    def window(self) -> float:
        return self.for_ or 0.0


class NotificationExpectation(Expectation):
    """What a receiver was really sent about an alert."""

    kind = "notified"
    notified: str = Field(description="the alert's name")
    receiver: str | None = None
    statuses: tuple[Literal["firing", "resolved"], ...] = Field(("firing",), min_length=1)
    labels: Patterns = Field(default_factory=dict, description="label = value, or /regular expression/")
    annotations: Patterns = Field(default_factory=dict, description="as rendered; or /regular expression/")


class PanelsExpectation(Expectation):
    """Every panel of a dashboard file has data, each query asked of the real data source."""

    kind = "panels"
    panels: str = Field(description="a dashboard file of the scenario")
    with_: Mapping[str, str] = Field(default_factory=dict, alias="with", description="values of dashboard variables")
    titles: tuple[str, ...] = Field((), description="only these panels")
    through: Literal["data source", "grafana"] = Field(
        "data source", description="grafana: each query is asked of Grafana's own query API"
    )


KINDS: tuple[type[Expectation], ...] = (
    SeriesExpectation,
    MeaningExpectation,
    MetricsExpectation,
    LabelsExpectation,
    AbsenceExpectation,
    TargetsExpectation,
    AlertExpectation,
    NotificationExpectation,
    PanelsExpectation,
    AgreementExpectation,
    ProbeExpectation,
    RoutedExpectation,
    MessageExpectation,
    SuppressedExpectation,
    AnswersExpectation,
    LogsExpectation,
    LogMetricExpectation,
    TracesExpectation,
    ExemplarExpectation,
    DatasourceExpectation,
    DashboardExpectation,
)


_BY_KEY = {kind.kind: kind for kind in KINDS}


def leading_key(raw: Any) -> str | None:
    """Which kind a raw expectation is: the first of its keys that names one."""
    if isinstance(raw, Expectation):
        return raw.kind
    if isinstance(raw, Mapping):
        return next((key for key in raw if key in _BY_KEY), None)
    return None


AnyExpectation: TypeAlias = Annotated[
    Annotated[SeriesExpectation, Tag("series")]
    | Annotated[MeaningExpectation, Tag("meaning")]
    | Annotated[MetricsExpectation, Tag("metrics")]
    | Annotated[LabelsExpectation, Tag("labels")]
    | Annotated[AbsenceExpectation, Tag("absent")]
    | Annotated[TargetsExpectation, Tag("targets")]
    | Annotated[AlertExpectation, Tag("alert")]
    | Annotated[NotificationExpectation, Tag("notified")]
    | Annotated[PanelsExpectation, Tag("panels")]
    | Annotated[AgreementExpectation, Tag("agree")]
    | Annotated[ProbeExpectation, Tag("probe")]
    | Annotated[RoutedExpectation, Tag("routed")]
    | Annotated[MessageExpectation, Tag("message")]
    | Annotated[SuppressedExpectation, Tag("suppressed")]
    | Annotated[AnswersExpectation, Tag("answers")]
    | Annotated[LogsExpectation, Tag("logs")]
    | Annotated[LogMetricExpectation, Tag("logql")]
    | Annotated[TracesExpectation, Tag("traces")]
    | Annotated[ExemplarExpectation, Tag("exemplar")]
    | Annotated[DatasourceExpectation, Tag("datasource")]
    | Annotated[DashboardExpectation, Tag("dashboard")],
    Discriminator(leading_key),
]
