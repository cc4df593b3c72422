"""Which module asks for and judges which kind of check."""

from __future__ import annotations

from typing import assert_never

from lab.judge import (
    absence,
    agreement,
    alerts,
    dashboards,
    datasources,
    exemplars,
    labels,
    logs,
    messages,
    names,
    notifications,
    pages,
    panels,
    probes,
    routing,
    series,
    suppression,
    targets,
    traces,
)
from lab.judge.moment import Moment
from lab.plan.model import CheckPlan
from lab.plan.subjects import LogsCheck, NamesCheck, PageCheck, PanelsCheck, SeriesCheck, TracesCheck
from lab.record.observation import Ask, Observation
from lab.record.verdict import Judgement
from lab.scenario.expectations import (
    AbsenceExpectation,
    AlertExpectation,
    LabelsExpectation,
    NotificationExpectation,
    TargetsExpectation,
)
from lab.scenario.grafana import DashboardExpectation, DatasourceExpectation
from lab.scenario.routing import MessageExpectation, RoutedExpectation, SuppressedExpectation
from lab.scenario.telemetry import AgreementExpectation, ExemplarExpectation, ProbeExpectation


def asks(check: CheckPlan, moment: Moment) -> tuple[Ask, ...]:
    """What must be asked, in the order in which `judge` takes the answers."""
    match check.subject:
        case SeriesCheck() as subject:
            return series.asks(subject, moment)
        case NamesCheck() as subject:
            return names.asks(subject, moment)
        case PanelsCheck() as subject:
            return panels.asks(subject, moment)
        case LabelsExpectation() as subject:
            return labels.asks(subject, moment)
        case AbsenceExpectation() as subject:
            return absence.asks(subject, moment)
        case TargetsExpectation() as subject:
            return targets.asks(subject, moment)
        case AlertExpectation() as subject:
            return alerts.asks(subject, moment)
        case NotificationExpectation() as subject:
            return notifications.asks(subject, moment)
        case AgreementExpectation() as subject:
            return agreement.asks(subject, moment)
        case ProbeExpectation() as subject:
            return probes.asks(subject, moment)
        case PageCheck() as subject:
            return pages.asks(subject, moment)
        case RoutedExpectation() as subject:
            return routing.asks(subject, moment)
        case MessageExpectation() as subject:
            return messages.asks(subject, moment)
        case SuppressedExpectation() as subject:
            return suppression.asks(subject, moment)
        case LogsCheck() as subject:
            return logs.asks(subject, moment)
        case TracesCheck() as subject:
            return traces.asks(subject, moment)
        case ExemplarExpectation() as subject:
            return exemplars.asks(subject, moment)
        case DatasourceExpectation() as subject:
            return datasources.asks(subject, moment)
        case DashboardExpectation() as subject:
            return dashboards.asks(subject, moment)
    assert_never(check.subject)


def judge(check: CheckPlan, observations: tuple[Observation, ...], moment: Moment) -> Judgement:
    """Holds the answers against the check. `moment` is the one that was asked for."""
    match check.subject:
        case SeriesCheck() as subject:
            return series.judge(subject, observations, moment)
        case NamesCheck() as subject:
            return names.judge(subject, observations, moment)
        case PanelsCheck() as subject:
            return panels.judge(subject, observations, moment)
        case LabelsExpectation() as subject:
            return labels.judge(subject, observations, moment)
        case AbsenceExpectation() as subject:
            return absence.judge(subject, observations, moment)
        case TargetsExpectation() as subject:
            return targets.judge(subject, observations, moment)
        case AlertExpectation() as subject:
            return alerts.judge(subject, observations, moment)
        case NotificationExpectation() as subject:
            return notifications.judge(subject, observations, moment)
        case AgreementExpectation() as subject:
            return agreement.judge(subject, observations, moment)
        case ProbeExpectation() as subject:
            return probes.judge(subject, observations, moment)
        case PageCheck() as subject:
            return pages.judge(subject, observations, moment)
        case RoutedExpectation() as subject:
            return routing.judge(subject, observations, moment)
        case MessageExpectation() as subject:
            return messages.judge(subject, observations, moment)
        case SuppressedExpectation() as subject:
            return suppression.judge(subject, observations, moment)
        case LogsCheck() as subject:
            return logs.judge(subject, observations, moment)
        case TracesCheck() as subject:
            return traces.judge(subject, observations, moment)
        case ExemplarExpectation() as subject:
            return exemplars.judge(subject, observations, moment)
        case DatasourceExpectation() as subject:
            return datasources.judge(subject, observations, moment)
        case DashboardExpectation() as subject:
            return dashboards.judge(subject, observations, moment)
    assert_never(check.subject)
