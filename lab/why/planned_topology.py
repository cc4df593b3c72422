"""Reads the topology from the plan of a lab: environment variables of the OTel SDK and configurations of Collectors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

import yaml

from lab.plan.model import LabPlan, ServicePlan
from lab.why.topology import Application, Collector, Topology

_ENDPOINTS = ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")  # the first that is set
_SENDING = ("prometheusremotewrite", "prometheus_remote_write", "otlp", "otlphttp", "otlp_http", "otlp_grpc")


def planned_topology(plan: LabPlan) -> Topology:
    return Topology(
        {service.name: service.component for service in plan.services},
        tuple(app for service in plan.services if (app := _application(service)) is not None),
        tuple(collector for service in plan.services if (collector := _collector(service)) is not None),
    )


def _application(service: ServicePlan) -> Application | None:
    environment = service.compose.get("environment") or {}
    endpoint = next((str(environment[key]) for key in _ENDPOINTS if environment.get(key)), "")
    if not endpoint:
        return None
    attributes = dict(_attributes(str(environment.get("OTEL_RESOURCE_ATTRIBUTES") or "")))
    named = attributes.pop("service.name", "")
    name = str(environment.get("OTEL_SERVICE_NAME") or named or "unknown_service")
    temporality = str(environment.get("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE") or "").lower()
    return Application(service.name, name, attributes, _host(endpoint), temporality)


def _attributes(text: str) -> Iterator[tuple[str, str]]:
    """`a=b,c=d`, with values that may be percent-encoded."""
    for pair in text.split(","):
        key, separator, value = pair.partition("=")
        if separator:
            yield key.strip(), unquote(value.strip())


def _host(endpoint: str) -> str:
    return urlsplit(endpoint if "//" in endpoint else f"//{endpoint}").hostname or ""


def _collector(service: ServicePlan) -> Collector | None:
    if "collector" not in service.roles:
        return None
    for file in service.files:
        try:
            config = yaml.safe_load(file.text)
        except yaml.YAMLError:
            continue
        if isinstance(config, dict) and isinstance(config.get("exporters"), dict):
            return _configured(service.name, config)
    return Collector(service.name)


def _configured(service: str, config: Mapping[str, Any]) -> Collector:
    exporters = {
        str(name): settings if isinstance(settings, dict) else {} for name, settings in config["exporters"].items()
    }
    own = {name: settings for name, settings in exporters.items() if name.partition("/")[0] == "prometheus"}
    prometheus = {_port(settings): settings for settings in own.values()}
    used = _used_exporters(config)
    unused = tuple(_port(settings) for name, settings in own.items() if name not in used)
    hosts = (
        _host(str(settings.get("endpoint") or settings.get("metrics_endpoint") or ""))
        for name, settings in exporters.items()
        if name.partition("/")[0] in _SENDING
    )
    return Collector(service, prometheus, tuple(filter(None, hosts)), _own_metrics(config), unused)


def _port(settings: Mapping[str, Any]) -> str:
    return str(settings.get("endpoint", "")).rpartition(":")[2]


def _used_exporters(config: Mapping[str, Any]) -> set[str]:
    """Those of any pipeline."""
    match config:
        case {"service": {"pipelines": {**pipelines}}}:
            used = (one.get("exporters") or () for one in pipelines.values() if isinstance(one, dict))
            return {str(name) for names in used if isinstance(names, list) for name in names}
    return set()


def _own_metrics(config: Mapping[str, Any]) -> str:
    """Where the Collector exposes its own metrics: localhost:8888 unless it is told otherwise."""
    match config:
        case {"service": {"telemetry": {"metrics": {"level": "none"}}}}:
            return ""
        case {"service": {"telemetry": {"metrics": {"readers": [*readers]}}}}:
            for reader in readers:
                match reader:
                    case {"pull": {"exporter": {"prometheus": {**settings}}}}:
                        return f"{settings.get('host', 'localhost')}:{settings.get('port', 8888)}"
            return ""
        case {"service": {"telemetry": {"metrics": {"address": address}}}}:
            return str(address)
    return "localhost:8888"
