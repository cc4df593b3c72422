from __future__ import annotations

from pathlib import Path

import pytest

from lab.errors import UsageError
from lab.export.folder import folder_texts
from lab.plan.planning import Request, plan
from tests.export.exported import OWN_IMAGE, exported, found, kinds, plan_of, shipped
from tests.plan.planned import FOLDERS


def test_export_lists_objects_by_service() -> None:
    assert kinds(shipped("otel-pull"))[:7] == [
        "Namespace lab-otel-pull",
        "Deployment prometheus",
        "ConfigMap prometheus-files",
        "Service prometheus",
        "Deployment alertmanager",
        "ConfigMap alertmanager-files",
        "Service alertmanager",
    ]


def test_objects_know_what_they_were_made_of() -> None:
    result = shipped("grafana-provisioning")
    dashboard = found(result, "ConfigMap", "grafana-dashboard-host")

    assert (dashboard.origin.service, dashboard.origin.file) == ("grafana", "scenarios/dashboards/host.json")
    assert dashboard.path == "grafana/configmap-grafana-dashboard-host.yaml"
    assert found(result, "Deployment", "grafana").path == "grafana/deployment.yaml"
    assert found(result, "Namespace", "lab-grafana-provisioning").path == "namespace.yaml"


def test_a_variant_has_a_namespace_and_labels_of_its_own() -> None:
    result = exported(plan(FOLDERS.scenario("otel-direct"), FOLDERS, Request(variant={"instrumentation": "0.46b0"})))
    assert result.namespace == "lab-otel-direct-0-46b0"
    assert result.labels["lab/variant"] == "0.46b0"
    assert result.labels["lab/scenario"] == "otel-direct"


def test_the_same_plan_is_the_same_export() -> None:
    assert folder_texts(shipped("alerts", operator=True)) == folder_texts(shipped("alerts", operator=True))


def test_what_is_lost_comes_first() -> None:
    lost = [item.lost for item in shipped("loki-promtail").limitations]
    assert lost == sorted(lost, reverse=True)
    assert not shipped("loki-promtail").complete
    assert shipped("alerts").complete


def test_two_names_that_become_one_are_refused(tmp_path: Path) -> None:
    planned = plan_of(tmp_path, f"web-api: {{image: '{OWN_IMAGE}'}}\nweb_api: {{image: '{OWN_IMAGE}'}}")
    with pytest.raises(UsageError) as caught:
        exported(planned)
    assert caught.value.message == "web-api and web-api would both have a Deployment web-api"
