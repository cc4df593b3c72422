"""The value asked for is that of another label."""

from __future__ import annotations

import pytest

from lab.why.expression import to_promql
from tests.why.captured_labs import captured_lab
from tests.why.collector_lab import collector_inventory, findings, with_series

COUNT = "http_server_duration_milliseconds_count"


@pytest.mark.parametrize(
    ("query", "better"),
    [
        pytest.param(f'{COUNT}{{job="api"}}', f'{COUNT}{{exported_job="api"}}', id="job"),
        pytest.param(f'{COUNT}{{job=~"api|shop"}}', f'{COUNT}{{exported_job=~"api|shop"}}', id="regex"),
        pytest.param(f'{COUNT}{{service_name="api"}}', f'{COUNT}{{exported_job="api"}}', id="service.name"),
        pytest.param(f'{COUNT}{{service="api"}}', f'{COUNT}{{exported_job="api"}}', id="service"),
        pytest.param(f'{COUNT}{{app="api"}}', f'{COUNT}{{exported_job="api"}}', id="app"),
        pytest.param(
            f'sum(rate({COUNT}{{job="api"}}[1m]))', f'sum(rate({COUNT}{{exported_job="api"}}[1m]))', id="inside"
        ),
    ],
)
def test_explain_value_of_another_label(query: str, better: str) -> None:
    [finding] = findings(query)
    assert finding.details[0] == '"api" is the value of exported_job here'
    assert [to_promql(proposal.query) for proposal in finding.proposals] == [better]


def test_explain_value_of_another_label_says_why_it_is_there() -> None:
    [finding] = findings(f'{COUNT}{{job="api"}}')
    assert finding.details[1] == (
        'job is that of the scrape target ("otel-collector"): where the scraped series have a label job themselves, '
        "Prometheus renames theirs to exported_job, unless the scrape job has honor_labels: true"
    )


def test_explain_value_of_another_label_scraped_directly() -> None:
    [finding] = findings('http_requests_total{exported_job="api"}', captured_lab("prom-pull").inventory)
    assert [to_promql(proposal.query) for proposal in finding.proposals] == ['http_requests_total{job="api"}']
    assert finding.details[1] == (
        "exported_job exists only where scraped series have a label job themselves, and honor_labels is false"
    )


@pytest.mark.parametrize(
    "query",
    [
        pytest.param(f'{COUNT}{{job="shop"}}', id="nowhere"),
        pytest.param(f'{COUNT}{{service=~".+"}}', id="any value"),
        pytest.param('http_server_duration_milliseconds_bucket{http_status_code="500.0"}', id="a bound of a bucket"),
    ],
)
def test_explain_value_of_another_label_not_by_chance(query: str) -> None:
    assert not any(" value of " in detail for finding in findings(query) for detail in finding.details)


def test_explain_value_of_another_label_for_every_label() -> None:
    inventory = with_series(
        collector_inventory(), "x_total", {"code": "500", "kind": "GET"}, {"code": "200", "kind": "PUT"}
    )
    [finding] = findings('x_total{verb="GET"}', inventory)
    assert [to_promql(proposal.query) for proposal in finding.proposals] == ['x_total{kind="GET"}']
