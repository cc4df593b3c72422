"""What a component's service has beyond what a scenario may say."""

from __future__ import annotations

from typing import Any

import pytest

from lab.language.compose.grants import grants


@pytest.mark.parametrize(
    ("service", "text", "host"),
    [
        pytest.param(
            {"volumes": ["/:/h:ro", "/sys:/s:ro"]}, "mounts / and /sys of the host read-only", True, id="read-only"
        ),
        pytest.param({"volumes": ["/x:/x"]}, "mounts /x of the host writable", True, id="writable"),
        pytest.param({"privileged": True}, "runs privileged, as root of the host", True, id="privileged"),
        pytest.param({"pid": "host"}, "has pid: host", True, id="pid"),
        pytest.param({"network_mode": "container:x"}, "has network_mode: container:x", True, id="another container"),
        pytest.param({"cap_add": ["CAP_SYS_ADMIN"]}, "has the capability SYS_ADMIN", True, id="SYS_ADMIN"),
        pytest.param({"cap_add": ["CHOWN"]}, "has the capability CHOWN", False, id="CHOWN"),
        pytest.param({"devices": ["/dev/x"]}, "uses devices of the host", True, id="devices"),
        pytest.param({"security_opt": []}, "may gain privileges by setuid programs", False, id="privileges"),
        pytest.param({"cap_drop": ["NET_RAW"]}, "keeps Docker's default capabilities", False, id="capabilities"),
        pytest.param({"pids_limit": -1}, "has no process limit", False, id="processes"),
        pytest.param({"mem_limit": 0}, "has no memory limit", False, id="memory"),
    ],
)
def test_grants(service: dict[str, Any], text: str, host: bool) -> None:
    (grant,) = grants(service)

    assert (grant.text, grant.host) == (text, host)


def test_grants_none() -> None:
    usual = {"volumes": ["data:/data", "./x:/y"], "network_mode": "service:api", "cap_drop": ["ALL"], "pids_limit": 9}

    assert grants(usual) == ()
