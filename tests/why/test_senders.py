"""Who writes a metric that nobody has sent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lab.why.explain import explain
from lab.why.inventory import Inventory
from lab.why.senders import missing_sender, related
from lab.why.topology import Collector, Topology
from tests.why.captured_labs import captured_lab


def inventory(**services: str) -> Inventory:
    return replace(captured_lab("prom-pull").inventory, topology=Topology(services))


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("node_cpu_seconds_total", "node_exporter"),
        ("container_memory_usage_bytes", "cAdvisor"),
        ("kube_pod_status_phase", "kube-state-metrics"),
        ("probe_success", "blackbox_exporter, on its /probe path with a target parameter"),
        ("jvm_memory_used_bytes", "a Java application, through Micrometer or the JMX exporter"),
    ],
)
def test_missing_sender_exporter(name: str, title: str) -> None:
    [finding] = explain(name, captured_lab("prom-pull").inventory, {}).findings
    prefix = name.split("_")[0]
    assert finding.details[0] == f"metrics named {prefix}_... are written by {title}: nothing here has sent one"
    assert not finding.proposals
    assert not any("did you mean" in detail for detail in finding.details)


def test_missing_sender_a_service_that_no_job_scrapes() -> None:
    sentences = list(missing_sender("node_load1", inventory(host="node-exporter")))
    assert sentences[1] == "service host is one, and no scrape job has it as a target"


def test_missing_sender_no_such_service() -> None:
    sentences = list(missing_sender("node_load1", inventory(api="fastapi_prometheus")))
    assert sentences[1] == "no service of this lab is one; a scenario gets it with the component node-exporter"


def test_missing_sender_of_a_metric_whose_exporter_is_here() -> None:
    assert not list(missing_sender("python_info_x", inventory()))


@pytest.mark.parametrize(
    ("own_metrics", "sentence"),
    [
        pytest.param("localhost:8888", "it listens on localhost, inside its own container; set service.telemetry."),
        pytest.param("0.0.0.0:8888", "add a scrape job for gateway:8888"),
        pytest.param("", "gateway does not expose its own metrics: "),
    ],
)
def test_missing_sender_collector_itself(own_metrics: str, sentence: str) -> None:
    topology = Topology({"gateway": "otel-collector"}, (), (Collector("gateway", own_metrics=own_metrics),))
    here = replace(inventory(), topology=topology)
    sentences = list(missing_sender("otelcol_receiver_accepted_metric_points", here))
    assert sentences[-1].startswith(sentence)


def test_missing_sender_recording_rule() -> None:
    [finding] = explain("job:requests:rate5m", captured_lab("prom-pull").inventory, {}).findings
    assert finding.details[0] == (
        "a name with a colon is written by a recording rule: job:requests:rate5m is not loaded (recording rules: none)"
    )


def test_missing_sender_setting() -> None:
    [sentence] = missing_sender("scrape_timeout_seconds", inventory())
    assert "extra_scrape_metrics" in sentence


def test_related_of_the_same_program() -> None:
    known = ["traces_span_metrics_calls_total", "node_cpu_seconds_total"]
    assert related("traces_spanmetrics_calls_total", known) == known[:1]


def test_related() -> None:
    known = ["process_cpu_seconds_total", "node_cpu_seconds_total", "prometheus_http_requests_total"]
    assert related("node_cpu_second_total", known) == ["node_cpu_seconds_total"]
    assert related("http_requests_total", known) == known[:2]
