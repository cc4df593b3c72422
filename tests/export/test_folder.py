from __future__ import annotations

from pathlib import Path

import yaml

from lab.export.folder import folder_texts, image_commands, secret_commands
from lab.export.model import Inputs
from lab.plan.planning import plan
from tests.export.exported import exported, shipped
from tests.plan.planned import FOLDERS


def test_kustomization_lists_all_objects() -> None:
    result = shipped("alerts")
    texts = folder_texts(result)
    kustomization = yaml.safe_load(texts["kustomization.yaml"])

    assert kustomization["namespace"] == "lab-alerts"
    assert kustomization["labels"] == [
        {
            "pairs": {"app.kubernetes.io/managed-by": "lab", "lab/scenario": "alerts"},
            "includeSelectors": False,
            "includeTemplates": True,
        }
    ]
    assert set(kustomization["resources"]) == {path for path in texts if path.endswith(".yaml")} - {
        "kustomization.yaml"
    }
    assert [yaml.safe_load(texts[path]) for path in kustomization["resources"]] == [
        dict(item.content) for item in result.objects
    ]


def test_secret_commands_have_no_values() -> None:
    assert secret_commands(shipped("grafana-provisioning")) == (
        "kubectl -n lab-grafana-provisioning create secret generic grafana-credentials "
        "--from-literal=GF_SECURITY_ADMIN_PASSWORD=VALUE",
    )
    assert secret_commands(shipped("receivers")) == (
        "kubectl -n lab-receivers create secret generic alertmanager-files --from-file=alertmanager.yml=FILE",
    )


def test_image_commands(tmp_path: Path) -> None:
    planned = plan(FOLDERS.scenario("ways-to-fail"), FOLDERS)
    result = exported(planned, Inputs({"api": "lab/fastapi_prometheus:0123"}))
    assert image_commands(result) == (
        "lab images get fastapi_prometheus",
        "docker tag lab/fastapi_prometheus:0123 registry.example/team/fastapi_prometheus:0123",
        "docker push registry.example/team/fastapi_prometheus:0123",
    )


def test_notes_say_what_is_not_there() -> None:
    notes = folder_texts(shipped("grafana-provisioning"))["EXPORT.md"]
    assert (
        "- grafana-credentials, key GF_SECURITY_ADMIN_PASSWORD: the variable GF_SECURITY_ADMIN_PASSWORD of grafana\n"
        in notes
    )
    assert (
        "## Not exported\n\n- docker-proxy is left out: it mounts /var/run/docker.sock" in notes or "cadvisor" in notes
    )
    assert "scaled down for a lab" in notes


def test_helm_values_are_a_file_beside_the_manifests() -> None:
    texts = folder_texts(shipped("prom-pull", helm_values=True))
    assert "kube-prometheus-stack-values.yaml" in texts
    assert "kube-prometheus-stack-values.yaml" not in texts["kustomization.yaml"]
    assert "helm install kube-prometheus-stack" in texts["EXPORT.md"]
