"""Ratios of some series of a metric by all of it."""

from __future__ import annotations

import pytest

from lab.why.explain import explain
from lab.why.expression import to_promql
from lab.why.inventory import Inventory, Metric, Series

STATUSES = tuple(Series({"handler": "/api", "status_code": code}, 100.0, True) for code in ("200", "500", "502"))
INVENTORY = Inventory("prometheus", 0.0, 100.0, {"requests_total": Metric(STATUSES, 3)})
ITSELF = "each series is divided by itself"


@pytest.mark.parametrize(
    "query",
    [
        'rate(requests_total{status_code=~"5.."}[30s]) / rate(requests_total[30s])',
        '100 * rate(requests_total{status_code=~"5.."}[30s]) / rate(requests_total[30s]) > 0.5',
    ],
)
def test_review_ratios_divided_by_itself(query: str) -> None:
    [finding] = [one for one in explain(query, INVENTORY, {}).findings if ITSELF in one.message]
    better = to_promql(finding.proposals[0].query)
    assert "/ sum without (status_code) (rate(requests_total[30s]))" in better
    assert explain(better, INVENTORY, {}).series == 1


@pytest.mark.parametrize(
    "query",
    [
        'sum(rate(requests_total{status_code=~"5.."}[30s])) / sum(rate(requests_total[30s]))',
        'rate(requests_total{status_code="500"}[30s]) / ignoring (status_code) sum without (status_code) '
        "(rate(requests_total[30s]))",
    ],
)
def test_review_ratios_of_a_total(query: str) -> None:
    assert not [one for one in explain(query, INVENTORY, {}).findings if ITSELF in one.message]
