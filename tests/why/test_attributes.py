"""Resource attributes asked for as labels."""

from __future__ import annotations

import pytest

from lab.why.expression import to_promql
from tests.why.captured_labs import captured_lab
from tests.why.collector_lab import collector_inventory, findings, with_series

ACTIVE = "http_server_active_requests"


@pytest.mark.parametrize(
    ("query", "joined"),
    [
        (
            f'{ACTIVE}{{service_version="1.0.0"}}',
            f'{ACTIVE} * on (job) group_left (service_version) target_info{{service_version="1.0.0"}}',
        ),
        (
            'sum by (http_target) (rate(http_server_duration_milliseconds_count{service_version="1.0.0"}[1m]))',
            "sum by (http_target) (rate(http_server_duration_milliseconds_count[1m]) * on (job) group_left "
            '(service_version) target_info{service_version="1.0.0"})',
        ),
        (
            f'{ACTIVE}{{job="api",deployment_environment="lab"}}',
            f'{ACTIVE}{{job="api"}} * on (job) group_left (deployment_environment_name) '
            'target_info{deployment_environment_name="lab"}',
        ),
    ],
)
def test_explain_resource_attribute_join(query: str, joined: str) -> None:
    [finding] = findings(query, captured_lab("otel-direct").inventory)
    assert [to_promql(proposal.query) for proposal in finding.proposals] == [joined]
    assert " is a resource attribute: it is a label of target_info, with the value " in finding.details[0]


def test_explain_resource_attribute_join_behind_a_collector() -> None:
    info = {
        "job": "otel-collector",
        "instance": "otel-collector:8889",
        "exported_job": "api",
        "exported_instance": "shop-1",
        "service_version": "1.0.0",
    }
    series = {key: value for key, value in info.items() if key != "service_version"}
    inventory = with_series(with_series(collector_inventory(), "target_info", info), "x", series)
    [finding] = findings('x{service_version="1.0.0"}', inventory)
    assert to_promql(finding.proposals[0].query) == (
        "x * on (job, instance, exported_job, exported_instance) group_left (service_version) "
        'target_info{service_version="1.0.0"}'
    )


@pytest.mark.parametrize("label", ["deployment_environment_name", "service_version"])
def test_explain_resource_attribute_that_the_collector_drops(label: str) -> None:
    [finding] = findings(f'{ACTIVE}{{{label}="lab"}}')
    assert (
        finding.details[0]
        == f"{label} is a resource attribute of api, and resource attributes are labels of target_info only"
    )
    assert finding.details[1].startswith(
        "there is no target_info here: otel-collector's prometheus exporter writes it only"
    )
    assert not finding.proposals


def test_explain_resource_attribute_that_nobody_sends() -> None:
    [finding] = findings(f'{ACTIVE}{{k8s_pod_name="a"}}')
    assert finding.details == (
        "k8s_pod_name looks like a resource attribute: no application here is set up to send it",
    )


def test_explain_resource_attribute_with_another_value() -> None:
    [finding] = findings(f'{ACTIVE}{{service_version="2.0.0"}}', captured_lab("otel-direct").inventory)
    assert finding.details[0].endswith('with the value "1.0.0"')
    assert not finding.proposals
