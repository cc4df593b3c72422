"""Rules and routes that the tests of drills share."""

from __future__ import annotations

from lab.drill.receivers import Routing, routing_of
from lab.drill.rules import DrillRule, RuleSet, read_rules

ALERTMANAGER = """\
global: {slack_api_url: "https://hooks.slack.com/services/T0/B0/not-for-output"}
route:
  receiver: chat
  group_by: [alertname, job]
  group_wait: 5m
  routes:
    - {matchers: ['severity="critical"'], receiver: pager, continue: true}
    - {matchers: ['severity="info"'], receiver: nowhere, mute_time_intervals: [night]}
    - {match: {severity: warning}, receiver: mail}
inhibit_rules:
  - {source_matchers: ['severity="critical"'], target_matchers: ['severity="warning"'], equal: [job]}
time_intervals:
  - {name: night, time_intervals: [{times: [{start_time: "20:00", end_time: "24:00"}]}]}
receivers:
  - {name: chat, slack_configs: [{channel: "#a", send_resolved: true}]}
  - {name: pager, pagerduty_configs: [{routing_key: not-for-output}]}
  - {name: nowhere}
  - {name: mail, email_configs: [{to: a@example.com, from: b@example.com, smarthost: "mail:25"}]}
"""


def rules_of(*exprs: str, more: str = "") -> RuleSet:
    text = "groups:\n  - name: g\n    rules:\n"
    for number, expr in enumerate(exprs, 1):
        text += f"      - alert: Rule{number}\n        expr: {expr}\n{more}"
    return read_rules({"rules.yml": text})


def rule_of(expr: str, more: str = "") -> DrillRule:
    return rules_of(expr, more=more).rules[0]


def routing() -> Routing:
    return routing_of(ALERTMANAGER, "alertmanager.yml")
