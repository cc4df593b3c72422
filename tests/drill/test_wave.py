"""What a wave makes of what Prometheus, Alertmanager and the sink say. tests/drill/test_drive.py has the real ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from lab.drill.isolation import IsolatedRule, isolated
from lab.drill.receivers import Routing, routing_of
from lab.drill.wave import Seen, Wave
from lab.queries.alertmanager import AlertmanagerAlert
from lab.queries.notifications import Webhook
from tests.drill.drilled import ALERTMANAGER, routing, rule_of

MORE = "        for: 5m\n        labels: {severity: %s}\n"
FIRING, QUIET = 1000.0, 100.0


class Scripted:
    """Prometheus fires two polls after the rules are true; every receiver in `hooks` hears of it one poll later."""

    def __init__(self, labels: Mapping[str, str], hooks: Sequence[str], inhibited_by: Sequence[AlertmanagerAlert] = ()):
        self.labels, self.hooks, self.inhibited_by = labels, hooks, inhibited_by
        self.time, self.polls, self.moment = 5000.0, 0, QUIET

    def put(self, rules: Sequence[IsolatedRule], moment: float) -> float:
        self.moment, self.polls = moment, 0
        return self.time

    def groups(self) -> Sequence[Mapping[str, Any]]:
        self.polls += 1
        state = "inactive" if self.moment == QUIET else "pending" if self.polls < 3 else "firing"
        alert = {"labels": {**self.labels, "lab_drill": "1.0"}, "annotations": {}, "state": state}
        at = datetime.fromtimestamp(self.time + 1, UTC).isoformat()
        rule = {"state": state, "lastEvaluation": at, "alerts": [] if state == "inactive" else [alert]}
        return [{"name": "0", "rules": [rule]}]

    def alerts(self) -> Sequence[AlertmanagerAlert]:
        marks = [alert.fingerprint for alert in self.inhibited_by]
        status = {"state": "suppressed", "inhibitedBy": marks}
        own = {"labels": {**self.labels, "cluster": "prod"}, "fingerprint": "own", "status": status}
        own["receivers"] = [{"name": "mail"}]
        return [AlertmanagerAlert.model_validate(own), *self.inhibited_by]

    def notifications(self) -> Sequence[Webhook]:
        if self.polls < 4 or self.inhibited_by:
            return []
        status = "resolved" if self.moment == QUIET else "firing"
        alert = {"status": status, "labels": {**self.labels, "cluster": "prod"}}
        bodies = [{"at": self.time, "receiver": hook, "body": {"alerts": [alert]}} for hook in self.hooks]
        return [Webhook.model_validate(body) for body in bodies]

    def now(self) -> float:
        return self.time

    def pause(self, seconds: float) -> None:
        self.time += seconds


def drilled(stage: Scripted, severity: str, routes: Routing | None = None) -> Seen:
    rule = isolated(rule_of("up == 0", MORE % severity), 0)
    return Wave(stage, routes or routing(), {"cluster": "prod"}, FIRING, QUIET).run([rule])[1]


def test_wave_of_a_critical_rule() -> None:
    labels = {"alertname": "Rule1", "severity": "critical", "job": "api"}
    seen = drilled(Scripted(labels, ["1-pagerduty-0"]), "critical")
    assert seen.pending and seen.fired and seen.resolved and not seen.early
    assert seen.alerts == {frozenset({**labels, "cluster": "prod"}.items())}
    assert seen.routed(routing()) == ("pager",)
    assert seen.hooks == seen.over == {"1-pagerduty-0"}


def test_wave_does_not_wait_for_receivers_that_say_nothing_when_it_is_over() -> None:
    stage = Scripted({"alertname": "Rule1", "severity": "warning"}, ["3-email-0"])
    seen = drilled(stage, "warning")
    assert seen.hooks == {"3-email-0"} and seen.awaited(routing(), over=True) == set()


def test_wave_of_an_inhibited_rule_ends_and_names_what_hides_it() -> None:
    hides = AlertmanagerAlert.model_validate(
        {"labels": {"alertname": "Worse"}, "fingerprint": "f", "status": {"state": "active"}}
    )
    stage = Scripted({"alertname": "Rule1", "severity": "warning"}, ["3-email-0"], [hides])
    seen = drilled(stage, "warning")
    assert seen.fired and not seen.hooks
    assert [labels["alertname"] for labels in seen.inhibited_by] == ["Worse"]


def test_wave_asks_alertmanager_for_receivers_where_only_go_knows_the_patterns() -> None:
    text = ALERTMANAGER.replace("severity: warning", "severity: warning, team: x").replace("match:", "match_re:")
    routes = routing_of(text.replace("team: x", r"team: '\\pL*'").replace(r"\\p", r"\p"), "alertmanager.yml")
    assert not routes.is_decidable
    seen = drilled(Scripted({"alertname": "Rule1", "severity": "warning"}, ["3-email-0"]), "warning", routes)
    assert seen.routed(routes) == ("mail",) and seen.hooks == {"3-email-0"}
