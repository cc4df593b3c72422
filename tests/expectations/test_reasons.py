"""Every reason is given by something: by the judges' tables here, and the others where they are named."""

from lab.language.reasons import Reason
from tests.expectations import (
    test_absence,
    test_agreement,
    test_alert_pending,
    test_alert_silence,
    test_alerts,
    test_dashboards,
    test_datasources,
    test_exemplars,
    test_labels,
    test_log_metrics,
    test_logs,
    test_messages,
    test_names,
    test_notifications,
    test_pages,
    test_panels,
    test_probes,
    test_routing,
    test_series,
    test_series_and_load,
    test_suppression,
    test_targets,
    test_traces,
)

# What each kind's module can say, besides QUERY_ERROR and NOT_OBSERVED, which `unobserved` says for all of them.
KINDS = {
    (test_series, test_series_and_load, test_log_metrics): {
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
        Reason.CONTROL_MISSING,
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
    (test_logs,): {Reason.NO_LINES, Reason.WRONG_LINES, Reason.WRONG_LABELS, Reason.LOAD_OFF},
    (test_traces,): {Reason.NO_TRACES, Reason.WRONG_VALUE, Reason.WRONG_LABELS, Reason.LOAD_OFF},
    (test_exemplars,): {Reason.NO_SERIES, Reason.WRONG_LABELS, Reason.NO_TRACES},
    (test_datasources,): {Reason.NOT_THERE, Reason.WRONG_VALUE},
    (test_dashboards,): {Reason.NOT_THERE, Reason.WRONG_VALUE},
    (test_agreement,): {Reason.NO_SERIES, Reason.MISSING_SERIES, Reason.WRONG_LABELS, Reason.WRONG_VALUE},
    (test_probes,): {Reason.NO_SERIES, Reason.WRONG_VALUE},
    (test_pages,): {Reason.NOT_THERE, Reason.WRONG_VALUE},
    (test_routing,): {
        Reason.WRONG_RECEIVER,
        Reason.NOT_DELIVERED,
        Reason.WRONG_GROUPING,
        Reason.CONTROL_MISSING,
    },
    (test_messages,): {
        Reason.NOT_DELIVERED,
        Reason.WRONG_NOTIFICATION,
        Reason.WRONG_GROUPING,
        Reason.CONTROL_MISSING,
    },
    (test_suppression,): {
        Reason.NEVER_FIRED,
        Reason.NOT_SUPPRESSED,
        Reason.CONTROL_MISSING,
        Reason.WRONG_LABELS,
    },
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
