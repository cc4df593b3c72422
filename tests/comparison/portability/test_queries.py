"""The rules and panels of a scenario."""

from __future__ import annotations

from collections import Counter

from tests.comparison.captured_sides import queries_of


def test_written_queries_rules_and_panels() -> None:
    queries = queries_of("prom-pull")
    assert Counter((query.kind, query.file) for query in queries) == {
        ("alert", "scenarios/prom-pull/rules/http.yml"): 1,
        ("panel", "scenarios/dashboards/http-red.json"): 15,
    }
    assert "$" not in "".join(query.query for query in queries)


def test_written_queries_recording_rules() -> None:
    kinds = Counter(query.kind for query in queries_of("slo"))
    assert kinds["recording rule"] > 3
    assert kinds["alert"] >= 2
