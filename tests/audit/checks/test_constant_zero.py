from __future__ import annotations

import pytest

from lab.audit.checks.constant_zero import check
from lab.audit.model import FindingClass
from tests.audit.dashboards import dashboard, panel
from tests.audit.small_system import context


def test_panel_of_zeros_over_a_misspelt_metric() -> None:
    query = 'sum(rate(http_request_total{status=~"5.."}[5m])) or vector(0)'
    [one] = check(context(dashboards=[dashboard(panel("Errors", query))]))
    assert one.class_ is FindingClass.MISLEADING
    assert one.message == "it always shows vector(0), since no metric is called http_request_total"
    assert one.fix == 'use sum(rate(http_requests_total{status=~"5.."}[5m])) or vector(0)'


@pytest.mark.parametrize(
    "query",
    [
        'sum(rate(http_requests_total{status=~"5.."}[5m])) or vector(0)',  # nothing fails
        "sum(shop_payments) or vector(0)",  # declared
        "sum(shop_carts) or vector(0)",  # was there
        "redis_up or up",  # no constant
        "sum(up) or vector(0)",
    ],
)
def test_zero_that_may_end(query: str) -> None:
    assert list(check(context(dashboards=[dashboard(panel("Errors", query))]))) == []
