from __future__ import annotations

from pathlib import Path

from lab.export.security import container_security, pod_security
from tests.export.exported import service_of


def test_a_container_has_the_limits_of_its_service(tmp_path: Path) -> None:
    service = service_of(tmp_path, "{read_only: true, user: '1000:2000'}")
    context, lost = container_security(service)

    assert context == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {
            "drop": ["ALL"],
            "add": ["CHOWN", "DAC_OVERRIDE", "FOWNER", "KILL", "NET_BIND_SERVICE", "SETGID", "SETUID"],
        },
        "runAsUser": 1000,
        "runAsGroup": 2000,
    }
    assert lost == ()


def test_a_user_by_name_is_reported(tmp_path: Path) -> None:
    context, lost = container_security(service_of(tmp_path, "{user: nobody}"))
    assert "runAsUser" not in context
    assert [item.what for item in lost] == ["does not run as nobody"]


def test_a_pod_has_sysctls_and_a_group_for_its_volumes(tmp_path: Path) -> None:
    service = service_of(tmp_path, "{sysctls: {net.core.somaxconn: 1024}}")
    assert pod_security([service], persistent=True) == {
        "seccompProfile": {"type": "RuntimeDefault"},
        "fsGroup": 65534,
        "sysctls": [
            {"name": "net.core.somaxconn", "value": "1024"},
            {"name": "net.ipv4.ip_unprivileged_port_start", "value": "0"},
        ],
    }
