from __future__ import annotations

from pathlib import Path

from tests.export.exported import content, exported, kinds, plan_of, pod_spec

CONFIG = "scrape_configs: [{{job_name: a, kubernetes_sd_configs: [{{role: {role}{more}}}]}}]\n"


def export_with(folder: Path, role: str, more: str = ""):
    files = {"prometheus.yml": CONFIG.format(role=role, more=more)}
    return exported(plan_of(folder, "prometheus: {files: {config: prometheus.yml}}", files))


def test_discovery_in_its_own_namespace_needs_a_role(tmp_path: Path) -> None:
    result = export_with(tmp_path, "pod", ", namespaces: {own_namespace: true}")
    spec = pod_spec(result, "prometheus")

    assert (spec["serviceAccountName"], spec["automountServiceAccountToken"]) == ("prometheus", True)
    assert content(result, "Role", "prometheus")["rules"] == [
        {"apiGroups": [""], "resources": ["pods"], "verbs": ["get", "list", "watch"]}
    ]
    assert content(result, "RoleBinding", "prometheus")["subjects"] == [
        {"kind": "ServiceAccount", "name": "prometheus", "namespace": "lab-small"}
    ]


def test_discovery_of_nodes_needs_a_cluster_role(tmp_path: Path) -> None:
    result = export_with(tmp_path, "node")
    rules = content(result, "ClusterRole", "lab-small-prometheus")["rules"]

    assert rules[0]["resources"] == ["nodes", "nodes/metrics"]
    assert rules[1] == {"nonResourceURLs": ["/metrics", "/metrics/cadvisor"], "verbs": ["get"]}
    assert content(result, "ClusterRoleBinding", "lab-small-prometheus")["roleRef"]["name"] == "lab-small-prometheus"


def test_discovery_of_all_namespaces_needs_a_cluster_role(tmp_path: Path) -> None:
    result = export_with(tmp_path, "endpointslice")
    assert content(result, "ClusterRole", "lab-small-prometheus")["rules"] == [
        {"apiGroups": [""], "resources": ["pods", "services"], "verbs": ["get", "list", "watch"]},
        {"apiGroups": ["discovery.k8s.io"], "resources": ["endpointslices"], "verbs": ["get", "list", "watch"]},
    ]


def test_another_cluster_needs_no_account(tmp_path: Path) -> None:
    result = export_with(tmp_path, "pod", ", kubeconfig_file: /kubeconfig")
    assert not [name for name in kinds(result) if "Role" in name or "Account" in name]
    assert pod_spec(result, "prometheus")["automountServiceAccountToken"] is False


def test_the_operators_prometheus_may_discover_what_its_jobs_ask_for(tmp_path: Path) -> None:
    files = {"prometheus.yml": CONFIG.format(role="ingress", more=", namespaces: {own_namespace: true}")}
    planned = plan_of(tmp_path, "prometheus: {files: {config: prometheus.yml}}", files)
    rules = content(exported(planned, operator=True), "Role", "prometheus")["rules"]

    assert [rule["apiGroups"] for rule in rules] == [[""], ["discovery.k8s.io"], ["networking.k8s.io"]]
