"""What a check asks about: an expectation with its meanings, files and ports looked up, as far as it has any."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from lab.dashboards.panel_queries import PanelQuery
from lab.expectations.grafana_models import DashboardExpectation, DatasourceExpectation
from lab.expectations.models import (
    AbsenceExpectation,
    AlertExpectation,
    LabelsExpectation,
    MetricsExpectation,
    NotificationExpectation,
    TargetsExpectation,
)
from lab.expectations.routing_models import (
    AnswersExpectation,
    MessageExpectation,
    RoutedExpectation,
    SuppressedExpectation,
)
from lab.expectations.telemetry_models import (
    AgreementExpectation,
    ExemplarExpectation,
    LogsExpectation,
    ProbeExpectation,
    TracesExpectation,
)
from lab.language.conditions import Condition


@dataclass(frozen=True, slots=True)
class SeriesCheck:
    """A query whose series must meet a condition. `load_labels`: label of a result -> label of the load's counts."""

    query: str
    every: Condition | None
    any: Condition | None
    exactly: int | None
    load: str | None = None
    load_labels: Mapping[str, str] = field(default_factory=dict)
    for_: float = 0.0  # seconds it must hold without a break
    meaning: str | None = None
    language: Literal["promql", "logql"] = "promql"


@dataclass(frozen=True, slots=True)
class NamesCheck:
    expectation: MetricsExpectation
    exactly: tuple[str, ...] | None
    at_least: tuple[str, ...] | None
    none_of: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class PanelsCheck:
    dashboard: str
    queries: tuple[PanelQuery, ...]
    through: Literal["data source", "grafana"] = "data source"


@dataclass(frozen=True, slots=True)
class PageCheck:
    """`port` is the container's."""

    expectation: AnswersExpectation
    port: int


@dataclass(frozen=True, slots=True)
class LogsCheck:
    """`load` names the load whose count (of `expectation.route`, or all) the lines must equal."""

    expectation: LogsExpectation
    load: str | None


@dataclass(frozen=True, slots=True)
class TracesCheck:
    """`load` likewise, for the number of traces."""

    expectation: TracesExpectation
    load: str | None


CheckSpec: TypeAlias = (
    SeriesCheck
    | NamesCheck
    | PanelsCheck
    | LabelsExpectation
    | AbsenceExpectation
    | TargetsExpectation
    | AlertExpectation
    | NotificationExpectation
    | PageCheck
    | LogsCheck
    | TracesCheck
    | AgreementExpectation
    | ProbeExpectation
    | RoutedExpectation
    | MessageExpectation
    | SuppressedExpectation
    | ExemplarExpectation
    | DatasourceExpectation
    | DashboardExpectation
)
