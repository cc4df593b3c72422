from __future__ import annotations

import math
from typing import Any

import pytest

from lab.containers.labels import checked_project
from lab.containers.states import ContainerState, parse_container, unexpected, unix
from lab.errors import UsageError

RUNNING = ContainerState("api", "1", "running", started_at=100.0)
EXITED = ContainerState("api", "1", "exited", exit_code=1, started_at=100.0, finished_at=110.0)
ENDED_WELL = ContainerState("api", "1", "exited", exit_code=0, started_at=100.0, finished_at=110.0)
RESTARTING = ContainerState("api", "1", "restarting", exit_code=1, started_at=100.0, finished_at=110.0)
RETRIED = ContainerState("api", "1", "restarting", exit_code=1, started_at=100.0, finished_at=110.0, retried=True)
REMOVED = ContainerState("api", "1", "removed")

ROWS: dict[str, tuple[ContainerState, dict[str, float], tuple[str, ...], tuple[str, ...], bool]] = {
    "running": (RUNNING, {}, (), (), False),
    "crashed": (EXITED, {}, (), (), True),
    "ended with 0 all the same": (ENDED_WELL, {}, (), (), True),
    "one-shot that is done": (ENDED_WELL, {}, (), ("api",), False),
    "one-shot that failed": (EXITED, {}, (), ("api",), True),
    "load generator": (EXITED, {}, ("api",), (), False),
    "killed by a step": (EXITED, {"api": math.inf}, (), (), False),
    "seen before it was brought back": (EXITED, {"api": 120.0}, (), (), False),
    "crashed after it was brought back": (EXITED, {"api": 100.0}, (), (), True),
    "another one was killed": (EXITED, {"db": math.inf}, (), (), True),
    "always started again": (RESTARTING, {}, (), (), True),
    "started again a few times": (RETRIED, {}, (), (), False),
    "removed by somebody": (REMOVED, {"api": math.inf}, (), (), True),
}


@pytest.mark.parametrize("name", ROWS)
def test_unexpected(name: str) -> None:
    state, faulted, on_demand, one_shot, expected = ROWS[name]
    assert unexpected({"api": state}, faulted, on_demand, one_shot) == ((state,) if expected else ())


def test_times_of_the_engine() -> None:
    assert unix("0001-01-01T00:00:00Z") is None
    assert unix("2026-01-02T03:04:05.123456789Z") == pytest.approx(1767323045.123456)


def test_an_inspected_container() -> None:
    inspected: dict[str, Any] = {
        "Id": "abc",
        "Created": "2026-01-02T03:04:04Z",
        "State": {
            "Status": "running",
            "ExitCode": 0,
            "OOMKilled": False,
            "Error": "",
            "StartedAt": "2026-01-02T03:04:05Z",
            "FinishedAt": "0001-01-01T00:00:00Z",
            "Health": {"Status": "healthy"},
        },
        "Config": {"Labels": {"dev.lab.service": "api", "dev.lab.run": "lab-x-1", "dev.lab.scenario": "x"}},
        "NetworkSettings": {
            "Ports": {"80/tcp": [{"HostIp": "127.0.0.1", "HostPort": "4711"}], "53/udp": None, "81/tcp": None}
        },
    }
    each = parse_container(inspected)
    assert each.state == ContainerState(
        "api", "abc", "running", health="healthy", started_at=1767323045.0, finished_at=None
    )
    assert (each.project, each.scenario, each.folder, each.ports) == ("lab-x-1", "x", "", {80: 4711})


@pytest.mark.parametrize("name", ["", "../up", "Upper", "-x", "a/b", "a.b"])
def test_a_label_cannot_become_a_path(name: str) -> None:
    with pytest.raises(UsageError):
        checked_project(name)


@pytest.mark.parametrize(
    ("runs", "output"),
    [
        ([], ""),
        ([{"ExitCode": 0, "Output": "fine"}], ""),
        ([{"ExitCode": 0, "Output": "fine"}, {"ExitCode": 1, "Output": "no\n  route\n"}], "exit code 1: no route"),
        ([{"ExitCode": 1, "Output": ""}], "exit code 1, without output"),
    ],
)
def test_the_output_of_a_health_check_that_fails(runs: list[dict[str, Any]], output: str) -> None:
    inspected = inspected_container(Health={"Status": "unhealthy", "Log": runs})
    assert parse_container(inspected).state.health_output == output


def test_the_memory_limit_of_a_container() -> None:
    inspected = {**inspected_container(OOMKilled=True, Status="exited", ExitCode=137), "HostConfig": {"Memory": 2**26}}
    assert parse_container(inspected).state.exit_text == "137 (OOM-killed at its memory limit of 64MiB)"


@pytest.mark.parametrize(
    ("policy", "retried"),
    [
        ({"Name": "on-failure", "MaximumRetryCount": 5}, True),
        ({"Name": "on-failure", "MaximumRetryCount": 0}, False),
        ({"Name": "always", "MaximumRetryCount": 0}, False),
        ({"Name": "no", "MaximumRetryCount": 0}, False),
    ],
)
def test_a_container_that_the_engine_starts_again(policy: dict[str, Any], retried: bool) -> None:
    inspected = {**inspected_container(), "HostConfig": {"RestartPolicy": policy}}
    assert parse_container(inspected).state.retried is retried


def inspected_container(**state: Any) -> dict[str, Any]:
    times = {"StartedAt": "2026-01-02T03:04:05Z", "FinishedAt": "0001-01-01T00:00:00Z"}
    defaults = {"Status": "running", "ExitCode": 0, "OOMKilled": False, **times}
    created = {"Id": "abc", "Created": "2026-01-02T03:04:04Z"}
    return {**created, "State": {**defaults, **state}, "Config": {"Labels": {}}, "NetworkSettings": {"Ports": {}}}
