"""Metrics that widely used exporters no longer have, and what came in their place: dashboards that people copy go on
reading them for years. Only names that no spelling leads to the new one; from the exporters' changelogs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gone:
    """`sender` with the version since which it has no such metric. `instead`: a name, or what to write; empty when
    there is nothing like it. `same`: `instead` has the same values, so that a query can have it as it is."""

    sender: str
    instead: str = ""
    same: bool = False

    def describe(self) -> str:
        return f"{self.sender} has no such metric" + (f": use {self.instead}" if self.instead else "")


_KUBE = "kube-state-metrics 2"
_NODE = "node_exporter 0.16"
_PROMETHEUS = "Prometheus 2.7"
_KUBE_RESOURCES = {
    f"kube_{of}_{kind}_{old}": Gone(_KUBE, f'kube_{of}_{kind}{{resource="{resource}"}}')
    for of, kinds in (
        ("pod_container_resource", ("requests", "limits")),
        ("node_status", ("capacity", "allocatable")),
    )
    for kind in kinds
    for old, resource in (("cpu_cores", "cpu"), ("memory_bytes", "memory"), ("pods", "pods"))
}
_NAMES: Mapping[str, Gone] = {
    **_KUBE_RESOURCES,
    "node_disk_bytes_read": Gone(_NODE, "node_disk_read_bytes_total", same=True),
    "node_disk_bytes_written": Gone(_NODE, "node_disk_written_bytes_total", same=True),
    "node_disk_io_time_ms": Gone(_NODE, "node_disk_io_time_seconds_total, in seconds"),
    "node_disk_read_time_ms": Gone(_NODE, "node_disk_read_time_seconds_total, in seconds"),
    "node_disk_write_time_ms": Gone(_NODE, "node_disk_write_time_seconds_total, in seconds"),
    "node_disk_sectors_read": Gone(_NODE, "node_disk_read_bytes_total, in bytes"),
    "node_disk_sectors_written": Gone(_NODE, "node_disk_written_bytes_total, in bytes"),
    "prometheus_tsdb_retention_cutoffs_total": Gone(
        "Prometheus 2.7", "prometheus_tsdb_time_retentions_total", same=True
    ),
    "prometheus_tsdb_retention_cutoffs_failures_total": Gone(_PROMETHEUS),
}
_PREFIXES: Mapping[str, Gone] = {
    "prometheus_local_storage_": Gone("Prometheus 2", "what prometheus_tsdb_... tells of its storage"),
    "prometheus_evaluator_": Gone("Prometheus 2", "prometheus_rule_..."),
}


def gone_metric(name: str, known: Collection[str]) -> Gone | None:
    """Only where others of its sender are here: without them the sender is what is missing."""
    found = _NAMES.get(name) or next((gone for prefix, gone in _PREFIXES.items() if name.startswith(prefix)), None)
    sender = name.partition("_")[0] + "_"
    return found if found is not None and any(other.startswith(sender) for other in known) else None
