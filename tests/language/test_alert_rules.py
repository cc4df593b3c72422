"""Rule files: their alerting rules, and what is wrong with them."""

from __future__ import annotations

import pytest

from lab.errors import Place
from lab.language.alert_rules import AlertRule, rules_of

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


def test_rules_of() -> None:
    alerts, problems = rules_of(RULES, "r.yml")

    assert alerts == (
        AlertRule("One", "2m", Place("r.yml", 4, 10)),
        AlertRule("Three", "0s", Place("r.yml", 10, 9)),
        AlertRule("Four", "1w2d", Place("r.yml", 11, 10)),
        AlertRule("Five", "0s", Place("r.yml", 12, 10)),
    )
    assert [str(problem) for problem in problems] == [
        "r.yml:7:9: PromQL does not parse: unclosed left parenthesis",
        "r.yml:9:9: 5 is not a duration; write for example 2m",
        "r.yml:10:9: a rule needs 'expr'",
    ]


@pytest.mark.parametrize("text", ["", "groups:\n", "groups: 1\n", "- a\n", "groups: [1, {rules: 1}, {rules: [1]}]\n"])
def test_rules_of_file_without_rules(text: str) -> None:
    assert rules_of(text, "r.yml") == ((), ())


def test_rules_of_file_with_duplicate_keys() -> None:
    alerts, problems = rules_of("a: 1\na: 2\n", "r.yml")

    assert alerts == ()
    assert [str(problem) for problem in problems] == ["r.yml:2:1: duplicate key 'a'; the first is on line 1"]
