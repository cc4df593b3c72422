"""The spec of a Prometheus of the operator, from a configuration and a command line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lab.export import names
from lab.export.containers import resources
from lab.export.model import ExportOptions
from lab.export.prometheus_operator.camel_case import relabelings, with_operator_names
from lab.export.prometheus_operator.scrape_jobs import MONITORED_BY, Targets
from lab.export.text import plain
from lab.plan.model import ServicePlan

_SECTIONS = ("global", "rule_files", "alerting", "scrape_configs", "remote_write", "otlp", "storage")
_GLOBAL = {
    "scrape_interval": "scrapeInterval",
    "scrape_timeout": "scrapeTimeout",
    "evaluation_interval": "evaluationInterval",
    "rule_query_offset": "ruleQueryOffset",
    "external_labels": "externalLabels",
    "scrape_protocols": "scrapeProtocols",
    "scrape_native_histograms": "scrapeNativeHistograms",
    "always_scrape_classic_histograms": "scrapeClassicHistograms",
    "convert_classic_histograms_to_nhcb": "convertClassicHistogramsToNHCB",
    "sample_limit": "sampleLimit",
}
_DEFAULTS = {"scrapeInterval": "1m", "evaluationInterval": "1m"}  # of Prometheus; the operator's are 30s
_ALERTMANAGER = ("scheme", "path_prefix", "timeout", "api_version")
_OTLP = {
    "translation_strategy": "translationStrategy",
    "promote_resource_attributes": "promoteResourceAttributes",
    "promote_all_resource_attributes": "promoteAllResourceAttributes",
    "ignore_resource_attributes": "ignoreResourceAttributes",
    "keep_identifying_resource_attributes": "keepIdentifyingResourceAttributes",
    "convert_histograms_to_nhcb": "convertHistogramsToNHCB",
    "promote_scope_metadata": "promoteScopeMetadata",
}
_REMOTE_WRITE = ("url", "name", "remote_timeout", "send_exemplars", "send_native_histograms")
_QUEUE = {
    "capacity": "capacity",
    "min_shards": "minShards",
    "max_shards": "maxShards",
    "max_samples_per_send": "maxSamplesPerSend",
    "batch_send_deadline": "batchSendDeadline",
    "min_backoff": "minBackoff",
    "max_backoff": "maxBackoff",
    "retry_on_http_429": "retryOnRateLimit",
    "sample_age_limit": "sampleAgeLimit",
}
_METADATA = ("send", "send_interval", "max_samples_per_send")
_MESSAGES = {"prometheus.WriteRequest": "V1.0", "io.prometheus.write.v2.Request": "V2.0"}
_SWITCHES = {
    "web.enable-otlp-receiver": "enableOTLPReceiver",
    "web.enable-remote-write-receiver": "enableRemoteWriteReceiver",
    "web.enable-admin-api": "enableAdminAPI",
}
_TEXTS = {
    "storage.tsdb.retention.time": "retention",
    "storage.tsdb.retention.size": "retentionSize",
    "web.external-url": "externalUrl",
    "web.route-prefix": "routePrefix",
}
_OF_OPERATOR = frozenset(["config.file", "storage.tsdb.path", "web.enable-lifecycle"])
_REFUSED = ("web.listen-address", "web.config.file")  # the operator sets them itself


@dataclass(frozen=True, slots=True)
class PrometheusSpec:
    """`content`: without its scrape jobs; `unsupported`: keys and flags of which the operator has no counterpart."""

    content: dict[str, Any]
    unsupported: tuple[str, ...]


@dataclass(slots=True)
class _Unsupported:
    keys: list[str] = field(default_factory=list)

    def other_keys(self, content: Mapping[str, Any], known: Iterable[str], path: str) -> None:
        """Notes the keys that are not known."""
        self.keys += [f"{path}{key}" for key in content if key not in set(known)]


def prometheus_spec(
    service: ServicePlan, config: Mapping[str, Any], targets: Targets, options: ExportOptions
) -> PrometheusSpec:
    unsupported = _Unsupported()
    given = config.get("global") or {}
    unsupported.other_keys(given, _GLOBAL, "global.")
    unsupported.other_keys(
        config, ("global", "rule_files", "alerting", "scrape_configs", "remote_write", "otlp", "storage"), ""
    )
    mine = {"matchLabels": {MONITORED_BY: names.object_name(service.name)}}
    spec: dict[str, Any] = {
        "replicas": 1,
        **_image(service),
        "serviceAccountName": names.object_name(service.name),
        "serviceMonitorSelector": mine,
        "ruleSelector": mine,
        # Series and alerts then have the labels that they have without the operator.
        "prometheusExternalLabelName": "",
        "replicaExternalLabelName": "",
        **_DEFAULTS,
        **with_operator_names(given, _GLOBAL),
        **_flags(service, unsupported),
    }
    alertmanagers = [_alertmanager(entry, targets, unsupported) for entry in _alertmanagers(config, unsupported)]
    if alertmanagers:
        spec["alerting"] = {"alertmanagers": alertmanagers}
    if otlp := config.get("otlp"):
        unsupported.other_keys(otlp, _OTLP, "otlp.")
        spec["otlp"] = names.without_empty(
            with_operator_names(otlp, _OTLP)
        )  # an empty list is refused, and the default
    tsdb = _tsdb(config, unsupported)
    if tsdb:
        spec["tsdb"] = tsdb
    if writes := config.get("remote_write"):
        spec["remoteWrite"] = [_remote_write(write, unsupported) for write in writes]
    spec["resources"] = resources(service)
    spec["storage"] = _storage(service, options)
    return PrometheusSpec(spec, tuple(unsupported.keys))


def _image(service: ServicePlan) -> dict[str, str]:
    image = service.image.override or service.image.reference or ""
    version = re.search(r":(v\d+\.\d+\.\d+)", image)
    return {"image": image, **({"version": version[1]} if version else {})}


def _flags(service: ServicePlan, unsupported: _Unsupported) -> dict[str, Any]:
    spec: dict[str, Any] = {}
    arguments = []
    for word in map(plain, service.compose.get("command") or ()):
        name, equals, value = word.removeprefix("--").partition("=")
        if name in _OF_OPERATOR:
            continue
        if name in _SWITCHES and value in ("", "true"):
            spec[_SWITCHES[name]] = True
        elif name == "enable-feature":
            spec["enableFeatures"] = [*spec.get("enableFeatures", ()), *value.split(",")]
        elif name in _TEXTS and equals:
            spec[_TEXTS[name]] = value
        elif name in _REFUSED:
            unsupported.keys.append(f"the flag --{name}")
        else:
            arguments.append({"name": name, "value": value} if equals else {"name": name})
    return {**spec, **({"additionalArgs": arguments} if arguments else {})}


def _alertmanagers(config: Mapping[str, Any], unsupported: _Unsupported) -> list[Mapping[str, Any]]:
    alerting = config.get("alerting") or {}
    unsupported.other_keys(alerting, ("alertmanagers",), "alerting.")
    return list(alerting.get("alertmanagers") or ())


def _alertmanager(entry: Mapping[str, Any], targets: Targets, unsupported: _Unsupported) -> dict[str, Any]:
    unsupported.other_keys(entry, (*_ALERTMANAGER, "static_configs"), "alerting.alertmanagers.")
    addresses = [str(target) for static in entry.get("static_configs") or () for target in static.get("targets") or ()]
    host, _, port = addresses[0].rpartition(":") if addresses else ("", "", "")
    name = targets.port_name(host, int(port)) if host in targets.services and port.isdigit() else ""
    if len(addresses) != 1 or not name:
        unsupported.keys.append(f"alerting.alertmanagers with {', '.join(addresses) or 'no static target'}")
    return {"name": names.object_name(host), "port": name, **with_operator_names(entry, _ALERTMANAGER)}


def _tsdb(config: Mapping[str, Any], unsupported: _Unsupported) -> dict[str, Any]:
    storage = config.get("storage") or {}
    unsupported.other_keys(storage, ("tsdb",), "storage.")
    tsdb = storage.get("tsdb") or {}
    unsupported.other_keys(tsdb, ("out_of_order_time_window",), "storage.tsdb.")
    return with_operator_names(tsdb, ("out_of_order_time_window",))


def _remote_write(write: Mapping[str, Any], unsupported: _Unsupported) -> dict[str, Any]:
    known = (*_REMOTE_WRITE, "protobuf_message", "write_relabel_configs", "queue_config", "metadata_config")
    unsupported.other_keys(write, known, "remote_write.")
    entry = with_operator_names(write, _REMOTE_WRITE)
    if message := write.get("protobuf_message"):
        entry["messageVersion"] = _MESSAGES.get(message, message)
    if configs := write.get("write_relabel_configs"):
        entry["writeRelabelConfigs"] = relabelings(configs)
    if queue := write.get("queue_config"):
        unsupported.other_keys(queue, _QUEUE, "remote_write.queue_config.")
        entry["queueConfig"] = with_operator_names(queue, _QUEUE)
    if metadata := write.get("metadata_config"):
        unsupported.other_keys(metadata, _METADATA, "remote_write.metadata_config.")
        entry["metadataConfig"] = with_operator_names(metadata, _METADATA)
    return entry


def _storage(service: ServicePlan, options: ExportOptions) -> dict[str, Any]:
    if not any(str(path).startswith("/prometheus") for path in service.compose.get("tmpfs", ())):
        claim = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": options.volume_size}}}
        return {"volumeClaimTemplate": {"spec": claim}}
    return {"emptyDir": {"medium": "Memory"}}
