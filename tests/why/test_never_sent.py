"""Metrics that never had a sample."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lab.why.explain import explain
from lab.why.expression import to_promql
from lab.why.inventory import Inventory, Target
from tests.why.captured_labs import captured_lab
from tests.why.collector_lab import collector_inventory, findings, with_series

QUANTILE = "histogram_quantile(0.95, sum by (le) (rate({}[1m])))"
MILLISECONDS = QUANTILE.format("http_server_duration_milliseconds_bucket")


@pytest.mark.parametrize(
    ("query", "better"),
    [
        pytest.param(f"{QUANTILE.format('http_request_duration_seconds_bucket')} > 0.5", f"{MILLISECONDS} > 500"),
        pytest.param(
            f"{QUANTILE.format('http_server_request_duration_seconds_bucket')} > 0.5", f"{MILLISECONDS} > 500"
        ),
        pytest.param(
            'http_server_request_duration_seconds_count{http_response_status_code="500"}',
            'http_server_duration_milliseconds_count{http_status_code="500"}',
        ),
        pytest.param(
            'http_request_duration_seconds_bucket{le="0.5"}', 'http_server_duration_milliseconds_bucket{le="500.0"}'
        ),
    ],
)
def test_explain_never_sent_units_are_carried_over(query: str, better: str) -> None:
    [finding] = findings(query)
    assert [to_promql(proposal.query) for proposal in finding.proposals] == [better]


def test_explain_never_sent_note_of_the_unit() -> None:
    [finding] = findings(f"{QUANTILE.format('http_server_request_duration_seconds_bucket')} > 0.5")
    assert finding.proposals[0].note == "numbers are converted from seconds to milliseconds (times 1000)"


def test_explain_never_sent_nothing_that_measures_something_else() -> None:
    """Nearly the same name, but bytes are no seconds."""
    inventory = with_series(collector_inventory(), "cache_item_bytes", {"job": "otel-collector"})
    [finding] = findings("cache_item_seconds", inventory)
    assert not any("cache_item_bytes" in detail for detail in finding.details)
    assert not finding.proposals


def test_explain_never_sent_target_info() -> None:
    [finding] = findings('target_info{job="api"}')
    assert finding.details == (
        "otel-collector's prometheus exporter writes it only for a resource with service.name and "
        "service.instance.id; api has no service.instance.id (its series have no exported_instance)",
        "set service.instance.id in OTEL_RESOURCE_ATTRIBUTES, or resource_constant_labels in the exporter",
    )


def test_explain_never_sent_target_info_without_opentelemetry() -> None:
    [finding] = findings("target_info", captured_lab("prom-pull").inventory)
    assert finding.details == (
        "it holds the resource attributes of applications that use OpenTelemetry: no application here does",
    )


def test_explain_never_sent_collector_itself() -> None:
    [finding] = findings("otelcol_receiver_accepted_metric_points")
    assert (
        finding.details[1] == "otel-collector exposes its own metrics at port 8888, which no scrape job has as a target"
    )
    assert not finding.proposals


def _with_broken_targets(inventory: Inventory) -> Inventory:
    broken = tuple(
        Target(f"job{n}", {"job": f"job{n}"}, f"http://job{n}:80/metrics", "down", "connection refused")
        for n in range(15)
    )
    return replace(inventory, targets=(*broken, *inventory.targets), pools={})


def test_explain_never_sent_nearest_name_before_broken_targets() -> None:
    [finding] = findings("http_server_active_request", _with_broken_targets(collector_inventory()))
    assert finding.details[0] == "did you mean http_server_active_requests?"
    assert finding.details[1].startswith("target http://job0:80/metrics is down: connection refused")
    assert to_promql(finding.proposals[0].query) == "http_server_active_requests"


def test_explain_never_sent_buckets_of_a_summary() -> None:
    [finding] = findings("db_query_duration_seconds_bucket", captured_lab("prom-pull").inventory)
    assert not any("is a summary" in detail for detail in finding.details)
    inventory = with_series(collector_inventory(), "db_seconds", {"quantile": "0.5"})
    [finding] = findings("db_seconds_bucket", inventory)
    assert "db_seconds is a summary: it has no buckets, its quantiles are db_seconds with the label quantile" in (
        finding.details
    )


def test_explain_never_sent_hyphen() -> None:
    inventory = with_series(collector_inventory(), "shop_orders", {"job": "api"})
    finding = findings("sum(shop-orders)", inventory)[0]
    assert finding.details == ("names have no hyphens: `-` subtracts. Did you mean shop_orders?",)
    assert to_promql(finding.proposals[0].query) == "sum(shop_orders)"


def test_explain_never_sent_delta() -> None:
    inventory = collector_inventory()
    [app] = inventory.topology.applications
    topology = replace(inventory.topology, applications=(replace(app, temporality="delta", sends_to="prometheus"),))
    [finding] = findings("orders_placed_total", replace(inventory, topology=topology))
    assert any(detail.startswith("api sends delta temporality") for detail in finding.details)


def test_explain_never_sent_other_names_of_span_metrics() -> None:
    inventory = with_series(collector_inventory(), "traces_span_metrics_calls_total", {"job": "otel-collector"})
    [finding] = findings("traces_spanmetrics_calls_total", inventory)
    assert to_promql(finding.proposals[0].query) == "traces_span_metrics_calls_total"


def test_explain_never_sent_milliseconds_asked_of_seconds() -> None:
    query = QUANTILE.format("http_server_duration_milliseconds_bucket")
    [finding] = findings(f"{query} > 250", captured_lab("prom-pull").inventory)
    better = QUANTILE.format("http_request_duration_seconds_bucket")
    assert [to_promql(proposal.query) for proposal in finding.proposals] == [f"{better} > 0.25"]


def test_explain_never_sent_quantile_of_a_histogram() -> None:
    query = 'http_request_duration_seconds{quantile="0.9",path="/api/slow"}'
    [finding] = findings(query, captured_lab("prom-pull").inventory)
    assert [to_promql(proposal.query) for proposal in finding.proposals] == [
        'histogram_quantile(0.9, rate(http_request_duration_seconds_bucket{path="/api/slow"}[5m]))'
    ]


def test_never_sent_before_discovered_targets_are_applied() -> None:
    inventory = Inventory("prometheus", 0.0, 5.0, {}, pools={"api": 0}, scrape_configs={"api": {}})
    [finding] = explain("http_requests_total", inventory, {}).findings
    assert finding.details[-1].startswith("no scrape job has targets yet: Prometheus applies them every")
    later = replace(inventory, taken_at=60.0)
    assert not any("yet" in detail for detail in explain("up", later, {}).findings[0].details)


def test_explain_never_sent_recorded_name_is_no_spelling_of_a_scraped_one() -> None:
    query = "node_namespace_pod_container:container_cpu_usage_seconds_total:sum_rate"
    inventory = with_series(collector_inventory(), "node_cpu_seconds_total", {"job": "node", "mode": "idle"})
    [finding] = explain(query, inventory, {}).findings
    assert not finding.proposals
    assert any("is written by a recording rule" in detail for detail in finding.details)


def test_explain_never_sent_several_hyphens() -> None:
    inventory = with_series(collector_inventory(), "http_requests_total", {"job": "api"})
    [finding] = explain("http-requests-total", inventory, {}).findings
    assert [to_promql(proposal.query) for proposal in finding.proposals] == ["http_requests_total"]


def test_explain_never_sent_counter_is_no_gauge() -> None:
    inventory = replace(collector_inventory(), types={"http_server_active_requests": "gauge"})
    [finding] = findings("rate(http_server_requests_total[1m])", inventory)
    assert not finding.proposals


def test_explain_never_sent_targets_are_told_once() -> None:
    target = Target("gone", {"job": "gone"}, "http://localhost:8000/metrics", "down", "connect: connection refused")
    inventory = replace(collector_inventory(), targets=(target,))
    first, second = explain("node_filesystem_free / node_filesystem_size", inventory, {}).findings
    assert any(detail.startswith("target http://localhost:8000") for detail in first.details)
    assert not any(detail.startswith("target http://localhost:8000") for detail in second.details)
