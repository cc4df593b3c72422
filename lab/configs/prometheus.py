"""The structure of prometheus.yml (config/config.go of Prometheus 3), and what of it lab itself needs to know."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lab.configs.http_client import HTTP_CLIENT, SIGV4, TLS
from lab.configs.shapes import (
    ANY,
    BOOLEAN,
    DURATION,
    INTEGER,
    REGEX,
    TEXT,
    TEXT_MAP,
    TEXTS,
    Keys,
    ListOf,
    MapOf,
    Text,
    keys,
)
from lab.configs.shapes import mismatches as shape_mismatches
from lab.errors import Problem
from lab.language.json_values import mapping, mappings
from lab.language.strict_yaml import Document

PROGRAM = "Prometheus"

# Role of kubernetes_sd_configs -> API group -> resources that it lists and watches.
DISCOVERY_READS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "node": {"": ("nodes",)},
    "pod": {"": ("pods",)},
    "service": {"": ("services",)},
    "endpoints": {"": ("endpoints", "services", "pods")},
    "endpointslice": {"discovery.k8s.io": ("endpointslices",), "": ("services", "pods")},
    "ingress": {"networking.k8s.io": ("ingresses",)},
}

_PATTERN = re.compile(r"[^*]*(\*[^/]*)?")

_ACTIONS = keys("replace keep drop keepequal dropequal hashmod labelmap labeldrop labelkeep lowercase uppercase")
_LIMITS = "sample_limit target_limit label_limit label_name_length_limit label_value_length_limit keep_dropped_targets"
RELABEL = Keys(
    "a relabelling rule",
    {
        "source_labels": TEXTS,
        **keys("separator target_label replacement"),
        "regex": REGEX,
        "modulus": INTEGER,
        "action": Text(tuple(_ACTIONS)),
    },
)
_STATIC = ListOf(Keys("an entry of static_configs", {"targets": TEXTS, "labels": TEXT_MAP}))
_FILE_SD = ListOf(
    Keys("an entry of file_sd_configs", {"files": TEXTS, "refresh_interval": DURATION}, required=("files",))
)
_DNS_SD = ListOf(
    Keys(
        "an entry of dns_sd_configs",
        {"names": TEXTS, "refresh_interval": DURATION, "type": Text(("a", "aaaa", "srv", "mx", "ns")), "port": INTEGER},
        required=("names",),
    )
)
_HTTP_SD = ListOf(
    Keys("an entry of http_sd_configs", {"url": TEXT, "refresh_interval": DURATION, **HTTP_CLIENT}, required=("url",))
)
DISCOVERIES = tuple(
    keys(
        "aws azure consul digitalocean dns docker dockerswarm ec2 ecs elasticache eureka file gce hetzner http ionos "
        "kubernetes kuma lightsail linode marathon msk nerve nomad oci openstack outscale ovhcloud puppetdb rds "
        "scaleway serverset stackit triton uyuni vultr xds"
    )
)
_DISCOVERY = {
    **{f"{name}_sd_configs": ListOf(MapOf(ANY)) for name in DISCOVERIES},
    "static_configs": _STATIC,
    "file_sd_configs": _FILE_SD,
    "dns_sd_configs": _DNS_SD,
    "http_sd_configs": _HTTP_SD,
}
_NAMES = keys("metric_name_validation_scheme metric_name_escaping_scheme body_size_limit scrape_failure_log_file")
_SCRAPE = Keys(
    "a scrape configuration",
    {
        **keys("job_name metrics_path fallback_scrape_protocol native_histogram_min_bucket_factor"),
        "scheme": Text(("http", "https")),
        **_NAMES,
        **keys("honor_labels honor_timestamps track_timestamps_staleness enable_compression", BOOLEAN),
        **keys("scrape_native_histograms always_scrape_classic_histograms", BOOLEAN),
        **keys("convert_classic_histograms_to_nhcb extra_scrape_metrics", BOOLEAN),
        **keys("scrape_interval scrape_timeout", DURATION),
        **keys(f"{_LIMITS} native_histogram_bucket_limit", INTEGER),
        "params": MapOf(TEXTS),
        "scrape_protocols": TEXTS,
        "relabel_configs": ListOf(RELABEL),
        "metric_relabel_configs": ListOf(RELABEL),
        **_DISCOVERY,
        **HTTP_CLIENT,
    },
    required=("job_name",),
    removed={"scrape_classic_histograms": "write 'always_scrape_classic_histograms'"},
)
_ALERTMANAGER = Keys(
    "an entry of alertmanagers",
    {
        **keys("path_prefix"),
        "scheme": Text(("http", "https")),
        "api_version": TEXT,
        "timeout": DURATION,
        "sigv4": SIGV4,
        "relabel_configs": ListOf(RELABEL),
        "alert_relabel_configs": ListOf(RELABEL),
        **_DISCOVERY,
        **HTTP_CLIENT,
    },
)
_REMOTE_WRITE = Keys(
    "an entry of remote_write",
    {
        **keys("url name protobuf_message"),
        "remote_timeout": DURATION,
        "headers": TEXT_MAP,
        "write_relabel_configs": ListOf(RELABEL),
        **keys("send_exemplars send_native_histograms round_robin_dns failed_request_logging", BOOLEAN),
        "queue_config": Keys(
            "queue_config",
            {
                **keys("capacity max_shards min_shards max_samples_per_send", INTEGER),
                **keys("batch_send_deadline min_backoff max_backoff sample_age_limit", DURATION),
                "retry_on_http_429": BOOLEAN,
            },
            removed={"max_retries": "remove it: samples are retried until they are too old"},
        ),
        "metadata_config": Keys(
            "metadata_config", {"send": BOOLEAN, "send_interval": DURATION, "max_samples_per_send": INTEGER}
        ),
        "sigv4": SIGV4,
        "azuread": MapOf(ANY),
        "google_iam": MapOf(ANY),
        **HTTP_CLIENT,
    },
    required=("url",),
)
_REMOTE_READ = Keys(
    "an entry of remote_read",
    {
        **keys("url name"),
        "remote_timeout": DURATION,
        "chunked_read_limit": INTEGER,
        "headers": TEXT_MAP,
        "required_matchers": TEXT_MAP,
        **keys("read_recent filter_external_labels", BOOLEAN),
        **HTTP_CLIENT,
    },
    required=("url",),
)
_GLOBAL = Keys(
    "'global'",
    {
        **keys("scrape_interval scrape_timeout evaluation_interval rule_query_offset", DURATION),
        **_NAMES,
        "query_log_file": TEXT,
        "scrape_protocols": TEXTS,
        "external_labels": TEXT_MAP,
        **keys(_LIMITS, INTEGER),
        **keys("scrape_native_histograms convert_classic_histograms_to_nhcb", BOOLEAN),
        **keys("always_scrape_classic_histograms extra_scrape_metrics", BOOLEAN),
    },
)
_OTLP = Keys(
    "'otlp'",
    {
        **keys("promote_all_resource_attributes keep_identifying_resource_attributes", BOOLEAN),
        **keys("convert_histograms_to_nhcb promote_scope_metadata", BOOLEAN),
        **keys("label_name_underscore_sanitization label_name_preserve_multiple_underscores", BOOLEAN),
        "promote_resource_attributes": TEXTS,
        "ignore_resource_attributes": TEXTS,
        "translation_strategy": TEXT,
    },
)
_TSDB = Keys(
    "'tsdb'",
    {
        "out_of_order_time_window": DURATION,
        "stale_series_compaction_threshold": TEXT,
        "chunk_encoding": MapOf(ANY),
        "retention": Keys("'retention'", {"time": DURATION, "size": TEXT, "percentage": TEXT}),
    },
)
CONFIG = Keys(
    "prometheus.yml",
    {
        "global": _GLOBAL,
        "runtime": Keys("'runtime'", {"gogc": INTEGER}),
        "alerting": Keys(
            "'alerting'", {"alert_relabel_configs": ListOf(RELABEL), "alertmanagers": ListOf(_ALERTMANAGER)}
        ),
        "rule_files": TEXTS,
        "scrape_config_files": TEXTS,
        "scrape_configs": ListOf(_SCRAPE),
        "storage": Keys("'storage'", {"tsdb": _TSDB, "exemplars": Keys("'exemplars'", {"max_exemplars": INTEGER})}),
        "tracing": Keys(
            "'tracing'",
            {
                **keys("client_type endpoint sampling_fraction compression"),
                "insecure": BOOLEAN,
                "tls_config": TLS,
                "headers": TEXT_MAP,
                "timeout": DURATION,
            },
        ),
        "remote_write": ListOf(_REMOTE_WRITE),
        "remote_read": ListOf(_REMOTE_READ),
        "otlp": _OTLP,
    },
)


def problems(document: Document) -> Iterator[Problem]:
    """What Prometheus would refuse, as far as can be told from the structure."""
    yield from shape_mismatches(document, (), CONFIG, PROGRAM)
    for key in ("rule_files", "scrape_config_files"):
        patterns = mapping(document.data).get(key)
        for index, pattern in enumerate(patterns if isinstance(patterns, list) else ()):
            if isinstance(pattern, str) and not _PATTERN.fullmatch(pattern):
                message = f"{pattern!r} is not a pattern of Prometheus, which has one '*', after the last '/'"
                yield Problem(document.place((key, index)), message)
    first: dict[str, int] = {}
    for index, job in enumerate(mappings(mapping(document.data).get("scrape_configs"))):
        name = str(job.get("job_name"))
        place = document.place(("scrape_configs", index, "job_name"))
        if name in first:
            yield Problem(place, f"there is already a job {name!r}, on line {first[name]}; each needs its own name")
        first.setdefault(name, place.line)
