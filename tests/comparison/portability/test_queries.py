"""The rules and panels of a scenario."""

from __future__ import annotations

from collections import Counter

from tests.comparison.captured_sides import queries_of


def test_written_queries_rules_and_panels() -> None:
    found = queries_of("prom-pull")
    assert Counter((each.kind, each.file) for each in found) == {
        ("alert", "scenarios/prom-pull/rules/http.yml"): 1,
        ("panel", "scenarios/dashboards/http-red.json"): 15,
    }
    assert "$" not in "".join(each.query for each in found)


def test_written_queries_recording_rules() -> None:
    kinds = Counter(each.kind for each in queries_of("slo"))
    assert kinds["recording rule"] > 3
    assert kinds["alert"] >= 2
