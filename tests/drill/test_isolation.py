from __future__ import annotations

import yaml

from lab.drill.isolation import isolated, rule_file
from tests.drill.drilled import rule_of


def test_isolated_selectors_have_one_more_matcher() -> None:
    rule = rule_of("rate(a{x='1'}[5m]) / on (job) b > 2 unless absent(c)")
    assert isolated(rule, 3).expr == (
        'rate(a{x="1",lab_drill="1.3"}[5m]) / on (job) b{lab_drill="1.3"} > 2 unless absent(c{lab_drill="1.3"})'
    )


def test_rule_file_keeps_labels_and_annotations() -> None:
    more = "        for: 10m\n        labels: {severity: page}\n        annotations: {summary: 'a: {{ $value }}'}\n"
    (group,) = yaml.safe_load(rule_file([isolated(rule_of("up == 0", more), 0)], 3600.25))["groups"]
    assert (group["name"], group["interval"], group["query_offset"]) == ("1", "1s", "3600250ms")
    (rule,) = group["rules"]
    assert rule["for"] == "2s" and rule["labels"] == {"severity": "page"}
    assert rule["annotations"] == {"summary": "a: {{ $value }}"}


def test_rule_file_keeps_a_for_that_is_shorter() -> None:
    text = rule_file([isolated(rule_of("up == 0", "        for: 1s\n"), 0)], 1.0)
    assert yaml.safe_load(text)["groups"][0]["rules"][0]["for"] == "1s"
    without = rule_file([isolated(rule_of("up == 0"), 0)], 1.0)
    assert "for" not in yaml.safe_load(without)["groups"][0]["rules"][0]
