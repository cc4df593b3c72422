"""Every reason is given by something: by the judges' tables here, and the others where they are named."""

from lab.language import reasons
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
        reasons.NO_SERIES,
        reasons.MISSING_SERIES,
        reasons.UNEXPECTED_SERIES,
        reasons.WRONG_VALUE,
        reasons.LOAD_OFF,
        reasons.CONTROL_MISSING,
    },
    (test_labels,): {reasons.NO_SERIES, reasons.WRONG_LABELS},
    (test_names,): {reasons.NO_SERIES, reasons.MISSING_SERIES, reasons.UNEXPECTED_SERIES},
    (test_absence,): {reasons.UNEXPECTED_SERIES, reasons.CONTROL_MISSING},
    (test_targets,): {
        reasons.NO_TARGET,
        reasons.TARGET_DOWN,
        reasons.TARGET_UP,
        reasons.CONTROL_MISSING,
        reasons.MISSING_SERIES,
        reasons.UNEXPECTED_SERIES,
        reasons.WRONG_VALUE,
    },
    (test_alerts, test_alert_pending, test_alert_silence): {
        reasons.NO_RULE,
        reasons.QUERY_ERROR,
        reasons.NEVER_FIRED,
        reasons.NOT_RESOLVED,
        reasons.FIRED,
        reasons.WRONG_VALUE,
        reasons.CONTROL_MISSING,
    },
    (test_notifications,): {reasons.NOT_DELIVERED, reasons.WRONG_NOTIFICATION},
    (test_logs,): {reasons.NO_LINES, reasons.WRONG_LINES, reasons.WRONG_LABELS, reasons.LOAD_OFF},
    (test_traces,): {reasons.NO_TRACES, reasons.WRONG_VALUE, reasons.WRONG_LABELS, reasons.LOAD_OFF},
    (test_exemplars,): {reasons.NO_SERIES, reasons.WRONG_LABELS, reasons.NO_TRACES},
    (test_datasources,): {reasons.NOT_THERE, reasons.WRONG_VALUE},
    (test_dashboards,): {reasons.NOT_THERE, reasons.WRONG_VALUE},
    (test_agreement,): {reasons.NO_SERIES, reasons.MISSING_SERIES, reasons.WRONG_LABELS, reasons.WRONG_VALUE},
    (test_probes,): {reasons.NO_SERIES, reasons.WRONG_VALUE},
    (test_pages,): {reasons.NOT_THERE, reasons.WRONG_VALUE},
    (test_routing,): {
        reasons.WRONG_RECEIVER,
        reasons.NOT_DELIVERED,
        reasons.WRONG_GROUPING,
        reasons.CONTROL_MISSING,
    },
    (test_messages,): {
        reasons.NOT_DELIVERED,
        reasons.WRONG_NOTIFICATION,
        reasons.WRONG_GROUPING,
        reasons.CONTROL_MISSING,
    },
    (test_suppression,): {
        reasons.NEVER_FIRED,
        reasons.NOT_SUPPRESSED,
        reasons.CONTROL_MISSING,
        reasons.WRONG_LABELS,
    },
    (test_panels,): {reasons.NO_DATA, reasons.QUERY_ERROR, reasons.NOT_OBSERVED},
}
# Not judged from answers: tests/run/test_expecting.py, and a step whose component was left out.
ELSEWHERE = {reasons.CONTAINER_EXITED, reasons.LEFT_OUT}


def test_each_kind_has_a_row_for_each_reason_it_can_give() -> None:
    given = {
        modules: {case.reason for module in modules for case in module.CASES.values()} - {None} for modules in KINDS
    }
    assert given == KINDS


def test_no_reason_is_dead() -> None:
    assert set().union(*KINDS.values()) | ELSEWHERE == set(reasons.declared())
