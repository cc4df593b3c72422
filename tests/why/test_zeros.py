"""Ratios of events that have not happened yet."""

from __future__ import annotations

from lab.why.explain import explain
from lab.why.expression import to_promql
from lab.why.inventory import Inventory, Metric, Series

SERVICES = tuple(
    Series({"service_name": name, "http_status_code": "200"}, 100.0, True)
    for name in ("auth-service", "billing-service")
)
INVENTORY = Inventory("prometheus", 0.0, 100.0, {"trace_endpoint_count": Metric(SERVICES, 2)})
ERRORS = 'sum by (service_name) (rate(trace_endpoint_count{http_status_code=~"5.."}[30s]))'
ALL = "sum by (service_name) (rate(trace_endpoint_count[30s]))"


def test_zero_of_groups_in_a_ratio() -> None:
    [finding] = explain(f"(1 - ({ERRORS} / {ALL})) * 100", INVENTORY, {}).findings
    assert finding.details[0].endswith(f"append `or {ALL} * 0`")
    [proposal] = finding.proposals
    assert to_promql(proposal.query) == f"(1 - ({ERRORS} or {ALL} * 0) / {ALL}) * 100"
    assert proposal.returns == 2


def test_zero_of_a_sum_in_a_ratio() -> None:
    errors = 'sum(rate(trace_endpoint_count{http_status_code=~"5.."}[30s]))'
    [finding] = explain(f"{errors} / 2", INVENTORY, {}).findings
    [proposal] = finding.proposals
    assert to_promql(proposal.query) == f"({errors} or vector(0)) / 2"


def test_zero_only_of_sums_in_a_calculation() -> None:
    for query in ('trace_endpoint_count{http_status_code="500"}', f"{ERRORS} > 5", f"max({ERRORS})"):
        [finding] = explain(query, INVENTORY, {}).findings
        assert not finding.proposals
        assert "append `or vector(0)` to a sum" in finding.details[0]
