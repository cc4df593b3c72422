from __future__ import annotations

import yaml

from lab.drill.isolation import isolated, rule_file
from tests.drill.drilled import rule_of


def test_isolated_selectors_have_one_more_matcher() -> None:
    rule = rule_of("rate(a{x='1'}[5m]) / on (job) b > 2 unless absent(c)")
    assert isolated(rule, 3, kept=False).expr == (
        'rate(a{x="1",lab_drill="1.3"}[5m]) / on (job) b{lab_drill="1.3"} > 2 unless absent(c{lab_drill="1.3"})'
    )


def test_isolated_groupings_keep_the_label() -> None:
    rule = rule_of("sum(a) / on (job) count by (job) (b) > 2")
    assert isolated(rule, 0).expr == (
        'sum by (lab_drill) (a{lab_drill="1.0"}) / on (job, lab_drill) '
        'count by (job, lab_drill) (b{lab_drill="1.0"}) > 2'
    )


def test_rule_file_keeps_labels_and_annotations() -> None:
    more = "        for: 10m\n        labels: {severity: page}\n        annotations: {summary: 'a: {{ $value }}'}\n"
    (group,) = yaml.safe_load(rule_file([isolated(rule_of("up == 0", more), 0)], 3600.25))["groups"]
    assert (group["name"], group["interval"], group["query_offset"]) == ("0", "1s", "3600250ms")
    (rule,) = group["rules"]
    assert rule["for"] == "2s" and rule["labels"] == {"severity": "page"}
    assert rule["annotations"] == {"summary": "a: {{ $value }}"}


def test_rule_file_keeps_a_for_that_is_shorter() -> None:
    text = rule_file([isolated(rule_of("up == 0", "        for: 1s\n"), 0)], 1.0)
    assert yaml.safe_load(text)["groups"][0]["rules"][0]["for"] == "1s"
    without = rule_file([isolated(rule_of("up == 0"), 0)], 1.0)
    assert "for" not in yaml.safe_load(without)["groups"][0]["rules"][0]


def test_rule_file_has_groups_of_many_rules_in_order() -> None:
    rules = [isolated(rule_of(f"x{number} == 0"), 0) for number in range(60)]
    groups = yaml.safe_load(rule_file(rules, 1.0))["groups"]
    assert [(group["name"], len(group["rules"])) for group in groups] == [("0", 25), ("1", 25), ("2", 10)]
    assert groups[1]["rules"][0]["expr"] == 'x25{lab_drill="1.0"} == 0'
