"""Rule files as PrometheusRules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

from lab.export import names
from lab.export.model import KubernetesObject, Origin
from lab.export.prometheus_operator.scrape_jobs import MONITORED_BY
from lab.plan.model import PlacedFile, ServicePlan


def prometheus_rule(file: PlacedFile, prometheus: ServicePlan, part_of: str) -> KubernetesObject:
    """The file has been read by `lab.plan`, which has refused what is no rule file."""
    own = names.object_name(prometheus.name)
    stem = re.sub(r"\.(ya?ml|rules|json)$", "", file.target.rpartition("/")[2])
    content = {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "PrometheusRule",
        "metadata": {
            "name": names.object_name(f"{prometheus.name}-{stem}"),
            "labels": {**names.labels(own, part_of, prometheus.component), MONITORED_BY: own},
        },
        "spec": {"groups": [_group(group) for group in _groups(file.text)]},
    }
    return KubernetesObject(Origin(own, file.source), content)


def _groups(text: str) -> list[Mapping[str, Any]]:
    data = yaml.load(text, Loader=yaml.CSafeLoader) or {}
    holder = data.get("spec") if "groups" not in data and isinstance(data.get("spec"), dict) else data
    return list((holder or {}).get("groups") or ())


def _group(group: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **{key: _texts(value) if key == "labels" else value for key, value in group.items() if value is not None},
        "rules": [_rule(rule) for rule in group.get("rules") or ()],
    }


def _rule(rule: Mapping[str, Any]) -> dict[str, Any]:
    """Labels and annotations are text: YAML may read a number."""
    return {
        key: _texts(value) if key in ("labels", "annotations") else value
        for key, value in rule.items()
        if value is not None
    }


def _texts(values: Mapping[str, Any]) -> dict[str, str]:
    return {key: str(value) for key, value in values.items()}
