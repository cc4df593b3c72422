"""Rule files as Prometheus reads them: their alerting rules, and what it would refuse."""

from __future__ import annotations

import pytest

from lab.configs.rule_files import as_rule_file, read_rule_file
from lab.configs.yaml_file import read_config
from lab.errors import Place
from lab.language.alert_rules import AlertRule
from lab.language.promql import promql_error

RULES = """\
groups:
  - name: a
    rules:
      - {alert: One, expr: up == 0, for: 2m}
      - {record: "job:up", expr: sum(up)}
      - alert: Two
        expr: |
          sum(
        for: 5
      - alert: Three
      - {alert: Four, expr: up, for: 1w2d}
      - {alert: Five, expr: up}
"""
MANIFEST = """\
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: {name: shop}
spec:
  groups:
    - name: shop
      rules: [{alert: Down, expr: up == 0}]
---
kind: PrometheusRule
spec: {groups: [{name: host, rules: [{record: a, expr: b}]}]}
"""


def problems(text: str, *, logql: bool = False) -> list[str]:
    read = read_rule_file(text, "r.yml", None if logql else promql_error)
    return [str(problem) for problem in sorted(read.problems)]


def rule(text: str) -> list[str]:
    """The problems of a file with one rule, the keys of which are given in flow style."""
    return problems(f"groups: [{{name: g, rules: [{text}]}}]\n")


def test_read_rule_file() -> None:
    read = read_rule_file(RULES, "r.yml", promql_error)

    assert read.alerts == (
        AlertRule("One", "2m", Place("r.yml", 4, 10)),
        AlertRule("Two", "5", Place("r.yml", 6, 9)),
        AlertRule("Three", "0s", Place("r.yml", 10, 9)),
        AlertRule("Four", "1w2d", Place("r.yml", 11, 10)),
        AlertRule("Five", "0s", Place("r.yml", 12, 10)),
    )
    assert problems(RULES) == [
        "r.yml:7:9: PromQL does not parse: unclosed left parenthesis",
        "r.yml:9:9: '5' is not a duration of Prometheus; write for example 30s, 5m or 1h30m",
        "r.yml:10:9: a rule needs 'expr'",
    ]


