"""Joins behind a Collector, whose job and instance all applications have."""

from __future__ import annotations

from lab.why.explain import explain
from lab.why.expression import to_promql
from tests.why.collector_lab import collector_inventory, with_series

SCRAPED = {"job": "otel-collector", "instance": "otel-collector:8889"}
CHECKOUT = {**SCRAPED, "exported_job": "checkout", "exported_instance": "checkout-1"}
REQUESTS = "http_server_active_requests"


def test_review_lucky_matching_of_another_application() -> None:
    inventory = with_series(collector_inventory(), "target_info", {**CHECKOUT, "service_version": "1.0.0"})
    inventory = with_series(inventory, REQUESTS, {**SCRAPED, "exported_job": "api"}, CHECKOUT)
    query = f"{REQUESTS} * on (job, instance) group_left (service_version) target_info"
    [finding] = explain(query, inventory, {}).findings
    assert finding.message == (
        f'{REQUESTS} of exported_job="api" is matched with target_info of exported_job="checkout"'
    )
    better = to_promql(finding.proposals[0].query)
    assert better == (
        f"{REQUESTS} * on (job, instance, exported_job, exported_instance) group_left (service_version) target_info"
    )
    assert explain(better, inventory, {}).findings == ()
