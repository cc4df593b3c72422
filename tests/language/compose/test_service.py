"""What a scenario may say of a Compose service."""

from __future__ import annotations

from typing import Any

import pytest

from lab.language.compose.service import service_of_component, service_of_scenario


def test_service_in_other_spellings() -> None:
    service, flaws = service_of_scenario(
        {"environment": None, "labels": ["a=b"], "command": "x -y", "x-note": 1, "tmpfs": "/tmp", "restart": False}
    )

    assert service == {"labels": {"a": "b"}, "command": ["x", "-y"], "tmpfs": ["/tmp"], "restart": "no"}
    assert flaws == []


@pytest.mark.parametrize(
    ("written", "path", "message"),
    [
        pytest.param({"volumes": ["/:/host"]}, ("volumes", 0), "item 1 of 'volumes' may not mount /, a path", id="/"),
        pytest.param(
            {"volumes": ["/var/run:/x"]}, ("volumes", 0), "item 1 of 'volumes' may not mount /var/run", id="run"
        ),
        pytest.param(
            {"volumes": [{"type": "bind", "source": "/run", "target": "/x"}]},
            ("volumes", 0),
            "item 1 of 'volumes' may not mount /run",
            id="the long spelling",
        ),
        pytest.param({"volumes": ["~/.ssh:/x"]}, ("volumes", 0), "item 1 of 'volumes' may not mount ~/.ssh", id="~"),
        pytest.param({"volumes": ["./a:/b:rw"]}, ("volumes", 0), "item 1 of 'volumes' may not be writable", id="rw"),
        pytest.param(
            {"security_opt": ["unconfined"]}, ("security_opt", 0), "item 1 of 'security_opt' may only", id="opt"
        ),
        pytest.param(
            {"security_opt": ["no-new-privileges:false"]}, ("security_opt", 0), "item 1 of 'secur", id="false"
        ),
        *(
            pytest.param({key: value}, (key,), f"a scenario may not set {key!r} of a service: ", id=key)
            for key, value in {
                "privileged": True,
                "userns_mode": "host",
                "pid": "host",
                "ipc": "host",
                "network_mode": "host",
                "uts": "host",
                "cgroup": "host",
                "cap_add": ["SYS_ADMIN"],
                "devices": ["/dev/sda"],
                "device_cgroup_rules": ["c *:* rwm"],
                "extends": {"file": "x"},
                "configs": [],
                "secrets": [],
                "volumes_from": ["x"],
                "logging": {},
                "runtime": "x",
                "gpus": "all",
                "group_add": [0],
                "ports": ["80:80"],
                "image": "x:1",
                "container_name": "x",
            }.items()
        ),
        pytest.param(
            {"hostnme": "x"}, ("hostnme",), "'hostnme' may not be set in 'service'; did you mean 'hostname'?", id="typo"
        ),
        pytest.param(
            {"mem_limit": "64m", "mem_reservation": "1g"},
            ("mem_reservation",),
            "'mem_reservation' must not be",
            id="mem",
        ),
        pytest.param({"pids_limit": -1}, ("pids_limit",), "'pids_limit' must be a whole number from 1 to", id="pids"),
        pytest.param({"mem_limit": 0}, ("mem_limit",), "'mem_limit' must be a size above 0", id="memory"),
        pytest.param({"environment": {"A": "${S}"}}, ("environment", "A"), "'A' has '${S}'", id="a variable"),
    ],
)
def test_service_refused(written: dict[str, Any], path: tuple[Any, ...], message: str) -> None:
    _, (flaw,) = service_of_scenario(written)

    assert flaw.path == path
    assert flaw.message.startswith(message)


def test_service_of_component_may_say_more() -> None:
    written = {"privileged": True, "volumes": ["/sys:/sys:ro"], "pids_limit": -1, "mem_limit": 0, "pid": "host"}

    assert service_of_component(written) == (written, [])
    _, flaws = service_of_component({"ports": [80], "networks": ["x"], "extends": {}})
    assert [flaw.path for flaw in flaws] == [("ports",), ("networks",), ("extends",)]


@pytest.mark.parametrize(
    ("service", "reason"),
    [
        ({"mem_limit": "100g"}, "may be at most 16g"),
        ({"shm_size": "100g"}, "may be at most 1g"),
        ({"stop_grace_period": "1h30m"}, "may be at most 1m"),
        ({"ulimits": {"nofile": -1}}, "from 0 to 1048576"),
    ],
)
def test_what_a_scenario_takes_of_the_host_is_bounded(service: dict[str, Any], reason: str) -> None:
    _, flaws = service_of_scenario(service)
    assert [reason in flaw.message for flaw in flaws] == [True]
