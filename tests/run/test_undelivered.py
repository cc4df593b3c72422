"""Why nobody was notified, from what Alertmanager says of an alert, its routes and its log."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from lab.configs.alert_routes import Route, root_route
from lab.configs.delivery_failures import DeliveryFailure
from lab.queries.alertmanager import AlertmanagerAlert
from lab.run.undelivered import Wanted, alert_reasons, message_reasons

CONFIG = yaml.safe_load("""
route:
  receiver: everybody
  group_by: [alertname]
  routes:
    - {matchers: [severity="critical"], receiver: pager, group_wait: 10m}
    - {matchers: [severity="warning"], receiver: mail}
receivers:
  - {name: everybody, webhook_configs: [{url: "http://notifications:8000/webhook"}]}
  - {name: pager, pagerduty_configs: [{routing_key: a}]}
  - {name: mail, email_configs: [{to: a@example.com}]}
""")
NO_HOST = DeliveryFailure("pager", "pagerduty", "lookup events.pagerduty.com: no such host")


def route() -> Route:
    found = root_route(CONFIG)
    assert found is not None
    return found


def alert(state: str = "active", severity: str = "critical", **status: Any) -> AlertmanagerAlert:
    full = {"state": state, "inhibitedBy": [], "silencedBy": [], "mutedBy": [], **status}
    labels = {"alertname": "Down", "severity": severity}
    return AlertmanagerAlert.model_validate({"labels": labels, "fingerprint": "a1", "status": full})


def reasons(one: AlertmanagerAlert, receiver: str = "pager", *failures: DeliveryFailure) -> list[str]:
    return list(alert_reasons(one, Wanted("Down", {}, receiver), route(), [one], failures))


def test_alert_reasons_another_route() -> None:
    assert reasons(alert(severity="warning")) == [
        'it takes route.routes[1] (severity="warning") to mail',
        "route.routes[0] to pager needs severity=\"critical\", and the alert has severity='warning'",
    ]


def test_alert_reasons_the_group_waits() -> None:
    assert reasons(alert()) == [
        'it takes route.routes[0] (severity="critical") to pager, grouped by alertname: '
        "group_wait 10m, group_interval 5m"
    ]


def test_alert_reasons_what_the_receiver_answered() -> None:
    (reason,) = reasons(alert(), "pager", NO_HOST)
    assert reason.startswith(
        "Alertmanager could not send to pager (pagerduty): lookup events.pagerduty.com: no such host"
    )


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ({"silencedBy": ["f00"]}, "a silence matches it"),
        ({"inhibitedBy": ["a1"]}, "it is inhibited by Down"),
        ({"mutedBy": ["weekends"]}, "its route is muted now by the time interval weekends"),
    ],
)
def test_alert_reasons_held_back(status: dict[str, Any], reason: str) -> None:
    assert reasons(alert("suppressed", **status)) == [reason]


def test_message_reasons() -> None:
    assert list(message_reasons("slack", CONFIG, ())) == ["no receiver has slack_configs"]
    assert list(message_reasons("email", CONFIG, (NO_HOST,))) == []
    assert len(list(message_reasons("pagerduty", CONFIG, (NO_HOST,)))) == 1
