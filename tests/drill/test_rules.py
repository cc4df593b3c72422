from __future__ import annotations

import pytest

from lab.drill.rules import read_rules
from lab.errors import Problems

RULES = """\
groups:
  - name: hosts
    labels: {team: infra}
    rules:
      - record: job:up:sum
        expr: sum by (job) (up)
      - alert: HostDown
        expr: up == 0
        for: 5m
        labels: {severity: critical}
        annotations: {summary: "{{ $labels.instance }} of {{ .Labels.cluster }} is down"}
"""


def test_read_rules() -> None:
    found = read_rules({"rules/hosts.yml": RULES})
    (rule,) = found.rules
    assert (rule.number, rule.alert, rule.for_, rule.group) == (1, "HostDown", "5m", "hosts")
    assert (rule.place.file, rule.place.line) == ("rules/hosts.yml", 7)
    assert rule.labels == {"team": "infra", "severity": "critical"}
    assert rule.used_labels == ("instance", "cluster")
    assert found.recorded == {"job:up:sum"}


def test_read_rules_of_a_prometheus_rule() -> None:
    indented = "".join(f"  {line}\n" for line in RULES.splitlines())
    manifest = f"apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {{name: x}}\nspec:\n{indented}"
    (rule,) = read_rules({"rule.yaml": manifest}).rules
    assert (rule.alert, rule.place.line) == ("HostDown", 11)


def test_read_rules_with_problems_of_all_files() -> None:
    wrong = RULES.replace("up == 0", "up ==")
    with pytest.raises(Problems) as refused:
        read_rules({"a.yml": wrong, "b.yml": wrong})
    assert [problem.place.file for problem in refused.value.problems] == ["a.yml", "b.yml"]


def test_read_rules_of_an_empty_group() -> None:
    assert read_rules({"a.yml": "groups:\n  - name: nothing\n    rules:\n"}).rules == ()
