"""A drill of a few rules on the real Prometheus, Alertmanager and notification sink."""

from __future__ import annotations

import pytest

from lab.containers.attach import find
from lab.containers.engine import connect
from lab.drill.drive import Drill, run_drill
from lab.drill.receivers import routing_of
from lab.drill.result import DrillResult, Outcome, RuleResult
from lab.drill.rules import read_rules
from lab.settings import from_environment
from lab.stack.folders import Folders
from tests.drill.drilled import ALERTMANAGER
from tests.plan.planned import CHECKOUT

RULES = """\
groups:
  - name: drilled
    rules:
      - alert: Down
        expr: up == 0
        for: 5m
        labels: {severity: critical}
        annotations: {summary: "{{ $labels.instance }} is down"}
      - alert: Errors
        expr: sum by (job) (rate(r_total{code=~"5.."}[5m])) / sum by (job) (rate(r_total[5m])) > 0.05
        labels: {severity: warning, job: own}
      - alert: Grown
        expr: avg(blocks) / avg(blocks offset 7d) > 1.4
        labels: {severity: info}
      - alert: Gone
        expr: absent(up{job="billing"})
        for: 1m
      - alert: Hidden
        expr: depth > 5
        labels: {severity: warning, job: same}
      - alert: Hides
        expr: deeper > 5
        labels: {severity: critical, job: same}
      - alert: Never
        expr: count by (job) (queues) == 0
      - alert: NeverMatches
        expr: connections{state="used"} / (connections{state="used"} + connections{state="free"}) > 0.9
      - alert: Watchdog
        expr: vector(1)
"""


@pytest.fixture(scope="module")
def drilled() -> DrillResult:
    drill = Drill(read_rules({"rules.yml": RULES}), routing_of(ALERTMANAGER, "alertmanager.yml"), {"cluster": "prod"})
    said: list[str] = []
    return run_drill(drill, from_environment(), Folders((CHECKOUT,), CHECKOUT), said.append)


def rule(drilled: DrillResult, alert: str) -> RuleResult:
    return next(one for one in drilled.rules if one.rule.alert == alert)


@pytest.mark.engine
def test_drill(drilled: DrillResult) -> None:
    """One test: all of it is one lab."""
    down = rule(drilled, "Down")
    assert (down.outcome, down.pending, down.fired, down.resolved) == (Outcome.DELIVERED, True, True, True)
    assert down.routed == down.delivered == down.told_resolved == ("pager",)

    errors = rule(drilled, "Errors")
    assert (errors.outcome, errors.delivered, errors.told_resolved) == (Outcome.DELIVERED, ("mail",), ())
    assert not errors.notes  # quiet by its values, not by the end of its series

    assert rule(drilled, "Grown").outcome is Outcome.NOWHERE and rule(drilled, "Grown").resolved
    assert rule(drilled, "Gone").delivered == ("chat",)

    hidden = rule(drilled, "Hidden")
    assert hidden.outcome is Outcome.DELIVERED and hidden.delivered == ("mail",)
    assert hidden.notes == ("inhibited while Hides fires; delivered without it",)

    never = rule(drilled, "Never")
    assert never.outcome is Outcome.NOT_FIRED and "count by (job) (queues) == 0 is never true" in never.reason
    assert "the sides of '+' never match" in rule(drilled, "NeverMatches").reason
    assert rule(drilled, "Watchdog").outcome is Outcome.ALWAYS

    assert drilled.fired == 7, drilled.phases and not drilled.good
    assert not [lab for lab in find(connect(from_environment())) if lab.project.startswith("lab-drill-")]
