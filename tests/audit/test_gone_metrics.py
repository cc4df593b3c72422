from __future__ import annotations

import pytest

from lab.audit.gone_metrics import gone_metric


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "prometheus_tsdb_retention_cutoffs_total",
            "Prometheus 2.7 has no such metric: use prometheus_tsdb_time_retentions_total",
        ),
        ("prometheus_tsdb_retention_cutoffs_failures_total", "Prometheus 2.7 has no such metric"),
        (
            "prometheus_local_storage_target_heap_size_bytes",
            "Prometheus 2 has no such metric: use what prometheus_tsdb_... tells of its storage",
        ),
        ("node_disk_bytes_read", "node_exporter 0.16 has no such metric: use node_disk_read_bytes_total"),
        (
            "kube_pod_container_resource_requests_cpu_cores",
            'kube-state-metrics 2 has no such metric: use kube_pod_container_resource_requests{resource="cpu"}',
        ),
    ],
)
def test_gone_metric(name: str, said: str) -> None:
    gone = gone_metric(name, {"prometheus_build_info", "node_load1", "kube_pod_info"})
    assert gone is not None
    assert gone.describe() == said


@pytest.mark.parametrize(("name", "known"), [("node_disk_bytes_read", {"up"}), ("node_load1", {"node_load5"})])
def test_metric_that_is_not_known_to_be_gone(name: str, known: set[str]) -> None:
    assert gone_metric(name, known) is None
