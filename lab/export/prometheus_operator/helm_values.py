"""Values for the Helm chart kube-prometheus-stack, whose operator then runs a Prometheus of the lab."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

CHART = "kube-prometheus-stack"
PROMETHEUS = f"{CHART}-prometheus"  # how the chart calls its Prometheus, when its release is called like the chart

# Parts of the chart that a lab has itself, or that would add what the lab does not have.
_OFF = """
alertmanager grafana kubeApiServer kubelet kubeControllerManager coreDns kubeEtcd kubeScheduler kubeProxy
kubeStateMetrics nodeExporter
"""


def helm_values(spec: Mapping[str, Any] | None) -> dict[str, Any]:
    """`spec`: of the Prometheus that the chart runs; None for the operator alone."""
    return {
        "fullnameOverride": CHART,
        "defaultRules": {"create": False},
        **{part: {"enabled": False} for part in _OFF.split()},
        "prometheusOperator": {"serviceMonitor": {"selfMonitor": False}},
        "prometheus": {"enabled": False} if spec is None else _prometheus(spec),
    }


def _prometheus(spec: Mapping[str, Any]) -> dict[str, Any]:
    given = dict(spec)
    alerting = given.pop("alerting", {})
    storage = given.pop("storage", None)
    extra = given.pop("additionalScrapeConfigs", None)
    for key in ("prometheusExternalLabelName", "replicaExternalLabelName"):
        if given.pop(key, None) == "":
            given[f"{key}Clear"] = True
    given.pop("serviceAccountName")
    given.pop("version", None)
    given["image"] = _image(str(given.pop("image")))
    if alerting:
        given["alertingEndpoints"] = alerting["alertmanagers"]
    if storage:
        given["storageSpec"] = storage
    if extra:
        given["additionalScrapeConfigsSecret"] = {"enabled": True, **extra}
    return {"serviceMonitor": {"selfMonitor": False}, "prometheusSpec": given}


def _image(reference: str) -> dict[str, str]:
    name, _, digest = reference.partition("@sha256:")
    repository, colon, tag = name.rpartition(":")
    host, slash, rest = (repository if colon else name).partition("/")
    of_hub = not slash or not re.search(r"[.:]|^localhost$", host)
    image = {
        "registry": "docker.io" if of_hub else host,
        "repository": (repository if colon else name) if of_hub else rest,
        "tag": tag if colon else "",
    }
    return {**image, "sha": digest} if digest else image
