"""Where the receivers of a configuration send."""

from __future__ import annotations

import pytest

from lab.configs.receiver_hosts import receiver_hosts
from lab.configs.yaml_file import read_config

HEAD = "global: {smtp_smarthost: 'mail.example.com:587', slack_api_url: 'https://hooks.slack.com/services/a'}\nreceivers:\n"


def hosts(configs: str) -> list[tuple[str, str, int]]:
    document = read_config(f"{HEAD}  - name: team\n    {configs}\n", "a.yml")
    return [(one.kind, one.host, one.place.line) for one in receiver_hosts(document)]


@pytest.mark.parametrize(
    ("configs", "found"),
    [
        ("pagerduty_configs: [{routing_key: a}]", [("pagerduty", "events.pagerduty.com", 4)]),
        ("pagerduty_configs: [{routing_key: a, url: 'http://sink:8000/x'}]", [("pagerduty", "sink", 4)]),
        ("email_configs: [{to: a@b}]", [("email", "mail.example.com", 1)]),
        ("email_configs: [{to: a@b, smarthost: 'sink:25'}]", [("email", "sink", 4)]),
        ("slack_configs: [{channel: a}]", [("slack", "hooks.slack.com", 1)]),
        ("slack_configs: [{channel: a, api_url_file: /a}]", [("slack", "hooks.slack.com", 1)]),
        ("sns_configs: [{sigv4: {region: sa-east-1}, topic_arn: a}]", [("sns", "sns.sa-east-1.amazonaws.com", 4)]),
        ("webhook_configs: [{url: 'http://[::1'}, {url_file: /a}, {url: '{{ x }}'}]", []),
        ("pushover_configs: [{token: a}]", [("pushover", "api.pushover.net", 4)]),
    ],
)
def test_receiver_hosts(configs: str, found: list[tuple[str, str, int]]) -> None:
    assert hosts(configs) == found
