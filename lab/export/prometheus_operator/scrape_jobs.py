"""Scrape jobs: ServiceMonitors for those that name services of the lab; the others stay as they are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lab.export import names
from lab.export.model import KubernetesObject, Origin
from lab.export.ports import Mention, service_ports
from lab.export.prometheus_operator.camel_case import relabelings, with_operator_names
from lab.plan.model import ServicePlan

MONITORED_BY = "lab/prometheus"  # label of what a Prometheus of the operator takes up: the name of that Prometheus

# Labels that the operator adds to every target, and that a target of a static configuration has not.
_OF_OPERATOR = "namespace|service|pod|container|endpoint|node"
_OF_ENDPOINT = {
    "scrape_interval": "interval",
    "scrape_timeout": "scrapeTimeout",
    "metrics_path": "path",
    "scheme": "scheme",
    "params": "params",
    "honor_labels": "honorLabels",
    "honor_timestamps": "honorTimestamps",
    "track_timestamps_staleness": "trackTimestampsStaleness",
    "follow_redirects": "followRedirects",
}
_OF_MONITOR = {
    "scrape_protocols": "scrapeProtocols",
    "fallback_scrape_protocol": "fallbackScrapeProtocol",
    "scrape_native_histograms": "scrapeNativeHistograms",
    "always_scrape_classic_histograms": "scrapeClassicHistograms",
    "convert_classic_histograms_to_nhcb": "convertClassicHistogramsToNHCB",
    "sample_limit": "sampleLimit",
    "label_limit": "labelLimit",
    "target_limit": "targetLimit",
}
_KNOWN = frozenset(["job_name", "static_configs", "metric_relabel_configs", *_OF_ENDPOINT, *_OF_MONITOR])


@dataclass(frozen=True, slots=True)
class Targets:
    """Where targets are found: the services that have a Service, and who names which of their ports."""

    services: Mapping[str, ServicePlan]
    mentions: tuple[Mention, ...]
    part_of: str

    def port_name(self, service: str, number: int) -> str:
        """As the Service calls it; empty when it has no such port."""
        ports = service_ports(self.services[service], self.mentions)
        return next((port.name for port in ports if port.number == number), "")


@dataclass(frozen=True, slots=True)
class _Target:
    address: str
    service: str
    port: str
    labels: Mapping[str, str]


def service_monitors(
    job: Mapping[str, Any], prometheus: ServicePlan, targets: Targets
) -> tuple[KubernetesObject, ...] | None:
    """One for each target; None when the job cannot be said as ServiceMonitors."""
    listed = [
        _target(str(address), config, prometheus, targets)
        for config in job.get("static_configs") or ()
        for address in config.get("targets") or ()
    ]
    services = [target for target in listed if target is not None]
    if not listed or len(services) < len(listed) or set(job) - _KNOWN:
        return None
    monitor_names = _names(f"{prometheus.name}-{job['job_name']}", [target.service for target in services])
    return tuple(
        _monitor(name, job, target, prometheus, targets.part_of)
        for name, target in zip(monitor_names, services, strict=True)
    )


def _names(job: str, services: Sequence[str]) -> list[str]:
    """The job's, with the service where it has several targets, and a number where one service is listed twice."""
    if len(services) == 1:
        return [names.object_name(job)]
    return [
        names.object_name(f"{job}-{service}" if services.count(service) == 1 else f"{job}-{service}-{number}")
        for number, service in enumerate(services, 1)
    ]


def _target(address: str, config: Mapping[str, Any], prometheus: ServicePlan, targets: Targets) -> _Target | None:
    """None for one that is no service of the lab."""
    host, _, port = address.rpartition(":")
    service = prometheus.name if host in ("localhost", "127.0.0.1") else host
    name = targets.port_name(service, int(port)) if service in targets.services and port.isdigit() else ""
    labels = {key: str(value) for key, value in (config.get("labels") or {}).items()}
    return _Target(address, service, name, labels) if name else None


def _monitor(
    name: str, job: Mapping[str, Any], target: _Target, prometheus: ServicePlan, part_of: str
) -> KubernetesObject:
    own = names.object_name(prometheus.name)
    # The labels of a static target, in place of those of the operator.
    replaced = {"job": str(job["job_name"]), "instance": target.address, **target.labels}
    relabeled = [
        {"action": "labeldrop", "regex": _OF_OPERATOR},
        *({"targetLabel": label, "replacement": value.replace("$", "$$")} for label, value in replaced.items()),
    ]
    endpoint = {"port": target.port, **with_operator_names(job, _OF_ENDPOINT), "relabelings": relabeled}
    if changed := relabelings(job.get("metric_relabel_configs")):
        endpoint["metricRelabelings"] = changed
    if "params" in endpoint:
        endpoint["params"] = {key: [str(value) for value in values] for key, values in endpoint["params"].items()}
    content = {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "ServiceMonitor",
        "metadata": {"name": name, "labels": {**names.labels(own, part_of, prometheus.component), MONITORED_BY: own}},
        "spec": {
            "selector": {"matchLabels": names.selector(names.object_name(target.service), part_of)},
            "endpoints": [endpoint],
            **with_operator_names(job, _OF_MONITOR),
        },
    }
    return KubernetesObject(Origin(own), content)
