from __future__ import annotations

import pytest

from lab.audit.checks.placeholder_receiver import check
from lab.audit.model import FindingClass
from tests.audit.dashboards import findings
from tests.audit.small_system import context


def test_receiver_of_an_example() -> None:
    slack = {"channel": "#<channel-name>", "api_url": "<secret>"}
    [one] = findings(check(context(alertmanager={"receivers": [{"name": "slack", "slack_configs": [slack]}]})))
    assert one.class_ is FindingClass.BROKEN
    assert str(one.subject) == "receiver 'slack'"
    assert one.message.startswith("slack_configs.channel: #<channel-name> is a placeholder that was never filled in")


@pytest.mark.parametrize(
    ("kind", "config"),
    [
        ("slack_configs", {"channel": "#alerts", "api_url": "<secret>", "title": "<b>{{ .Status }}</b>"}),
        ("email_configs", {"to": "On Call <oncall@example.org>"}),
        ("webhook_configs", {"url": "<secret>"}),
    ],
)
def test_receiver_that_is_filled_in(kind: str, config: dict[str, str]) -> None:
    assert list(check(context(alertmanager={"receivers": [{"name": "team", kind: [config]}]}))) == []
    assert list(check(context())) == []
