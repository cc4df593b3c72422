"""Who writes a metric, by its name: which exporter, receiver or rule is missing here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from lab.why.inventory import Inventory
from lab.why.paths import collector_of, host_of
from lab.why.targets import describe_target


@dataclass(frozen=True, slots=True)
class Exporter:
    """`component`: what lab calls it, empty when lab has none."""

    title: str
    component: str = ""


_SPAN_METRICS = "the span metrics connector of a Collector, or Tempo's metrics generator"
# Prefixes of metric names, the longest first where one begins with another.
_EXPORTERS: Mapping[str, Exporter] = {
    "node_": Exporter("node_exporter", "node-exporter"),
    "windows_": Exporter("windows_exporter"),
    "wmi_": Exporter("windows_exporter before 0.13, whose names begin with windows_ since"),
    "container_": Exporter("cAdvisor", "cadvisor"),
    "machine_": Exporter("cAdvisor", "cadvisor"),
    "cadvisor_": Exporter("cAdvisor", "cadvisor"),
    "kubelet_": Exporter("the kubelet"),
    "kube_": Exporter("kube-state-metrics"),
    "apiserver_": Exporter("the Kubernetes API server"),
    "coredns_": Exporter("CoreDNS"),
    "etcd_": Exporter("etcd"),
    "probe_": Exporter("blackbox_exporter, on its /probe path with a target parameter", "blackbox-exporter"),
    "blackbox_": Exporter("blackbox_exporter, on its own /metrics", "blackbox-exporter"),
    "snmp_": Exporter("snmp_exporter"),
    "push_time_seconds": Exporter("a Pushgateway", "pushgateway"),
    "push_failure_time_seconds": Exporter("a Pushgateway", "pushgateway"),
    "pushgateway_": Exporter("a Pushgateway", "pushgateway"),
    "jvm_": Exporter("a Java application, through Micrometer or the JMX exporter"),
    "tomcat_": Exporter("a Java application, through Micrometer or the JMX exporter"),
    "hikaricp_": Exporter("a Java application, through Micrometer"),
    "jmx_": Exporter("the JMX exporter"),
    "dotnet_": Exporter("a .NET application"),
    "nodejs_": Exporter("a Node.js application with prom-client"),
    "python_": Exporter("a Python application with prometheus_client", "fastapi_prometheus"),
    "go_": Exporter("a Go program with its Prometheus client library"),
    "promhttp_": Exporter("a Go program with its Prometheus client library"),
    "mysql_": Exporter("mysqld_exporter"),
    "pg_": Exporter("postgres_exporter"),
    "redis_": Exporter("redis_exporter"),
    "mongodb_": Exporter("mongodb_exporter"),
    "elasticsearch_": Exporter("elasticsearch_exporter"),
    "kafka_": Exporter("kafka_exporter or the JMX exporter"),
    "rabbitmq_": Exporter("RabbitMQ's Prometheus plugin"),
    "nginx_ingress_": Exporter("ingress-nginx"),
    "nginx_": Exporter("nginx-prometheus-exporter"),
    "apache_": Exporter("apache_exporter"),
    "haproxy_": Exporter("HAProxy"),
    "traefik_": Exporter("Traefik"),
    "envoy_": Exporter("Envoy"),
    "istio_": Exporter("Istio"),
    "otelcol_": Exporter("an OpenTelemetry Collector, about itself", "otel-collector"),
    "prometheus_": Exporter("Prometheus, about itself", "prometheus"),
    "alertmanager_": Exporter("Alertmanager, about itself", "alertmanager"),
    "grafana_": Exporter("Grafana, about itself", "grafana"),
    "loki_": Exporter("Loki, about itself", "loki"),
    "promtail_": Exporter("Promtail, about itself", "promtail"),
    "traces_spanmetrics_": Exporter(_SPAN_METRICS),
    "traces_span_metrics_": Exporter(_SPAN_METRICS),
    "traces_service_graph_": Exporter("the service graph connector of a Collector, or Tempo's metrics generator"),
}
# Names that only a setting or another version writes.
_SETTINGS: Mapping[str, str] = {
    **dict.fromkeys(
        ("scrape_timeout_seconds", "scrape_sample_limit", "scrape_body_size_bytes"),
        "Prometheus writes it only with extra_scrape_metrics: true, or --enable-feature=extra-scrape-metrics",
    ),
    "otel_scope_info": "name and version of the scope are labels of every series: otel_scope_name, otel_scope_version",
}


@lru_cache(maxsize=20_000)
def prefix_of(name: str) -> str:
    return next((prefix for prefix in _EXPORTERS if name.startswith(prefix)), "")


def related(name: str, known: Iterable[str]) -> list[str]:
    """The names that may be spellings of this one. Where its prefix names an exporter, only that exporter's; what a
    monitoring program writes about itself, only for a name of that program."""
    prefix = prefix_of(name)
    if prefix:
        return [other for other in known if _same_exporter(prefix_of(other), prefix)]
    return [other for other in known if not (found := prefix_of(other)) or not _about_itself(found)]


def _same_exporter(prefix: str, other: str) -> bool:
    return prefix == other or (bool(prefix) and _EXPORTERS[prefix] == _EXPORTERS[other])


def _about_itself(prefix: str) -> bool:
    return _EXPORTERS[prefix].title.endswith("about itself")


def missing_sender(name: str, inventory: Inventory) -> Iterator[str]:
    """Sentences about the exporter or rule that writes such a metric, when nothing of it is here."""
    if ":" in name:
        yield from _missing_rule(name, inventory)
        return
    if name in _SETTINGS:
        yield _SETTINGS[name]
        return
    prefix = prefix_of(name)
    if not prefix or any(other.startswith(prefix) for other in inventory.metrics):
        return
    exporter = _EXPORTERS[prefix]
    yield f"metrics named {prefix}... are written by {exporter.title}: nothing here has sent one"
    services = [s for s, component in inventory.topology.services.items() if component == exporter.component]
    if exporter.component == "otel-collector":
        yield from _collector_itself(services, inventory)
    elif services:
        yield from _not_scraped(services[0], inventory)
    elif inventory.topology.services and exporter.component:
        yield f"no service of this lab is one; a scenario gets it with the component {exporter.component}"


def _not_scraped(service: str, inventory: Inventory) -> Iterator[str]:
    targets = [target for target in inventory.targets if host_of(target) == service]
    if not targets:
        yield f"service {service} is one, and no scrape job has it as a target"
    for target in targets[:2]:
        yield from describe_target(target, inventory)


def _collector_itself(services: list[str], inventory: Inventory) -> Iterator[str]:
    for service in services:
        collector = inventory.topology.collector(service)
        scraped = [t for t in inventory.targets if (one := collector_of(t, inventory)) and one.service == service]
        if collector is None:
            continue
        host, _, port = collector.own_metrics.rpartition(":")
        if not collector.own_metrics:
            yield f"{service} does not expose its own metrics: service.telemetry.metrics is off or has no pull reader"
        elif not any(f":{port}/" in target.url for target in scraped):
            local = f"it listens on {host}, inside its own container; " if host in ("localhost", "127.0.0.1") else ""
            yield f"{service} exposes its own metrics at port {port}, which no scrape job has as a target"
            yield (
                f"{local}set service.telemetry.metrics.readers to a pull reader with the Prometheus exporter at "
                f"host 0.0.0.0, and scrape {service}:{port}"
                if local
                else f"add a scrape job for {service}:{port}"
            )


def _missing_rule(name: str, inventory: Inventory) -> Iterator[str]:
    loaded = ", ".join(sorted({rule.name for rule in inventory.rules})[:5]) or "none"
    yield f"a name with a colon is written by a recording rule: {name} is not loaded (recording rules: {loaded})"
    if inventory.rules or inventory.alerts:
        yield "does rule_files name its file, and is the file mounted at that path?"
    else:
        yield "no rule file is loaded at all: does rule_files name it, and is it mounted at that path?"
