from __future__ import annotations

from pathlib import Path

import yaml

from lab.export.model import ExportOptions
from lab.export.ports import mentions
from lab.export.prometheus_operator.prometheus_spec import PrometheusSpec, prometheus_spec
from lab.export.prometheus_operator.scrape_jobs import Targets
from tests.export.exported import plan_of

CONFIG = """\
global: {scrape_interval: 15s, scrape_timeout: 10s, evaluation_interval: 30s, external_labels: {region: eu}}
rule_files: [rules/*.yml]
alerting: {alertmanagers: [{path_prefix: /am, static_configs: [{targets: ["alertmanager:9093"]}]}]}
otlp: {translation_strategy: UnderscoreEscapingWithSuffixes, promote_resource_attributes: []}
storage: {tsdb: {out_of_order_time_window: 30m}}
remote_write:
  - url: http://other:9090/api/v1/write
    protobuf_message: io.prometheus.write.v2.Request
    write_relabel_configs: [{target_label: job, replacement: x}]
    queue_config: {batch_send_deadline: 5s, retry_on_http_429: true}
    metadata_config: {send_interval: 1m}
"""
FLAGS = (
    "[--web.enable-otlp-receiver, '--enable-feature=a,b', --storage.tsdb.retention.time=1d, --query.timeout=1m, --x]"
)


def spec_of(folder: Path, config: str, flags: str = "[]") -> PrometheusSpec:
    components = f"prometheus: {{files: {{config: prometheus.yml}}, flags: {flags}}}\nalertmanager: {{}}"
    planned = plan_of(folder, components, {"prometheus.yml": "scrape_configs: []\n"})
    targets = Targets({service.name: service for service in planned.services}, mentions(planned), "small")
    return prometheus_spec(planned.service("prometheus"), yaml.safe_load(config), targets, ExportOptions("ns"))


def test_a_configuration_is_the_spec_of_the_operator(tmp_path: Path) -> None:
    made = spec_of(tmp_path, CONFIG, FLAGS)
    spec = made.content

    assert made.unsupported == ()
    assert spec.pop("image").startswith("prom/prometheus:v")
    assert spec.pop("version").startswith("v3.")
    assert spec.pop("additionalArgs")[-2:] == [{"name": "query.timeout", "value": "1m"}, {"name": "x"}]
    assert spec == {
        "replicas": 1,
        "serviceAccountName": "prometheus",
        "serviceMonitorSelector": {"matchLabels": {"lab/prometheus": "prometheus"}},
        "ruleSelector": {"matchLabels": {"lab/prometheus": "prometheus"}},
        "prometheusExternalLabelName": "",
        "replicaExternalLabelName": "",
        "scrapeInterval": "15s",
        "scrapeTimeout": "10s",
        "evaluationInterval": "30s",
        "externalLabels": {"region": "eu"},
        "enableOTLPReceiver": True,
        "enableFeatures": ["a", "b"],
        "retention": "1d",
        "alerting": {"alertmanagers": [{"name": "alertmanager", "port": "http", "pathPrefix": "/am"}]},
        "otlp": {"translationStrategy": "UnderscoreEscapingWithSuffixes"},
        "tsdb": {"outOfOrderTimeWindow": "30m"},
        "remoteWrite": [
            {
                "url": "http://other:9090/api/v1/write",
                "messageVersion": "V2.0",
                "writeRelabelConfigs": [{"targetLabel": "job", "replacement": "x"}],
                "queueConfig": {"batchSendDeadline": "5s", "retryOnRateLimit": True},
                "metadataConfig": {"sendInterval": "1m"},
            }
        ],
        "resources": {"requests": {"memory": "256Mi"}, "limits": {"memory": "1024Mi"}},
        "storage": {"emptyDir": {"medium": "Memory"}},
    }


def test_what_the_operator_cannot_say_is_named(tmp_path: Path) -> None:
    config = """\
    global: {query_log_file: /x}
    alerting: {alertmanagers: [{static_configs: [{targets: ["other.example:9093"]}]}]}
    storage: {exemplars: {max_exemplars: 1}}
    remote_write: [{url: "http://x", tls_config: {}}]
    """
    assert spec_of(tmp_path, config, "[--web.listen-address=:9091]").unsupported == (
        "global.query_log_file",
        "the flag --web.listen-address",
        "alerting.alertmanagers with other.example:9093",
        "storage.exemplars",
        "remote_write.tls_config",
    )


def test_intervals_are_those_of_prometheus_where_nothing_is_said(tmp_path: Path) -> None:
    spec = spec_of(tmp_path, "scrape_configs: []").content
    assert (spec["scrapeInterval"], spec["evaluationInterval"], "scrapeTimeout" in spec) == ("1m", "1m", False)
