from __future__ import annotations

from lab.export.prometheus_operator.helm_values import helm_values


def test_values_of_a_prometheus() -> None:
    values = helm_values(
        {
            "image": "prom/prometheus:v3.15.0@sha256:abc",
            "version": "v3.15.0",
            "serviceAccountName": "prometheus",
            "prometheusExternalLabelName": "",
            "replicaExternalLabelName": "",
            "scrapeInterval": "1s",
            "alerting": {"alertmanagers": [{"name": "alertmanager", "port": "http"}]},
            "storage": {"emptyDir": {}},
            "additionalScrapeConfigs": {"name": "prometheus-scrape-configs", "key": "x.yaml"},
        }
    )
    assert values["prometheus"]["prometheusSpec"] == {
        "prometheusExternalLabelNameClear": True,
        "replicaExternalLabelNameClear": True,
        "scrapeInterval": "1s",
        "image": {"registry": "docker.io", "repository": "prom/prometheus", "tag": "v3.15.0", "sha": "abc"},
        "alertingEndpoints": [{"name": "alertmanager", "port": "http"}],
        "storageSpec": {"emptyDir": {}},
        "additionalScrapeConfigsSecret": {"enabled": True, "name": "prometheus-scrape-configs", "key": "x.yaml"},
    }
    assert values["fullnameOverride"] == "kube-prometheus-stack"
    assert values["alertmanager"] == values["grafana"] == values["nodeExporter"] == {"enabled": False}


def test_an_image_of_another_registry() -> None:
    values = helm_values({"image": "quay.io:443/a/prometheus:v1", "serviceAccountName": "p"})
    assert values["prometheus"]["prometheusSpec"]["image"] == {
        "registry": "quay.io:443",
        "repository": "a/prometheus",
        "tag": "v1",
    }


def test_values_of_the_operator_alone() -> None:
    assert helm_values(None)["prometheus"] == {"enabled": False}
