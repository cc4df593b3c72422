"""What an application behind a Collector, or one that pushes, has and has not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lab.why.expression import to_promql
from lab.why.paths import pushed
from lab.why.planned_topology import planned_topology
from tests.plan.planned import planned
from tests.why.captured_labs import captured_lab
from tests.why.collector_lab import collector_inventory, findings, with_series

WITNESS = 'process_runtime_cpython_thread_count{exported_job="api"}'


def test_pushed_behind_a_collector() -> None:
    [one] = pushed(collector_inventory())
    assert (one.name, one.service, one.labels) == ("api", "api", (("exported_job", "api"),))
    assert one.via is not None
    assert one.sentence() == "api pushes its metrics to otel-collector, which is scraped instead"


def test_pushed_before_anything_has_arrived() -> None:
    [one] = pushed(replace(collector_inventory(), metrics={}))
    assert one.labels == (("exported_job", "api"),)


def test_pushed_honor_labels() -> None:
    honored = replace(collector_inventory(), metrics={}, scrape_configs={"otel-collector": {"honor_labels": True}})
    assert pushed(honored)[0].labels == (("job", "api"),)


def test_pushed_none_that_is_scraped() -> None:
    assert pushed(captured_lab("prom-pull").inventory) == []


@pytest.mark.parametrize("matcher", ['job="api"', 'instance="api:8000"', 'exported_job="api"', 'job=~"api.*"'])
def test_explain_scrape_metric_there_is_none_by_nature(matcher: str) -> None:
    [finding] = findings(f"up{{{matcher}}}")
    assert finding.message == (
        "up exists only for targets that Prometheus scrapes: api pushes its metrics to otel-collector, which is "
        "scraped instead, so it has no up"
    )
    assert finding.details == (
        'up{job="otel-collector"} is about otel-collector, whatever becomes of api',
        f"ask for a series of api itself: {WITNESS}; absent({WITNESS}) when it is gone",
    )
    assert [to_promql(proposal.query) for proposal in finding.proposals] == [WITNESS]


def test_explain_scrape_metric_compared() -> None:
    [finding] = findings('up{job="api"} == 1')
    assert finding.message.startswith("up exists only for targets that Prometheus scrapes")
    assert not finding.proposals


def test_explain_scrape_metric_of_somebody_unknown() -> None:
    [finding] = findings('up{job="shop"}')
    assert finding.message == 'job="shop" does not match the only series of up: job is "otel-collector"'
    assert not finding.proposals


def test_explain_instance_has_no_counterpart() -> None:
    [finding] = findings('http_server_active_requests{instance="api:8000"}')
    assert finding.details == (
        "instance is the address that Prometheus scrapes, otel-collector, not that of api",
        "no label has its address: exported_instance would be its service.instance.id, which it does not send",
    )
    [proposal] = finding.proposals
    assert to_promql(proposal.query) == 'http_server_active_requests{exported_job="api"}'
    assert proposal.note == "all instances of api"


def test_explain_instance_that_has_an_id() -> None:
    labels = {"job": "otel-collector", "exported_job": "api", "exported_instance": "shop-1"}
    inventory = with_series(collector_inventory(), "x", labels)
    [finding] = findings('x{instance="api:8000"}', inventory)
    assert finding.details[-1] == "api's own is exported_instance, its service.instance.id: shop-1"
    [by_id] = findings('x{instance="shop-1"}', inventory)
    assert to_promql(by_id.proposals[0].query) == 'x{exported_instance="shop-1"}'


def test_explain_scrape_metric_without_any_target() -> None:
    inventory = replace(captured_lab("otel-direct").inventory, topology=planned_topology(planned("otel-direct")))
    [finding] = findings('up{job="api"}', inventory)
    assert finding.message == (
        "up exists only for targets that Prometheus scrapes: api pushes its metrics, so it has no up"
    )
    assert to_promql(finding.proposals[0].query) == 'target_info{job="api"}'


def test_explain_instance_is_not_that_of_another_application() -> None:
    name = "http_server_duration_milliseconds_count"
    scraped = {"job": "otel-collector", "instance": "otel-collector:8889"}
    checkout = {**scraped, "exported_job": "checkout", "exported_instance": "checkout-1"}
    inventory = with_series(collector_inventory(), name, {**scraped, "exported_job": "api"}, checkout)
    [finding] = findings(f'{name}{{instance="api:8000"}}', inventory)
    assert not any("checkout-1" in detail for detail in finding.details)
