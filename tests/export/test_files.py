from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

from lab.export.files import MAX_CONFIG_MAP
from lab.export.model import Inputs, MountedContent, SecretKey
from lab.plan.model import LabPlan
from tests.export.exported import OWN_IMAGE, content, exported, found, kinds, plan_of, pod_spec, shipped

CONFIG = "scrape_configs: []\nrule_files: [rules/*.yml]\n"
RULES = "groups: [{name: a, rules: [{record: a:b, expr: '1'}]}]\n"


def mounts(result: Any, name: str) -> list[dict[str, Any]]:
    return list(pod_spec(result, name)["containers"][0]["volumeMounts"])


def checksum(result: Any, name: str) -> str:
    return str(content(result, "Deployment", name)["spec"]["template"]["metadata"]["annotations"]["checksum/config"])


def with_config(folder: Path, config: str) -> LabPlan:
    files = {"prometheus.yml": config, "a/rules.yml": RULES, "b/rules.yml": RULES}
    return plan_of(
        folder,
        """
        prometheus:
          files: {config: prometheus.yml, rules: a/rules.yml, /etc/prometheus/rules/b/rules.yml: b/rules.yml}
        """,
        files,
    )


def test_files_are_mounted_one_by_one(tmp_path: Path) -> None:
    result = exported(with_config(tmp_path, CONFIG))

    assert content(result, "ConfigMap", "prometheus-files")["data"] == {
        "prometheus.yml": CONFIG,
        "rules.yml": RULES,
        "b_rules.yml": RULES,
    }
    assert mounts(result, "prometheus")[:3] == [
        {"name": "prometheus-files", "mountPath": f"/etc/prometheus/{path}", "subPath": key, "readOnly": True}
        for path, key in (
            ("prometheus.yml", "prometheus.yml"),
            ("rules/rules.yml", "rules.yml"),
            ("rules/b/rules.yml", "b_rules.yml"),
        )
    ]


def test_a_changed_file_changes_the_pod(tmp_path: Path) -> None:
    first = exported(with_config(tmp_path / "a", CONFIG))
    again = exported(with_config(tmp_path / "b", CONFIG))
    changed = exported(with_config(tmp_path / "c", f"{CONFIG}# changed\n"))

    assert checksum(first, "prometheus") == checksum(again, "prometheus") != checksum(changed, "prometheus")


def test_a_configuration_with_a_secret_is_a_reference() -> None:
    result = shipped("receivers")

    assert result.secrets == (
        SecretKey("alertmanager-files", "alertmanager.yml", "alertmanager", file="alertmanager/alertmanager.yml"),
    )
    assert "ConfigMap alertmanager-files" not in kinds(result)
    assert "not-a-secret" not in str(result.objects)
    volume = {"name": "alertmanager-secret-files", "secret": {"secretName": "alertmanager-files"}}
    assert volume in pod_spec(result, "alertmanager")["volumes"]


def test_dashboards_are_labelled_for_the_sidecar_of_grafana() -> None:
    result = shipped("grafana-provisioning")
    dashboard = found(result, "ConfigMap", "grafana-dashboard-host")

    assert dashboard.content["metadata"]["labels"]["grafana_dashboard"] == "1"
    assert list(dashboard.content["data"]) == ["host.json"]
    assert dashboard.origin.file.endswith("dashboards/host.json")
    assert "grafana_dashboard" not in content(result, "ConfigMap", "grafana-files")["metadata"]["labels"]


def mounting(folder: Path) -> LabPlan:
    files = {"conf/a.txt": "a", "conf/sub/b.txt": "b", "one.txt": "1"}
    return plan_of(
        folder, f"app: {{image: '{OWN_IMAGE}', service: {{volumes: ['./conf:/conf', './one.txt:/one']}}}}", files
    )


def test_a_mounted_folder_and_a_mounted_file(tmp_path: Path) -> None:
    mounted = {
        "app/mounts/1/conf": MountedContent(
            {"a.txt": b"a", "sub/b.bin": b"\xff\x00", "tls.key": b"geheim", "x.yml": b"password: geheim"}
        ),
        "app/mounts/2/one.txt": MountedContent({"": b"1"}),
    }
    result = exported(mounting(tmp_path), Inputs({}, mounted))
    folder = content(result, "ConfigMap", "app-conf")

    assert folder["data"] == {"a.txt": "a"}
    assert base64.b64decode(folder["binaryData"]["b.bin"]) == b"\xff\x00"
    assert [(mount["mountPath"], mount["subPath"]) for mount in mounts(result, "app")] == [
        ("/conf/a.txt", "a.txt"),
        ("/conf/sub/b.bin", "b.bin"),
        ("/conf/tls.key", "tls.key"),
        ("/conf/x.yml", "x.yml"),
        ("/one", "one"),
    ]
    assert {key.secret for key in result.secrets} == {"app-files"}
    assert [key.file for key in result.secrets] == ["app/mounts/1/conf/tls.key", "app/mounts/1/conf/x.yml"]
    assert "geheim" not in str(result.objects)


def test_a_file_larger_than_a_config_map_is_reported(tmp_path: Path) -> None:
    mounted = {"app/mounts/1/conf": MountedContent({"big": b"x" * MAX_CONFIG_MAP, "a": b"a"})}
    result = exported(mounting(tmp_path), Inputs({}, mounted))

    lost = [(item.what, item.why) for item in result.limitations]
    assert ("is without its file conf/big", "it has 1MiB, and a ConfigMap holds at most 1MiB") in lost
    assert ("is without /one", "one.txt, which is mounted there, is empty") in lost
    assert content(result, "ConfigMap", "app-conf")["data"] == {"a": "a"}


def test_many_files_are_spread_over_config_maps(tmp_path: Path) -> None:
    half = b"x" * (MAX_CONFIG_MAP // 2)
    mounted = {"app/mounts/1/conf": MountedContent({"a": half, "b": half, "c": b"c"})}
    result = exported(mounting(tmp_path), Inputs({}, mounted))

    assert list(content(result, "ConfigMap", "app-conf")["data"]) == ["a"]
    assert list(content(result, "ConfigMap", "app-conf-2")["data"]) == ["b", "c"]
