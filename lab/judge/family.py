"""Which module asks for and judges which kind of check."""

from __future__ import annotations

from typing import assert_never

from lab.judge import absence, alerts, labels, names, notifications, panels, series, targets
from lab.judge.moment import Moment
from lab.plan.model import CheckPlan, NamesCheck, PanelsCheck, SeriesCheck
from lab.record.observation import Ask, Observation
from lab.record.verdict import Judgement
from lab.scenario.expectations import (
    AbsenceExpectation,
    AlertExpectation,
    LabelsExpectation,
    NotificationExpectation,
    TargetsExpectation,
)


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
    assert_never(check.subject)
