"""What a lab takes over of a Compose service, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from lab.plan.user_compose.keys import keys_taken_over, not_taken_over, refusals, unset_variables


def test_kept_has_the_limits_of_deploy_as_keys_of_their_own() -> None:
    service = {
        "image": "x",
        "restart": "always",
        "command": ["a"],
        "entrypoint": None,
        "deploy": {"resources": {"limits": {"memory": "52428800", "cpus": 0.5}}},
    }
    assert keys_taken_over(service) == {"command": ["a"], "mem_limit": 52428800, "cpus": 0.5}


def test_kept_gives_no_variable_of_the_caller_and_no_label_of_compose() -> None:
    service = {
        "environment": {"A": "1", "AWS_SECRET": None},
        "labels": {"com.docker.compose.project": "theirs", "team": "shop"},
    }
    assert keys_taken_over(service) == {"environment": {"A": "1"}, "labels": {"team": "shop"}}
    assert unset_variables(service) == ("AWS_SECRET",)


@pytest.mark.parametrize(
    ("service", "text"),
    [
        ({"privileged": True}, "runs privileged"),
        ({"network_mode": "host"}, "has network_mode: host"),
        ({"pid": "host"}, "has pid: host"),
        ({"ipc": "host"}, "has ipc: host"),
        ({"devices": [{"source": "/dev/kmsg", "target": "/dev/kmsg", "permissions": "rwm"}]}, "uses devices"),
        ({"cap_add": ["SYS_ADMIN"]}, "has the capability SYS_ADMIN"),
        ({"security_opt": ["apparmor:unconfined"]}, "has security_opt apparmor:unconfined"),
        ({"use_api_socket": True}, "uses the Docker socket"),
        ({"post_start": [{"command": ["x"], "privileged": True}]}, "has a privileged hook"),
    ],
)
def test_refusals_of_what_reaches_beyond_the_lab(service: dict[str, Any], text: str) -> None:
    (refusal,) = refusals(service)
    assert text in refusal.text
    assert refusal.trusted


@pytest.mark.parametrize("key", ["provider", "models", "volumes_from", "external_links"])
def test_refusals_of_what_no_trust_allows(key: str) -> None:
    (refusal,) = refusals({key: {"type": "x"}})
    assert not refusal.trusted


@pytest.mark.parametrize(
    "service",
    [
        {"cap_add": ["NET_RAW", "CAP_IPC_LOCK"]},
        {"network_mode": "service:app"},
        {"security_opt": ["no-new-privileges:true"]},
        {"volumes": [{"type": "bind", "source": "/", "target": "/host"}]},  # judged by mounts
    ],
)
def test_refusals_of_nothing(service: dict[str, Any]) -> None:
    assert list(refusals(service)) == []


def test_not_taken_over() -> None:
    service = {
        "restart": "always",
        "logging": {"driver": "fluentd"},
        "deploy": {"replicas": 3},
        "blkio_config": {"weight": 10},
        "x-own": 1,
        "ports": [],
    }
    assert dict(not_taken_over(service)) == {
        "restart": "not restarted when it ends",
        "logging": "logs to the engine, not through fluentd",
        "deploy": "once, not in replicas",
        "blkio_config": "without its 'blkio_config'",
    }
