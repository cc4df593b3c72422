"""target_info of an application that has none while another has."""

from __future__ import annotations

from tests.why.collector_lab import collector_inventory, findings, with_series

CHECKOUT = {"job": "otel-collector", "exported_job": "checkout", "exported_instance": "checkout-1"}


def test_explain_missing_target_info() -> None:
    [finding] = findings('target_info{job="api"}', with_series(collector_inventory(), "target_info", CHECKOUT))
    assert "api has no service.instance.id (its series have no exported_instance)" in finding.details[0]


def test_explain_missing_target_info_that_is_there() -> None:
    api = {**CHECKOUT, "exported_job": "api"}
    [finding] = findings('target_info{job="api"}', with_series(collector_inventory(), "target_info", api))
    assert finding.details[0] == '"api" is the value of exported_job here'
