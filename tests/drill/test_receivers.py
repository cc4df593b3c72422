from __future__ import annotations

import yaml

from lab.drill.receivers import DEFAULT, routing_of
from tests.drill.drilled import ALERTMANAGER, routing


def test_every_integration_is_a_webhook_of_the_sink() -> None:
    config = yaml.safe_load(routing().text)
    hooks = {one["name"]: one.get("webhook_configs", []) for one in config["receivers"]}
    assert hooks == {
        "chat": [{"url": "http://notifications:8000/webhook/0-slack-0", "send_resolved": True}],
        "pager": [{"url": "http://notifications:8000/webhook/1-pagerduty-0", "send_resolved": True}],
        "nowhere": [],
        "mail": [{"url": "http://notifications:8000/webhook/3-email-0", "send_resolved": False}],
    }
    assert all(set(one) <= {"name", "webhook_configs"} for one in config["receivers"])


def test_no_credential_is_kept() -> None:
    assert "not-for-output" in ALERTMANAGER and "not-for-output" not in routing().text


def test_routes_and_inhibition_stay_and_waits_are_short() -> None:
    config = yaml.safe_load(routing().text)
    route = config["route"]
    assert (route["group_wait"], route["group_interval"], route["group_by"]) == ("1s", "2s", ["alertname", "job"])
    assert route["routes"][0] == {"matchers": ['severity="critical"'], "receiver": "pager", "continue": True}
    assert config["inhibit_rules"] == yaml.safe_load(ALERTMANAGER)["inhibit_rules"]


def test_time_intervals_are_left_out_and_named() -> None:
    assert routing().intervals == ("route.routes[1]",)
    assert "night" not in routing().text


def test_routing_without_a_file() -> None:
    found = routing_of(DEFAULT, "alertmanager.yml")
    assert found.receivers == ("drill",) and len(found.integrations) == 1


def test_notifications_of_one_alert_each() -> None:
    assert routing().by_alert
    assert not routing_of(ALERTMANAGER.replace("[alertname, job]", "[job]"), "alertmanager.yml").by_alert


def test_patterns_that_only_go_knows() -> None:
    assert routing().is_decidable
    for pattern in (r"\\pL+", "(a+)+b"):
        text = ALERTMANAGER.replace("matchers: ['severity=\"critical\"']", f"matchers: ['severity=~\"{pattern}\"']", 1)
        assert text != ALERTMANAGER and not routing_of(text, "alertmanager.yml").is_decidable
