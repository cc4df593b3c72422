"""Alerts of PrometheusRules among the manifests of a lab."""

from __future__ import annotations

from dataclasses import replace

from lab.language.problem_collector import ProblemCollector
from lab.plan.config_checks import alert_rules
from lab.plan.model import PlacedFile
from tests.plan.planned import planned

_RULE = """\
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: {name: http, namespace: shop}
spec:
  groups:
    - name: http
      rules: [{alert: HighHTTPErrorRate, expr: "sum(rate(", for: 1s, labels: {severity: critical}}]
"""
_SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: api, namespace: shop}\n"


def test_alert_rules_of_manifests_and_not_their_problems() -> None:
    files = tuple(
        PlacedFile(f"kubectl/{name}", f"/manifests/{name}", text, name)
        for name, text in (("rules.yaml", _RULE), ("service.yaml", _SERVICE))
    )
    service = replace(planned("prom-pull").services[0], name="kubectl", roles={"kubernetes": "http"}, files=files)
    problems = ProblemCollector()

    found = alert_rules((service,), str, (), problems)

    assert list(found) == ["HighHTTPErrorRate"]
    [rule] = found["HighHTTPErrorRate"]
    assert (rule.for_, rule.labels, rule.place.file) == ("1s", {"severity": "critical"}, "rules.yaml")
    assert not problems.problems
