"""What the operator makes of an export is what the lab runs: the same scrape jobs, and the same rules."""

from __future__ import annotations

import base64
import gzip
import json
import time
from collections.abc import Callable, Mapping
from typing import Any

import pytest
import yaml

from lab.export.model import Export
from lab.plan.model import LabPlan
from lab.plan.mounted_files import config_files, rule_files
from lab.plan.planning import plan
from tests.export.exported import exported
from tests.export.kubernetes_api import KubernetesApi
from tests.plan.planned import FOLDERS

pytestmark = [pytest.mark.engine, pytest.mark.acceptance]

OF_OPERATOR = ("Prometheus", "ServiceMonitor", "PrometheusRule", "ServiceAccount", "Role", "RoleBinding")
SCENARIOS = (
    "alert-routing",  # parameters, and two targets of a job
    "blackbox",  # a job that stays as it is
    "exemplars",  # formats
    "fastapi-vs-go",  # labels of targets, native histograms
    "native-histograms",
    "otel-pull",  # a port that the component does not name; Prometheus itself
    "prom-pull",
    "pushgateway-batch",  # honor_labels
    "up-vs-absent",
)
WITHIN_S = 30.0


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_round_trip(scenario: str, api: KubernetesApi) -> None:
    planned = plan(FOLDERS.scenario(scenario), FOLDERS)
    export = exported(planned, operator=True, namespace=f"round-trip-{scenario}")
    for item in export.objects:
        if item.kind in ("Namespace", "Secret", *OF_OPERATOR):
            assert api.create(item.content, export.namespace) == []
    original = yaml.safe_load(config_files(planned.service("prometheus"))[0].text)

    # It makes a configuration of what there is, and another one when there is more.
    assert until(jobs_of(original), lambda: jobs_of(configuration(export, api))) == jobs_of(original)
    assert intervals(configuration(export, api)) == intervals(original)
    assert until(rules_of(planned), lambda: mounted_rules(export, api)) == rules_of(planned)


def until(wanted: Any, ask: Callable[[], Any]) -> Any:
    """The answer that is wanted, or the last one."""
    ends = time.monotonic() + WITHIN_S
    while (answer := ask()) != wanted and time.monotonic() < ends:
        time.sleep(0.2)
    return answer


def configuration(export: Export, api: KubernetesApi) -> Any:
    """What Prometheus would mount; without jobs before there is one."""
    secret = api.get(f"api/v1/namespaces/{export.namespace}/secrets/prometheus-prometheus")
    if not secret or not secret.get("data"):
        return {"scrape_configs": []}
    return yaml.safe_load(gzip.decompress(base64.b64decode(secret["data"]["prometheus.yaml.gz"])))


def mounted_rules(export: Export, api: KubernetesApi) -> Any:
    config_map = api.get(f"api/v1/namespaces/{export.namespace}/configmaps/prometheus-prometheus-rulefiles-0")
    return groups((config_map or {}).get("data", {}).values())


def rules_of(planned: LabPlan) -> Any:
    return groups(file.text for file in rule_files(planned.service("prometheus")))


def groups(texts: Any) -> Any:
    """The groups of all files, in an order of their own."""
    listed = (group for text in texts for group in yaml.safe_load(text)["groups"])
    return sorted(listed, key=lambda group: json.dumps(group, sort_keys=True))


def intervals(config: Mapping[str, Any]) -> tuple[str, str]:
    """One minute where nothing is said."""
    given = config.get("global") or {}
    return given.get("scrape_interval", "1m"), given.get("evaluation_interval", "1m")


_COMPARED = """
scrape_interval scrape_timeout metrics_path scheme params honor_labels honor_timestamps track_timestamps_staleness
scrape_protocols scrape_native_histograms always_scrape_classic_histograms convert_classic_histograms_to_nhcb
metric_relabel_configs
"""
_DEFAULTS = {"honor_labels": False, "metrics_path": "/metrics", "scheme": "http"}


def jobs_of(config: Mapping[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """Job and instance of each target -> its labels, and how it is scraped."""
    jobs = {}
    for job in config["scrape_configs"]:
        how = {key: job[key] for key in _COMPARED.split() if key in job and job[key] != _DEFAULTS.get(key)}
        for labels in static_labels(job) or [relabeled(job)]:
            jobs[labels["job"], labels["instance"]] = {"labels": labels, **how}
    return jobs


def static_labels(job: Mapping[str, Any]) -> list[dict[str, str]]:
    return [
        {"job": job["job_name"], "instance": target, **config.get("labels", {})}
        for config in job.get("static_configs", ())
        for target in config["targets"]
    ]


def relabeled(job: Mapping[str, Any]) -> dict[str, str]:
    """The labels that a target has in the end, after those of the operator were dropped."""
    rules = job["relabel_configs"]
    dropped = next(index for index, rule in enumerate(rules) if rule.get("action") == "labeldrop")
    constant = [rule for rule in rules[dropped:] if "target_label" in rule and "source_labels" not in rule]
    return {rule["target_label"]: rule["replacement"].replace("$$", "$") for rule in constant}
