"""A component's own numbers, added up by name."""

from __future__ import annotations

from lab.backends.self_metrics import totals

# Prometheus 3.15, cut.
SAID = """\
# HELP prometheus_tsdb_head_samples_appended_total Total number of appended samples.
# TYPE prometheus_tsdb_head_samples_appended_total counter
prometheus_tsdb_head_samples_appended_total{type="float"} 4151
prometheus_tsdb_head_samples_appended_total{type="histogram"} 9
# TYPE prometheus_tsdb_head_series gauge
prometheus_tsdb_head_series 163
prometheus_tsdb_head_series_created_total 1.63e+02
"""


def test_series_of_a_name_are_added_up_and_other_names_left_out() -> None:
    names = ("prometheus_tsdb_head_samples_appended_total", "prometheus_tsdb_head_series", "not_there")
    assert totals(SAID, names) == {
        "prometheus_tsdb_head_samples_appended_total": 4160.0,
        "prometheus_tsdb_head_series": 163.0,
    }
