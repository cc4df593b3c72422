"""Which module asks for and judges which kind of check."""

from __future__ import annotations

from typing import assert_never

from lab.expectations import (
    judge_absence,
    judge_agreement,
    judge_alerts,
    judge_dashboards,
    judge_datasources,
    judge_exemplars,
    judge_labels,
    judge_logs,
    judge_messages,
    judge_names,
    judge_notifications,
    judge_pages,
    judge_panels,
    judge_probes,
    judge_routing,
    judge_series,
    judge_suppression,
    judge_targets,
    judge_traces,
)
from lab.expectations.eval_context import Moment
from lab.expectations.grafana_models import DashboardExpectation, DatasourceExpectation
from lab.expectations.models import (
    AbsenceExpectation,
    AlertExpectation,
    LabelsExpectation,
    NotificationExpectation,
    TargetsExpectation,
)
from lab.expectations.routing_models import MessageExpectation, RoutedExpectation, SuppressedExpectation
from lab.expectations.specs import LogsCheck, NamesCheck, PageCheck, PanelsCheck, SeriesCheck, TracesCheck
from lab.expectations.telemetry_models import AgreementExpectation, ExemplarExpectation, ProbeExpectation
from lab.plan.model import CheckPlan
from lab.queries.query import Query
from lab.record.observation import Observation
from lab.record.verdict import Judgement


def asks(check: CheckPlan, moment: Moment) -> tuple[Query, ...]:
    """What must be asked, in the order in which `judge` takes the answers."""
    match check.spec:
        case SeriesCheck() as spec:
            return judge_series.asks(spec, moment)
        case NamesCheck() as spec:
            return judge_names.asks(spec, moment)
        case PanelsCheck() as spec:
            return judge_panels.asks(spec, moment)
        case LabelsExpectation() as spec:
            return judge_labels.asks(spec, moment)
        case AbsenceExpectation() as spec:
            return judge_absence.asks(spec, moment)
        case TargetsExpectation() as spec:
            return judge_targets.asks(spec, moment)
        case AlertExpectation() as spec:
            return judge_alerts.asks(spec, moment)
        case NotificationExpectation() as spec:
            return judge_notifications.asks(spec, moment)
        case AgreementExpectation() as spec:
            return judge_agreement.asks(spec, moment)
        case ProbeExpectation() as spec:
            return judge_probes.asks(spec, moment)
        case PageCheck() as spec:
            return judge_pages.asks(spec, moment)
        case RoutedExpectation() as spec:
            return judge_routing.asks(spec, moment)
        case MessageExpectation() as spec:
            return judge_messages.asks(spec, moment)
        case SuppressedExpectation() as spec:
            return judge_suppression.asks(spec, moment)
        case LogsCheck() as spec:
            return judge_logs.asks(spec, moment)
        case TracesCheck() as spec:
            return judge_traces.asks(spec, moment)
        case ExemplarExpectation() as spec:
            return judge_exemplars.asks(spec, moment)
        case DatasourceExpectation() as spec:
            return judge_datasources.asks(spec, moment)
        case DashboardExpectation() as spec:
            return judge_dashboards.asks(spec, moment)
    assert_never(check.spec)


def judge(check: CheckPlan, observations: tuple[Observation, ...], moment: Moment) -> Judgement:
    """Holds the answers against the check. `moment` is the one that was asked for."""
    match check.spec:
        case SeriesCheck() as spec:
            return judge_series.judge(spec, observations, moment)
        case NamesCheck() as spec:
            return judge_names.judge(spec, observations, moment)
        case PanelsCheck() as spec:
            return judge_panels.judge(spec, observations, moment)
        case LabelsExpectation() as spec:
            return judge_labels.judge(spec, observations, moment)
        case AbsenceExpectation() as spec:
            return judge_absence.judge(spec, observations, moment)
        case TargetsExpectation() as spec:
            return judge_targets.judge(spec, observations, moment)
        case AlertExpectation() as spec:
            return judge_alerts.judge(spec, observations, moment)
        case NotificationExpectation() as spec:
            return judge_notifications.judge(spec, observations, moment)
        case AgreementExpectation() as spec:
            return judge_agreement.judge(spec, observations, moment)
        case ProbeExpectation() as spec:
            return judge_probes.judge(spec, observations, moment)
        case PageCheck() as spec:
            return judge_pages.judge(spec, observations, moment)
        case RoutedExpectation() as spec:
            return judge_routing.judge(spec, observations, moment)
        case MessageExpectation() as spec:
            return judge_messages.judge(spec, observations, moment)
        case SuppressedExpectation() as spec:
            return judge_suppression.judge(spec, observations, moment)
        case LogsCheck() as spec:
            return judge_logs.judge(spec, observations, moment)
        case TracesCheck() as spec:
            return judge_traces.judge(spec, observations, moment)
        case ExemplarExpectation() as spec:
            return judge_exemplars.judge(spec, observations, moment)
        case DatasourceExpectation() as spec:
            return judge_datasources.judge(spec, observations, moment)
        case DashboardExpectation() as spec:
            return judge_dashboards.judge(spec, observations, moment)
    assert_never(check.spec)
