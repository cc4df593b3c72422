"""Alerts without series: not loaded, or inactive because their expression returns nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lab.why.expression import to_promql
from lab.why.inventory import AlertingRule, Inventory
from tests.why.collector_lab import collector_inventory, findings, with_series

RULE = AlertingRule("ApiDown", 'up{job="api"} == 0', "inactive", "", 60.0)
ACTIVE = {"alertname": "ApplicationSilent", "alertstate": "firing"}


def _inventory(*rules: AlertingRule) -> Inventory:
    active = with_series(collector_inventory(), "ALERTS", ACTIVE)
    return replace(active, alerts=(*rules, AlertingRule("ApplicationSilent")))


@pytest.mark.parametrize("name", ["ALERTS", "ALERTS_FOR_STATE"])
def test_explain_alerts_inactive_because_its_expression_is_empty(name: str) -> None:
    [finding] = findings(f'{name}{{alertname="ApiDown"}}', _inventory(RULE))
    assert finding.message == (
        "ApiDown is loaded and inactive: ALERTS has series only while an alert is pending or firing"
    )
    assert finding.details[0].startswith(
        "its expression returns nothing: up exists only for targets that Prometheus scrapes: api pushes its metrics"
    )
    assert not any("did you mean" in detail for detail in finding.details)


def test_explain_alerts_proposal_is_for_the_expression() -> None:
    rule = AlertingRule("ApiDown", 'http_server_active_requests{job="api"} > 5')
    [finding] = findings('ALERTS{alertname="ApiDown"}', _inventory(rule))
    [proposal] = finding.proposals
    assert to_promql(proposal.query) == 'http_server_active_requests{exported_job="api"} > 5'
    assert proposal.note == "for the expression of ApiDown"


def test_explain_alerts_not_loaded() -> None:
    [finding] = findings('ALERTS{alertname="Nope"}', _inventory(RULE))
    assert finding.message == 'no alerting rule with alertname="Nope" is loaded'
    assert finding.details == ("loaded: ApiDown, ApplicationSilent",)
    assert not finding.proposals


def test_explain_alerts_misspelt() -> None:
    [finding] = findings('ALERTS{alertname="ApplicationSilence"}', _inventory(RULE))
    assert finding.details[0] == 'did you mean alertname="ApplicationSilent"?'


def test_explain_alerts_no_rules() -> None:
    [finding] = findings('ALERTS{alertname="X"}', replace(collector_inventory(), alerts=()))
    assert finding.message == "no alerting rule is loaded"


def test_explain_alerts_that_cannot_be_evaluated() -> None:
    [finding] = findings('ALERTS{alertname="ApiDown"}', _inventory(replace(RULE, error="many-to-many")))
    assert finding.message == "ApiDown is loaded, but cannot be evaluated: many-to-many"


def test_explain_alert_state_pending() -> None:
    inventory = _inventory(RULE)
    inventory = with_series(inventory, "ALERTS", {"alertname": "ApiDown", "alertstate": "pending"})
    [finding] = findings('ALERTS{alertname="ApiDown",alertstate="firing"}', inventory)
    assert finding.message == 'ApiDown is pending: alertstate="firing" matches no series'
    assert finding.details == ("ApiDown fires when it has been pending for 1m",)


def test_explain_alerts_pending_anew_with_each_value() -> None:
    """As the rules API gives the labels: before they are expanded."""
    rule = AlertingRule("weixin_errors", "vector(time()) > 60", "pending", "", 5.0, {"current_value": "{{ $value }}"})
    pending = {"alertname": "weixin_errors", "alertstate": "pending", "current_value": "1.795791443969e+09"}
    inventory = replace(with_series(collector_inventory(), "ALERTS", pending), alerts=(rule,))
    [finding] = findings('ALERTS{alertname="weixin_errors",alertstate="firing"}', inventory)
    assert finding.details[0] == "weixin_errors fires when it has been pending for 5s"
    assert finding.details[1].startswith("its label current_value contains the value")
    steady = replace(inventory, alerts=(replace(rule, labels={"severity": "critical"}),))
    [finding] = findings('ALERTS{alertname="weixin_errors",alertstate="firing"}', steady)
    assert len(finding.details) == 1
