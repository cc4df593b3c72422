"""The engine's counters: read from captured answers, and seen to grow by what a container really does."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from lab.containers.counters import Counters, counters, counters_of
from lab.containers.engine import Engine
from lab.containers.starting import start
from lab.containers.states import unix
from lab.errors import EngineUnavailable, LabError
from tests.containers.projects import Project

CAPTURED = Path(__file__).parent / "captured"


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        (
            1,
            Counters(
                at=unix("2026-11-21T15:22:36.001512+00:00") or 0,
                cpu_s=0.033206526,
                memory=3780608 - 3043328,
                received={"eth0": 1086},
                sent={"eth0": 0},
                written=0,
            ),
        ),
        (
            2,
            Counters(
                at=unix("2024-03-07T09:41:12.123456+00:00") or 0,
                cpu_s=1.53422,
                memory=60006400 - 12288000,
                received={"eth0": 1500, "eth1": 98765},
                sent={"eth0": 700, "eth1": 4321},
                written=40960 + 8192,
            ),
        ),
    ],
)
def test_both_versions_of_cgroups(version: int, expected: Counters) -> None:
    assert counters_of(json.loads((CAPTURED / f"stats_cgroup_v{version}.json").read_text())) == expected


def test_what_an_engine_may_leave_out() -> None:
    least = {"cpu_stats": {"cpu_usage": {"total_usage": 5}}, "memory_stats": {"usage": 7}, "blkio_stats": None}
    assert counters_of(least, lambda: 3.0) == Counters(3.0, 5e-9, 7, {}, {}, 0)


@pytest.mark.engine
def test_a_busy_container_and_an_idle_one(engine: Engine, make_project: Callable[..., Project]) -> None:
    sends = "exec 3>/dev/udp/api/9; while :; do printf 1234567890 >&3; done 2>/dev/null"
    services = ("busy", "api", "beside", "ended")
    project = make_project(
        busy={"command": ["bash", "-c", sends]},
        api={},
        beside={"network_mode": "service:api", "depends_on": ["api"]},
        ended={"command": ["true"]},
    )
    lab = start(engine, project.folder, project.name, services, (), 60.0)
    lasting = ("busy", "api", "beside")
    first = lab.counters(lasting)
    time.sleep(1)
    asked = time.perf_counter()
    second = lab.counters(lasting)
    print(f"{(time.perf_counter() - asked) * 1000:.1f} ms for {len(lasting)} containers")

    used = {name: second[name].cpu_s - first[name].cpu_s for name in lasting}
    passed = second["busy"].at - first["busy"].at
    assert 1 <= passed < 3
    assert 0.03 * passed < used["busy"] <= 1.1 * passed  # of what others leave of the machine
    assert used["beside"] < 0.01
    sent = second["busy"].sent["eth0"] - first["busy"].sent["eth0"]
    received = second["api"].received["eth0"] - first["api"].received["eth0"]
    assert sent > 10_000
    assert received == pytest.approx(sent, rel=0.2)  # the two are not read in the same moment
    assert second["beside"].received["eth0"] >= second["api"].received["eth0"]  # it has the same interface
    assert all(each.memory > 50_000 for each in second.values())

    subprocess.run(["docker", "wait", lab.state("ended").id], check=True, capture_output=True)
    with pytest.raises(LabError, match="no counters of ended: it is not running"):
        lab.counters(services)
    with pytest.raises(LabError, match="no counters of nobody: no such container"):
        lab.counters(("api", "nobody"))


@pytest.mark.engine
def test_no_service_costs_nothing(engine: Engine) -> None:
    assert counters(engine, {}) == {}


@pytest.mark.engine
def test_counters_without_an_engine(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere.sock")
    with pytest.raises(EngineUnavailable, match="no Docker Engine answers"):
        counters(engine, {"api": "1"})
