"""Every reason is given by something: by the judges' tables here, and the others where they are named."""

from lab.scenario.reasons import Reason
from tests.judge import (
    test_absence,
    test_alert_pending,
    test_alert_silence,
    test_alerts,
    test_labels,
    test_names,
    test_notifications,
    test_panels,
    test_series,
    test_series_and_load,
    test_targets,
)

# What each kind's module can say, besides QUERY_ERROR and NOT_OBSERVED, which `unobserved` says for all of them.
KINDS = {
    (test_series, test_series_and_load): {
        Reason.NO_SERIES,
        Reason.MISSING_SERIES,
        Reason.UNEXPECTED_SERIES,
        Reason.WRONG_VALUE,
        Reason.LOAD_OFF,
        Reason.CONTROL_MISSING,
    },
    (test_labels,): {Reason.NO_SERIES, Reason.WRONG_LABELS},
    (test_names,): {Reason.NO_SERIES, Reason.MISSING_SERIES, Reason.UNEXPECTED_SERIES},
    (test_absence,): {Reason.UNEXPECTED_SERIES, Reason.CONTROL_MISSING},
    (test_targets,): {
        Reason.NO_TARGET,
        Reason.TARGET_DOWN,
        Reason.TARGET_UP,
        Reason.MISSING_SERIES,
        Reason.UNEXPECTED_SERIES,
        Reason.WRONG_VALUE,
    },
    (test_alerts, test_alert_pending, test_alert_silence): {
        Reason.NO_RULE,
        Reason.QUERY_ERROR,
        Reason.NEVER_FIRED,
        Reason.NOT_RESOLVED,
        Reason.FIRED,
        Reason.WRONG_VALUE,
        Reason.CONTROL_MISSING,
    },
    (test_notifications,): {Reason.NOT_DELIVERED, Reason.WRONG_NOTIFICATION},
    (test_panels,): {Reason.NO_DATA, Reason.QUERY_ERROR, Reason.NOT_OBSERVED},
}
# Not judged from answers: tests/run/test_expecting.py, and a step whose component was left out.
ELSEWHERE = {Reason.CONTAINER_EXITED, Reason.LEFT_OUT}


def test_each_kind_has_a_row_for_each_reason_it_can_give() -> None:
    given = {
        modules: {case.reason for module in modules for case in module.CASES.values()} - {None} for modules in KINDS
    }
    assert given == KINDS


def test_no_reason_is_dead() -> None:
    assert set().union(*KINDS.values()) | ELSEWHERE == set(Reason)
