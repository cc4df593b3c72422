from __future__ import annotations

from pathlib import Path

import pytest

from lab.export.volumes import bytes_quantity, quantity
from tests.export.exported import OWN_IMAGE, content, exported, kinds, plan_of, pod_spec, shipped


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("32000k", "32000Ki"),
        ("1m", "1Mi"),
        ("1024m", "1024Mi"),
        ("1073741824", "1Gi"),
        ("1000b", "1000"),
        ("2g", "2Gi"),
    ],
)
def test_quantity(given: str, expected: str) -> None:
    assert quantity(given) == expected


def test_bytes_quantity_is_exact() -> None:
    assert [bytes_quantity(amount) for amount in (96 * 1024**2, 1536, 1537)] == ["96Mi", "1536", "1537"]


def test_a_tmpfs_is_an_empty_dir_in_memory(tmp_path: Path) -> None:
    planned = plan_of(
        tmp_path, f"app: {{image: '{OWN_IMAGE}', service: {{tmpfs: ['/tmp:size=10m,mode=1777', /run], shm_size: 64m}}}}"
    )
    spec = pod_spec(exported(planned), "app")

    assert spec["volumes"] == [
        {"name": "app-tmpfs-1", "emptyDir": {"medium": "Memory", "sizeLimit": "10Mi"}},
        {"name": "app-tmpfs-2", "emptyDir": {"medium": "Memory"}},
        {"name": "app-shm", "emptyDir": {"medium": "Memory", "sizeLimit": "64Mi"}},
    ]
    assert [mount["mountPath"] for mount in spec["containers"][0]["volumeMounts"]] == ["/tmp", "/run", "/dev/shm"]


def test_a_named_volume_of_one_service_is_a_claim() -> None:
    result = shipped("delta-prometheus", volume_size="5Gi")
    spec = pod_spec(result, "prometheus")

    assert content(result, "PersistentVolumeClaim", "prometheus-data")["spec"] == {
        "accessModes": ["ReadWriteOnce"],
        "resources": {"requests": {"storage": "5Gi"}},
    }
    assert {"name": "prometheus-data", "persistentVolumeClaim": {"claimName": "prometheus-data"}} in spec["volumes"]
    assert spec["securityContext"]["fsGroup"] == 65534


def test_a_volume_of_a_pod_is_an_empty_dir_with_its_size() -> None:
    result = shipped("alerts")
    volumes = pod_spec(result, "host")["volumes"]

    assert {"name": "host-disk", "emptyDir": {"medium": "Memory", "sizeLimit": "32000Ki"}} in volumes
    assert {"name": "notification-ca", "emptyDir": {}} in pod_spec(result, "alertmanager")["volumes"]
    assert not [name for name in kinds(result) if name.startswith("PersistentVolumeClaim")]


def test_a_volume_of_several_pods_is_one_claim_for_several_nodes() -> None:
    result = shipped("loki-promtail")
    said = [item for item in result.limitations if "nginx-logs" in item.what]

    assert kinds(result).count("PersistentVolumeClaim nginx-logs") == 1
    assert content(result, "PersistentVolumeClaim", "nginx-logs")["spec"]["accessModes"] == ["ReadWriteMany"]
    assert [(item.service, item.lost) for item in said] == [("promtail", False)]


def test_memory_of_several_pods_cannot_be_shared(tmp_path: Path) -> None:
    memory = "{m: {driver_opts: {type: tmpfs, device: tmpfs}}}"
    use = f"{{image: '{OWN_IMAGE}', ports: {{http: 80}}, service: {{volumes: ['m:/m']}}, volumes: {memory}}}"
    result = exported(plan_of(tmp_path, f"a: {use}\nb: {use}"))

    lost = [(item.service, item.what) for item in result.limitations if item.lost]
    assert lost == [("a", "does not share the volume m with b")]
