from __future__ import annotations

from pathlib import Path

from lab.plan.model import LabPlan
from lab.plan.planning import plan
from tests.export.exported import content, exported, kinds, pod_spec
from tests.plan.planned import FOLDERS, written

SCENARIO = """\
title: small
why: to look at one thing
kubernetes: {}
components:
  prometheus: {service_account: monitoring/prometheus, files: {config: prometheus.yml}}
steps: [{name: look}]
"""
BUNDLE = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubectl", "kubernetes-pki", "kwok"]


def planned(folder: Path) -> LabPlan:
    return plan(written(folder, SCENARIO, {"prometheus.yml": "scrape_configs: []\n"}), FOLDERS)


def test_the_api_of_the_lab_is_left_out(tmp_path: Path) -> None:
    result = exported(planned(tmp_path))
    said = {item.service: item for item in result.limitations if item.what == "is left out"}

    assert sorted(said) == BUNDLE
    assert [name for name, item in said.items() if item.lost] == ["kubectl"]
    assert "apply the manifests to the cluster" in said["kubectl"].fix
    assert not [name for name in kinds(result) if name.split()[1] in BUNDLE]


def test_a_service_acts_as_its_account(tmp_path: Path) -> None:
    result = exported(planned(tmp_path))
    spec = pod_spec(result, "prometheus")

    assert (spec["serviceAccountName"], spec["automountServiceAccountToken"]) == ("prometheus", True)
    assert "/var/run/secrets" not in str(spec)
    assert "KUBERNETES_SERVICE_HOST" not in str(spec)
    assert content(result, "ServiceAccount", "prometheus")
    lost = [(item.service, item.what) for item in result.limitations if item.lost]
    assert ("prometheus", "has an account without rights") in lost


def test_in_the_namespace_of_its_manifests_an_account_has_its_rights(tmp_path: Path) -> None:
    result = exported(planned(tmp_path), namespace="monitoring")

    assert pod_spec(result, "prometheus")["serviceAccountName"] == "prometheus"
    assert "ServiceAccount prometheus" not in kinds(result)
    assert [item.service for item in result.limitations if item.lost] == ["kubectl"]


def test_a_prometheus_with_an_account_stays(tmp_path: Path) -> None:
    result = exported(planned(tmp_path), operator=True)
    assert "Deployment prometheus" in kinds(result)
    why = [item.why for item in result.limitations]
    assert "it acts as prometheus, whose rights the scenario's manifests say" in why
