"""Why an expectation was not met: the closed list that mutants and reports speak in."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    NO_SERIES = "no_series"  # the query returned nothing
    MISSING_SERIES = "missing_series"  # some of what should be there is not
    UNEXPECTED_SERIES = "unexpected_series"  # something is there that should not be
    WRONG_VALUE = "wrong_value"
    WRONG_LABELS = "wrong_labels"
    CONTROL_MISSING = "control_missing"  # an absence cannot be told from an empty lab
    NO_TARGET = "no_target"
    TARGET_DOWN = "target_down"
    TARGET_UP = "target_up"
    NO_RULE = "no_rule"  # the alert is not among the loaded rules
    NEVER_FIRED = "never_fired"
    NOT_RESOLVED = "not_resolved"
    FIRED = "fired"  # an alert that should have stayed silent
    NOT_DELIVERED = "not_delivered"
    WRONG_NOTIFICATION = "wrong_notification"
    WRONG_RECEIVER = "wrong_receiver"  # a receiver was sent what is not for it
    WRONG_GROUPING = "wrong_grouping"  # the right alerts in other notifications than expected, or in more of them
    NOT_SUPPRESSED = "not_suppressed"  # an alert that should have been held back
    NO_LINES = "no_lines"  # the log query returned nothing
    WRONG_LINES = "wrong_lines"  # the lines are others, or more or fewer, than expected
    NO_TRACES = "no_traces"
    NOT_THERE = "not_there"  # a data source, a dashboard or a page
    NO_DATA = "no_data"  # a panel
    QUERY_ERROR = "query_error"  # the backend refused the query
    CONTAINER_EXITED = "container_exited"
    NOT_OBSERVED = "not_observed"  # no backend answered
    LOAD_OFF = "load_off"  # the generator did not send what was asked
    LEFT_OUT = "left_out"  # an optional component whose image cannot be had