@pytest.mark.parametrize("text", ["", "groups:\n", "{}\n", "groups: []\n", "groups: [{name: a}]\n", "# none\n"])
def test_read_rule_file_without_rules(text: str) -> None:
    assert problems(text) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("{record: one, expr: 1}", id="a number as expression"),
        pytest.param("{record: half, expr: 1e-3}", id="a float"),
        pytest.param(
            "{alert: A, expr: up, labels: {severity: 1, page: true}}", id="values of labels that are not text"
        ),
        pytest.param("{alert: A, expr: up, keep_firing_for: 5m, for: 0}", id="durations"),
        pytest.param("{alert: A, expr: up, annotations: {a: '{{ $value | humanize }}'}}", id="a template"),
        pytest.param("{alert: A, expr: up, for: , labels: , annotations: }", id="nothing"),
        pytest.param("&r {alert: A, expr: up}, {<<: *r, alert: B}", id="a merge key"),
    ],
)
def test_read_rule_file_accepts(text: str) -> None:
    assert rule(text) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{alert: A, exprs: up}", "Prometheus has no key 'exprs' in a rule; did you mean 'expr'?"),
        ("{alert: A, record: a, expr: up}", "give 'alert' or 'record', not both"),
        ("{expr: up}", "a rule needs its name"),
        ("{record: a, expr: up, for: 5m}", "a recording rule cannot have 'for'"),
        ("{record: a, expr: up, annotations: {a: b}}", "a recording rule cannot have 'annotations'"),
        ("{record: 'a{b=\"c\"}', expr: up}", "a recorded metric's name has no braces"),
        ("{alert: A, expr: up, labels: [a]}", "'labels' is a mapping of keys to values, not a list"),
        ("{alert: A, expr: up, labels: {a: {b: c}}}", "'a' is a single value, not a mapping"),
        ("{alert: A, expr: up, for: 1.5h}", "'1.5h' is not a duration of Prometheus"),
        ("{alert: A, expr: up, for: 30s1m}", "'30s1m' is not a duration of Prometheus"),
        ("{alert: A, expr: up, annotations: {a: '{{ $value '}}", "the template of 'a' does not parse"),
        ("{alert: A, expr: up, labels: {__name__: b}}", "a rule cannot set the label '__name__'"),
        ("up", "a rule is a mapping of keys to values, not the text 'up'"),
    ],
)
def test_read_rule_file_refuses(text: str, message: str) -> None:
    found = rule(text)

    assert len(found) == 1
    assert message in found[0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("gruops: []\n", "r.yml:1:1: Prometheus has no key 'gruops' in a rule file; did you mean 'groups'?"),
        ("groups: 1\n", "r.yml:1:1: 'groups' is a list, not the text '1'; begin each of its entries with '- '"),
        ("- a\n", "r.yml:1:1: a rule file is a mapping of keys to values, not a list"),
        ("groups: [{rules: []}]\n", "r.yml:1:10: a group of rules needs 'name'"),
        ("a: 1\na: 2\n", "r.yml:2:1: duplicate key 'a'; the first is on line 1"),
        ("groups:\n- name: a\n- name: a\n", "r.yml:3:3: there is already a group 'a' in this file, on line 2"),
        ("kind: Pod\napiVersion: v1\n", "r.yml:1:1: this is a Kubernetes manifest of the kind Pod, not a rule file"),
        ("apiVersion: 1\ngroups: []\n", "r.yml:1:1: these are alert rules that Grafana provisions"),
        ("scrape_configs: []\n", "r.yml:1:1: this is a configuration of Prometheus"),
        ("slos: []\nversion: prometheus/v1\n", "r.yml:1:1: this is an SLO for Sloth"),
        ("tests: []\nrule_files: []\n", "r.yml:1:1: these are unit tests of promtool"),
        ("groups:\n{{- range .Values.a }}\n", "is this a Helm, Jinja or Ansible template?"),
    ],
)
def test_read_rule_file_refuses_file(text: str, message: str) -> None:
    assert message in problems(text)[0]


def test_read_rule_file_of_loki_leaves_logql_to_loki() -> None:
    text = 'groups: [{name: g, rules: [{alert: A, expr: \'sum(rate({a="b"} |= "c" [1m]))\'}]}]\nnamespace: x\n'

    assert problems(text, logql=True) == []
    assert len(problems(text)) == 2


def test_read_rule_file_in_a_manifest() -> None:
    read = read_rule_file(MANIFEST, "r.yml", promql_error)

    assert (read.alerts, read.problems) == ((AlertRule("Down", "0s", Place("r.yml", 7, 16)),), ())


def test_as_rule_file_unwraps_a_manifest_only() -> None:
    assert read_config(as_rule_file(MANIFEST, "r.yml"), "r.yml").data == {
        "groups": [
            {"name": "shop", "rules": [{"alert": "Down", "expr": "up == 0"}]},
            {"name": "host", "rules": [{"record": "a", "expr": "b"}]},
        ]
    }
    assert as_rule_file(RULES, "r.yml") == RULES
    assert as_rule_file("groups: [", "r.yml") == "groups: ["


def test_read_rule_file_keeps_the_interval_of_a_group() -> None:
    slow, other = "[{alert: Slow, expr: up}]", "[{alert: X, expr: up}]"
    text = f"groups:\n- {{name: a, interval: 30s, rules: {slow}}}\n- {{name: b, rules: {other}}}\n"
    alerts = read_rule_file(text, "r.yml", promql_error).alerts
    assert [(alert.name, alert.interval) for alert in alerts] == [("Slow", "30s"), ("X", "")]


def test_labels_of_an_alert_without_templates() -> None:
    text = """
groups:
  - name: targets
    labels: {team: ops, severity: warning}
    rules:
      - {alert: Down, expr: up == 0, labels: {severity: critical, where: "{{ $labels.instance }}"}}
"""
    (rule,) = read_rule_file(text, "r.yml", promql_error).alerts
    assert (dict(rule.labels), str(rule)) == (
        {"team": "ops", "severity": "critical"},
        "Down{team=ops, severity=critical}",
    )
